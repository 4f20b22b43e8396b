import SchedulingModel

/// Maintenance for clusters of random instances.
enum MaintenanceDraw {
  /// Windows of up to three nodes, one set for each, that leave gaps of 22 s or more in which all three are
  /// open: no task of these instances takes more than 20 s.
  static func sparse(_ cluster: Cluster, seed: UInt64) -> Cluster {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 77)
    let nodes = Array(cluster.nodes.indices).shuffled(using: &stream)
    return cluster.withMaintenance(
      nodes.prefix(1 + Int(stream.below(3))).map { node in
        Cluster.Maintenance(
          nodes: [node],
          window: MaintenanceWindow(
            start: draw(&stream, seed, upTo: 30), duration: 1 + draw(&stream, seed, upTo: 4),
            every: 90, drain: draw(&stream, seed, upTo: 3)))
      })
  }

  /// Several sets for each node, which overlap and have other periods than those of other nodes.
  static func overlapping(_ cluster: Cluster, seed: UInt64) -> Cluster {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 78)
    let nodes = Array(cluster.nodes.indices)
    return cluster.withMaintenance(
      (0..<3).map { _ in
        let every = 60 + draw(&stream, seed, upTo: 60)
        return Cluster.Maintenance(
          nodes: nodes.shuffled(using: &stream).prefix(2).sorted(),
          window: MaintenanceWindow(
            start: draw(&stream, seed, upTo: 40), duration: 1 + draw(&stream, seed, upTo: 8),
            every: stream.below(3) == 0 ? nil : every, drain: draw(&stream, seed, upTo: 5)))
      })
  }

  /// All nodes at once, with gaps that are too short for many tasks, but for no transfer.
  static func tight(_ cluster: Cluster, seed: UInt64) -> Cluster {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 79)
    let window = MaintenanceWindow(
      start: 1 + draw(&stream, seed, upTo: 10), duration: 2,
      every: 14 + draw(&stream, seed, upTo: 6), drain: draw(&stream, seed, upTo: 2))
    return cluster.withMaintenance([
      .init(nodes: Array(cluster.nodes.indices), window: window)
    ])
  }

  /// Whole numbers for even seeds, as the instances have them.
  private static func draw(_ stream: inout RandomStream, _ seed: UInt64, upTo bound: Int) -> Double
  {
    seed % 2 == 0 ? Double(stream.below(UInt64(bound + 1))) : stream.unit() * Double(bound)
  }

  /// All windows of a cluster that begin before a time.
  static func windows(
    of cluster: Cluster, before time: Double
  ) -> [(node: Int, period: MaintenanceWindow.Period)] {
    var windows: [(node: Int, period: MaintenanceWindow.Period)] = []
    for (node, calendar) in cluster.calendars.enumerated() {
      var next = calendar.next(from: 0)
      while let period = next, period.start < time {
        windows.append((node, period))
        next = calendar.next(from: period.end)
      }
    }
    return windows
  }
}

extension Instance {
  /// The same on another cluster of the same devices.
  func on(_ cluster: Cluster) -> Instance {
    Instance(workflow: workflow, jobs: jobs, cluster: cluster, costs: costs)
  }
}
