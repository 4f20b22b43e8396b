import SchedulingModel

/// Small instances by hand.
enum Hand {
  static func workflow(_ works: [Double], edges: [(Int, Int)] = []) throws -> Workflow {
    var builder = WorkflowBuilder(name: "hand")
    for (id, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(work)))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1) }
    return try builder.build()
  }

  static func instance(
    _ works: [Double], edges: [(Int, Int)] = [], on cluster: Cluster
  ) throws -> Instance {
    try Instance(workflow(works, edges: edges), on: cluster)
  }
}
