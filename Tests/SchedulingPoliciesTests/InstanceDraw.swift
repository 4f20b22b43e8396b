import SchedulingModel

/// Draws the parts of random instances.
struct InstanceDraw {
  var stream: RandomStream
  /// Whether costs and bytes are whole numbers, so that ties occur.
  private let isWhole: Bool

  init(seed: UInt64) {
    stream = RandomStream(seed: seed, purpose: .generator)
    isWhole = seed % 2 == 0
  }

  mutating func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }

  mutating func real(upTo bound: Double) -> Double {
    isWhole ? Double(below(Int(bound) + 1)) : stream.unit() * bound
  }

  /// One to three distinct members of a range, ascending.
  mutating func some(of range: Range<Int>) -> [Int] {
    var chosen: Set<Int> = []
    for _ in 0..<(1 + below(3)) { chosen.insert(range.lowerBound + below(range.count)) }
    return chosen.sorted()
  }

  mutating func work() -> Double { below(8) == 0 ? 0 : real(upTo: 20) }

  mutating func bytes() -> Double { below(4) == 0 ? 0 : real(upTo: 60) }

  mutating func plainTask(_ id: Int) -> Workflow.Task {
    Workflow.Task(name: "t\(id)", cost: .work(work()), priority: Double(below(5)))
  }

  mutating func restrictedTask(_ id: Int, on cluster: Cluster) -> Workflow.Task {
    var task = plainTask(id)
    switch below(4) {
    case 0:
      task.placement = .classes(
        some(of: 0..<cluster.classes.count).map { cluster.classes[$0].name })
    case 1: task.placement = .device(cluster.devices[below(cluster.deviceCount)].name)
    case 2: task.memoryBytes = [8.0, 16, 24][below(3)]
    default: break
    }
    return task
  }

  mutating func gangTask(_ id: Int, on cluster: Cluster) -> Workflow.Task {
    var task = plainTask(id)
    let sizes = cluster.classes.indices.map { index in
      cluster.devices.count { $0.deviceClass == index }
    }
    task.devices = 1 + below(min(4, sizes.max() ?? 1))
    return task
  }

  mutating func tableTask(_ id: Int, on cluster: Cluster) -> Workflow.Task {
    var task = plainTask(id)
    let rows = some(of: 0..<cluster.classes.count).map {
      Workflow.ClassSeconds(deviceClass: cluster.classes[$0].name, seconds: work())
    }
    task.cost = .table(rows)
    return task
  }

  /// Two or three pods with nodes of one to three devices, of three classes in all.
  mutating func cluster(outages: OutageModel?) throws -> Cluster {
    let classes = [
      DeviceClass(name: "small", speed: 1, memoryBytes: 16),
      DeviceClass(name: "medium", speed: isWhole ? 2 : 1.7, memoryBytes: 24),
      DeviceClass(name: "large", speed: isWhole ? 4 : 3.1, memoryBytes: 80),
    ]
    var nodes: [Cluster.NodeSpecification] = []
    for index in 0..<(3 + below(3)) {
      // The first three nodes see to it that every class is there.
      let kinds = (0..<(1 + below(3))).map { _ in below(3) }
      let named = index < 3 ? [index] + kinds.dropFirst() : kinds
      nodes.append(
        Cluster.NodeSpecification(
          name: "n\(index)", pod: "pod\(below(3))", deviceClasses: named.map { classes[$0].name },
          outages: outages))
    }
    return try Cluster(
      name: "drawn", classes: classes, nodes: nodes,
      interconnect: Interconnect(
        node: .init(latency: 0, bandwidth: 60), pod: .init(latency: 0.25, bandwidth: 16),
        across: .init(latency: 1, bandwidth: 7)))
  }
}
