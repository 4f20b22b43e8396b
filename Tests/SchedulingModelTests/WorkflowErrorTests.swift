import SchedulingModel
import Testing

@Suite struct WorkflowErrorTests {
  @Test func wording() {
    let error = WorkflowError(
      workflow: "w",
      problems: [
        .duplicateTask("a"),
        .duplicateDependency(task: "b", dependency: "a"),
        .unknownDependency(task: "b", dependency: "trian", nearest: "train"),
        .unknownDependency(task: "b", dependency: "x", nearest: nil),
        .selfDependency("a"),
        .badNumber(task: "a", quantity: "work", value: -1),
        .cycle(["train", "evaluate", "train"]),
      ])
    #expect(
      error.description == """
        task 'a' is defined twice; task 'b' lists its dependency 'a' twice; \
        task 'b' needs 'trian', which is not defined (nearest name: 'train'); \
        task 'b' needs 'x', which is not defined; task 'a' needs itself; \
        task 'a': work is -1.0, expected a number from 0 to 1e18; \
        dependency cycle: train → evaluate → train
        """)
  }
}
