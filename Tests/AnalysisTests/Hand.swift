import SchedulingModel

/// Small instances by hand.
enum Hand {
  static func workflow(
    _ works: [Double], edges: [(Int, Int)] = [], bytes: Double = 0
  ) throws -> Workflow {
    var builder = WorkflowBuilder(name: "hand")
    for (id, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(work)))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: bytes) }
    return try builder.build()
  }

  /// Devices of speed 1, each its own node that fails as given.
  static func cluster(_ outages: [OutageModel?]) throws -> Cluster {
    try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: outages.enumerated().map {
        Cluster.NodeSpecification(name: "n\($0)", deviceClasses: ["one"], outages: $1)
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
  }

  static func instance(
    _ works: [Double], edges: [(Int, Int)] = [], bytes: Double = 0, on cluster: Cluster
  ) throws -> Instance {
    try Instance(workflow(works, edges: edges, bytes: bytes), on: cluster)
  }
}
