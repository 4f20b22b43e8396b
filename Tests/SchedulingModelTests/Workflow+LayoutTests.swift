import SchedulingModel
import Testing

@Suite struct WorkflowLayoutTests {
  @Test(arguments: 0..<40)
  func rowsBothWaysMatchTheEdgeList(_ seed: UInt64) throws {
    let count = Int(seed) + 1
    let edges = randomEdges(tasks: count, probability: 0.2, seed: seed)
    let workflow = try makeWorkflow(
      work: [Double](repeating: 1, count: count),
      edges: edges.map { ($0.source, $0.target, $0.bytes) })
    #expect(workflow.edgeCount == edges.count, "seed \(seed)")
    #expect(workflow.totalBytes == edges.reduce(0) { $0 + $1.bytes })
    var nextEdge = 0
    for task in 0..<count {
      let inputs = workflow.inputs(of: task)
      #expect(inputs.lowerBound == nextEdge, "inputs are contiguous, seed \(seed)")
      nextEdge = inputs.upperBound
      let producers = edges.filter { $0.target == task }.sorted { $0.source < $1.source }
      #expect(inputs.map(workflow.source(of:)) == producers.map(\.source), "seed \(seed)")
      #expect(inputs.map(workflow.bytes(of:)) == producers.map(\.bytes), "seed \(seed)")
      #expect(inputs.allSatisfy { workflow.target(of: $0) == task })

      let outputs = Array(workflow.outputs(of: task))
      let consumers = edges.filter { $0.source == task }.sorted { $0.target < $1.target }
      #expect(outputs.map(workflow.target(of:)) == consumers.map(\.target), "seed \(seed)")
      #expect(outputs.map(workflow.bytes(of:)) == consumers.map(\.bytes), "seed \(seed)")
      #expect(outputs.allSatisfy { workflow.source(of: $0) == task })
      #expect(workflow.outputCount(of: task) == consumers.count)
    }
    let (sources, targets) = (Set(edges.map(\.source)), Set(edges.map(\.target)))
    #expect(workflow.entryTasks == (0..<count).filter { !targets.contains($0) })
    #expect(workflow.exitTasks == (0..<count).filter { !sources.contains($0) })
  }

  @Test func mergedJobsKeepTheirEdges() throws {
    let first = try makeWorkflow(work: [1, 2], edges: [(0, 1, 5)])
    let second = try makeWorkflow(work: [3, 4, 5], edges: [(2, 0, 7), (0, 1, 8)])
    let merged = Workflow.merged([("a", first), ("b", second)])
    #expect(merged.tasks.map(\.name) == ["a/t0", "a/t1", "b/t0", "b/t1", "b/t2"])
    #expect(merged.tasks.map(\.cost) == [1, 2, 3, 4, 5].map { .work($0) })
    let edges = (0..<merged.edgeCount).map {
      [merged.source(of: $0), merged.target(of: $0), Int(merged.bytes(of: $0))]
    }
    #expect(edges == [[0, 1, 5], [4, 2, 7], [2, 3, 8]])
    #expect(merged.topologicalOrder == [0, 1, 4, 2, 3])
    #expect(merged.task(named: "b/t2") == 4)
    #expect(merged.task(named: "t2") == nil)
  }

  @Test func oneJobKeepsItsNames() throws {
    let only = try makeWorkflow(work: [1])
    #expect(Workflow.merged([("job", only)]).tasks == only.tasks)
  }
}
