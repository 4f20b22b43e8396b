import SchedulingModel
import Testing

/// Copies of tasks in the graph.
@Suite struct WorkflowReplicasTests {
  /// a → b → c and a → c, where c needs both.
  private func workflow() throws -> Workflow {
    var builder = WorkflowBuilder(name: "w")
    for name in ["a", "b", "b~2"] {
      builder.add(.init(name: name, stage: name, cost: .work(1)))
    }
    builder.add(.init(name: "c", cost: .work(1), devices: 2))
    builder.connect(0, to: 1, bytes: 5)
    builder.connect(0, to: 3, bytes: 6)
    builder.connect(1, to: 3, bytes: 7)
    return try builder.build()
  }

  @Test func copiesFollowAllTasks() throws {
    let whole = try workflow()
    let copied = whole.replicated(copies: 3, isSpeculative: false) { $0.stage == "b" }
    // The name was taken, and the gang has no copies.
    #expect(copied.tasks.map(\.name) == ["a", "b", "b~2", "c", "b~2~", "b~3"])
    #expect(copied.tasks.indices.map { copied.original(of: $0) } == [0, 1, 2, 3, 1, 1])
    #expect(Array(copied.siblings(of: 1)) == [4, 5] && Array(copied.siblings(of: 4)) == [5, 1])
    #expect(Array(copied.siblings(of: 0)) == [])
    let inputs = copied.inputs(of: 3).map { edge in
      [copied.source(of: edge), Int(copied.bytes(of: edge))]
    }
    #expect(inputs == [[0, 6], [1, 7], [4, 7], [5, 7]])
    let needs = copied.inputs(of: 3).map { copied.need(of: $0) }
    #expect(needs == [.required, .alternative(1), .alternative(1), .alternative(1)])
    #expect(copied.inputs(of: 5).map { copied.source(of: $0) } == [0])
    #expect(!whole.hasReplicas && copied.hasReplicas && copied.isConditional)
    let none = whole.replicated(copies: 2, isSpeculative: false) { $0.devices == 2 }
    #expect(!none.hasReplicas && none.taskCount == 4)
  }

  /// Copies of producer and consumer: each consumer needs one of the producers.
  @Test func bothEndsOfAnEdge() throws {
    let copied = try workflow().replicated(copies: 2, isSpeculative: true) { _ in true }
    #expect(copied.tasks.map(\.name) == ["a", "b", "b~2", "c", "a~2", "b~2~", "b~2~2"])
    for task in [1, 5] {
      #expect(copied.inputs(of: task).map { copied.source(of: $0) } == [0, 4])
      #expect(
        copied.inputs(of: task).map { copied.need(of: $0) } == [
          .alternative(1), .alternative(1),
        ])
    }
    #expect(
      copied.inputs(of: 3).map { copied.need(of: $0) } == [
        .alternative(1), .alternative(2), .alternative(1), .alternative(2),
      ])
    #expect(copied.tasks.indices.filter { copied.isSpeculative($0) } == [4, 5, 6])
    // What has to run is the originals.
    #expect(
      copied.branches(verdicts: nil).isSkipped == [
        false, false, false, false, true, true, true,
      ])
  }

  @Test func severalJobs() throws {
    let copied = try workflow().replicated(copies: 2, isSpeculative: true) { $0.stage == "a" }
    let merged = Workflow.merged([("x", copied), ("y", copied)])
    #expect(merged.tasks.indices.map { merged.original(of: $0) } == [0, 1, 2, 3, 0, 5, 6, 7, 8, 5])
    #expect(merged.tasks.indices.filter { merged.isSpeculative($0) } == [4, 9])
  }
}
