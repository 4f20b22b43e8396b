import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct ForkJoinTests {
  @Test func shape() throws {
    let workflow = try ForkJoin(
      stages: [
        .init(width: 2, work: .constant(5)), .init(width: 1, work: .constant(7)),
      ], forkWork: 1, joinWork: 2, forkBytes: 10, joinBytes: 20
    ).workflow()
    #expect(
      workflow.tasks.map(\.name) == [
        "fork-0", "work-0-0", "work-0-1", "join-0", "fork-1", "work-1-0", "join-1",
      ])
    #expect(workflow.tasks.map(\.cost) == [1, 5, 5, 2, 1, 7, 2].map { .work($0) })
    let edges = (0..<workflow.edgeCount).map {
      [workflow.source(of: $0), workflow.target(of: $0), Int(workflow.bytes(of: $0))]
    }
    #expect(
      edges == [
        [0, 1, 10], [0, 2, 10], [1, 3, 20], [2, 3, 20], [3, 4, 20], [4, 5, 10], [5, 6, 20],
      ])
    #expect(workflow.entryTasks == [0] && workflow.exitTasks == [6])
  }

  @Test func equalStages() throws {
    let workflow = try ForkJoin(stages: 3, width: 10, work: .uniform(1...2, seed: 1), bytes: 8)
      .workflow()
    #expect(workflow.taskCount == 36)
    #expect(workflow.edgeCount == 3 * 20 + 2)
    #expect(workflow.totalBytes == 62 * 8)
    // Each stage has draws of its own.
    #expect(workflow.tasks[1].cost != workflow.tasks[13].cost)
  }

  @Test func badParameters() {
    #expect(
      throws: GeneratorError(
        kind: "fork-join", parameter: "stages", value: "0", expected: "at least 1")
    ) { try ForkJoin(stages: -1, width: 1).workflow() }
    #expect(
      throws: GeneratorError(
        kind: "fork-join", parameter: "width of stage 0", value: "0", expected: "at least 1")
    ) { try ForkJoin(stages: 1, width: 0).workflow() }
    #expect(throws: GeneratorError.self) {
      try ForkJoin(stages: 1, width: 1, work: .constant(.nan)).workflow()
    }
    #expect(throws: GeneratorError.self) { try ForkJoin(stages: 1, width: 1, bytes: -1).workflow() }
  }
}
