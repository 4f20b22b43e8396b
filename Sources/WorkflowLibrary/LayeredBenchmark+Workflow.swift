import SchedulingModel

extension LayeredBenchmark {
  /// The unit of work and of speed, in flops and flop/s.
  ///
  /// Both units give the same seconds, but not the same bits on the way: among a million tasks some
  /// ranks of HEFT differ in their last bit alone, and such ties fall otherwise in another unit.
  public enum Unit: Double, Sendable {
    /// 10⁹ flops: a task's work is its seconds at speed 1, as files have it.
    case gigaflop = 1e9
    /// 1 flop, as the published makespan of HEFT for a million tasks has it.
    case flop = 1
  }

  /// The graph, with tasks `t0`, `t1`, … of flops / unit of work.
  ///
  /// Layers precede each other and edges point to later layers, so the order of ids is topological.
  ///
  /// - Throws: ``GeneratorError`` in name only: what was drawn always makes a workflow.
  /// - Complexity: O(n + e log e).
  public func workflow(in unit: Unit = .gigaflop) throws(GeneratorError) -> Workflow {
    var builder = WorkflowBuilder(name: "layered-\(taskCount)-\(width)-\(seed)")
    builder.reserve(tasks: taskCount, edges: edgeCount)
    for task in flops.indices {
      builder.add(Workflow.Task(name: "t\(task)", cost: .work(Double(flops[task]) / unit.rawValue)))
      for edge in parentOffsets[task]..<parentOffsets[task + 1] {
        builder.connect(parents[edge], to: task, bytes: Double(bytes[edge]))
      }
    }
    return try builder.buildGenerated(kind: "layered")
  }

  /// The hosts `h0`, `h1`, … of the benchmark, of speeds 10 … 40 (10⁹ flop/s), on a star.
  ///
  /// Each host has an up link and a down link of 1.25·10⁹ byte/s and 25 µs latency, so that a
  /// transfer without contention takes 50 µs + bytes / (1.25·10⁹ byte/s). Each host is its own
  /// node, and hosts of one speed share a device class.
  ///
  /// - Throws: ``ClusterError`` if there is no host.
  /// - Complexity: O(hosts).
  public static func star(
    hosts: Int, seed: UInt64, in unit: Unit = .gigaflop
  ) throws(ClusterError) -> Cluster {
    var classes: [DeviceClass] = []
    var nodes: [Cluster.NodeSpecification] = []
    for (host, flopsPerSecond) in speeds(hosts: hosts, seed: seed).enumerated() {
      let speed = Double(flopsPerSecond) / unit.rawValue
      let name = "speed-\(speed)"
      if !classes.contains(where: { $0.name == name }) {
        classes.append(DeviceClass(name: name, speed: speed))
      }
      nodes.append(Cluster.NodeSpecification(name: "h\(host)", deviceClasses: [name]))
    }
    return try Cluster(
      name: "star", classes: classes, nodes: nodes,
      interconnect: .uniform(latency: 50e-6, bandwidth: 1.25e9))
  }
}
