import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct ChainTests {
  @Test func shape() throws {
    let workflow = try Chain(tasks: 4, work: .constant(2), bytes: 3).workflow()
    #expect(workflow.tasks.map(\.name) == ["t0", "t1", "t2", "t3"])
    #expect(workflow.tasks.allSatisfy { $0.cost == .work(2) })
    #expect(workflow.edgeCount == 3 && workflow.totalBytes == 9)
    #expect(workflow.entryTasks == [0] && workflow.exitTasks == [3])
    #expect(try Chain(tasks: 1).workflow().edgeCount == 0)
  }

  @Test func badParameters() {
    #expect(
      throws: GeneratorError(
        kind: "chain", parameter: "tasks", value: "0", expected: "at least 1")
    ) { try Chain(tasks: 0).workflow() }
    #expect(
      throws: GeneratorError(
        kind: "chain", parameter: "work", value: "-1.0",
        expected: "a finite number of at least 0")
    ) { try Chain(work: .constant(-1)).workflow() }
    #expect(
      throws: GeneratorError(
        kind: "chain", parameter: "bytes", value: "inf",
        expected: "a finite number of at least 0")
    ) { try Chain(bytes: .infinity).workflow() }
  }
}
