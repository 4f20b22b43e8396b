import SchedulingModel

/// A workflow of plain work with edges by id, for tests.
func makeWorkflow(
  work: [Double], edges: [(Int, Int, Double)] = []
) throws(WorkflowError) -> Workflow {
  var builder = WorkflowBuilder(name: "test")
  for (index, seconds) in work.enumerated() {
    builder.add(Workflow.Task(name: "t\(index)", cost: .work(seconds)))
  }
  for (source, target, bytes) in edges { builder.connect(source, to: target, bytes: bytes) }
  return try builder.build()
}

/// Random distinct edges of an acyclic graph whose ids are in no topological order.
func randomEdges(
  tasks: Int, probability: Double, seed: UInt64
) -> [(source: Int, target: Int, bytes: Double)] {
  var stream = RandomStream(seed: seed, purpose: .generator)
  var rank = Array(0..<tasks)
  rank.shuffle(using: &stream)
  var edges: [(source: Int, target: Int, bytes: Double)] = []
  for early in 0..<tasks {
    for late in (early + 1)..<max(tasks, early + 1) where stream.unit() < probability {
      edges.append((rank[early], rank[late], Double(stream.below(1000))))
    }
  }
  edges.shuffle(using: &stream)
  return edges
}

/// Kahn's algorithm by rescanning all tasks for the lowest id that is ready: O(n²·e).
func naiveTopologicalOrder(tasks: Int, edges: [(source: Int, target: Int, bytes: Double)]) -> [Int]
{
  var order: [Int] = []
  while let next = (0..<tasks).first(where: { task in
    !order.contains(task)
      && edges.allSatisfy { $0.target != task || order.contains($0.source) }
  }) {
    order.append(next)
  }
  return order
}
