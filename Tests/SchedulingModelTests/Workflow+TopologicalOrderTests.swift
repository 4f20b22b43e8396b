import SchedulingModel
import Testing

@Suite struct WorkflowTopologicalOrderTests {
  @Test(arguments: 100..<140)
  func matchesTheNaiveOrder(_ seed: UInt64) throws {
    let count = Int(seed % 25) + 1
    let edges = randomEdges(tasks: count, probability: 0.15, seed: seed)
    let workflow = try makeWorkflow(
      work: [Double](repeating: 1, count: count),
      edges: edges.map { ($0.source, $0.target, $0.bytes) })
    let expected = naiveTopologicalOrder(tasks: count, edges: edges)
    #expect(workflow.topologicalOrder.map(Int.init) == expected, "seed \(seed)")
    for (place, task) in expected.enumerated() {
      #expect(workflow.topologicalPosition[task] == Int32(place), "seed \(seed)")
    }
  }

  @Test func orderedIdsAreTheirOwnOrder() throws {
    let workflow = try makeWorkflow(work: [1, 1, 1], edges: [(0, 2, 0)])
    #expect(workflow.topologicalOrder == [0, 1, 2])
  }

  /// Any refused graph names a real cycle, each of its edges present.
  @Test(arguments: 200..<230)
  func cyclesAreReal(_ seed: UInt64) throws {
    let count = 12
    var stream = RandomStream(seed: seed, purpose: .generator)
    var builder = WorkflowBuilder(name: "cyclic")
    for index in 0..<count { builder.add(Workflow.Task(name: "\(index)", cost: .work(1))) }
    var edges: Set<[Int]> = []
    for _ in 0..<20 {
      let edge = [Int(stream.below(12)), Int(stream.below(12))]
      if edge[0] != edge[1], edges.insert(edge).inserted { builder.connect(edge[0], to: edge[1]) }
    }
    do {
      _ = try builder.build()
      let ordered = naiveTopologicalOrder(
        tasks: count, edges: edges.map { ($0[0], $0[1], 0) })
      #expect(ordered.count == count, "seed \(seed)")
    } catch {
      guard case .cycle(let names) = error.problems.first else {
        Issue.record("seed \(seed): \(error)")
        return
      }
      let ids = names.compactMap { Int($0) }
      #expect(ids.first == ids.last && ids.count > 2, "seed \(seed)")
      #expect(ids.first == ids.min(), "seed \(seed)")
      for (source, target) in zip(ids, ids.dropFirst()) {
        #expect(edges.contains([source, target]), "seed \(seed)")
      }
    }
  }
}
