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
        .badProbability(task: "e", value: 1.5),
        .badTarget(task: "e", metric: "loss", value: .infinity),
        .noVerdict(task: "b", dependency: "a", condition: .failed),
        .cycle(["train", "evaluate", "train"]),
      ])
    #expect(
      error.description == """
        task 'a' is defined twice; task 'b' lists its dependency 'a' twice; \
        task 'b' needs 'trian', which is not defined (nearest name: 'train'); \
        task 'b' needs 'x', which is not defined; task 'a' needs itself; \
        task 'a': work is -1.0, expected a number from 0 to 1e18; \
        task 'e': the pass probability is 1.5, expected a number from 0 to 1; \
        task 'e': loss is to be at most inf, expected a finite number; \
        task 'b' runs when 'a' has failed, but 'a' has no verdict; \
        dependency cycle: train → evaluate → train
        """)
  }
}
