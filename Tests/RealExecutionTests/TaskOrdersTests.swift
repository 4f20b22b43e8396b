import LanguageModel
import RealExecution
import SchedulingModel
import Testing

@Suite struct TaskOrdersTests {
  private let setup = ExecutionSetup(
    artefacts: "/r/artefacts", attempts: "/r/attempts", checkpoints: "/r/checkpoints", corpus: nil,
    checkpointSteps: 5, seed: 7)
  private let artefacts = Dictionary(
    uniqueKeysWithValues: (0..<9).map {
      ($0, Artefact(name: "\($0)", bytes: 1, report: StageReport(units: 1)))
    })

  private func work(
    _ task: Int, _ instance: Instance, carries: (Int) -> Bool = { _ in true }
  ) throws -> StageTask {
    try TaskOrders(instance, setup: setup, model: .tiny).order(
      AttemptStart(task: task, attempt: 3, device: 0), artefacts: artefacts, carries: carries
    ).work
  }

  @Test func inputsAreFoundAmongEverythingBefore() throws {
    let instance = try instance(twoRounds())
    let second = try work(1, instance)
    #expect(second.index == 1)
    #expect(second.shareStart == 0.5 && second.shareEnd == 1)
    #expect(second.output == "/r/attempts/1-3/output.txt")
    #expect(try work(3, instance).inputs.raw == ["/r/artefacts/1"])

    let train = try work(4, instance)
    #expect(train.inputs.tokens == ["/r/artefacts/2", "/r/artefacts/3"])
    #expect(train.inputs.checkpoint == nil)
    #expect(train.checkpointFolder == "/r/checkpoints/4" && train.checkpointSteps == 5)

    let again = try work(7, instance)
    #expect(again.index == 1)
    #expect(again.inputs.checkpoint == "/r/artefacts/4")
    #expect(again.inputs.results == ["/r/artefacts/6"])
    #expect(again.inputs.tokens == ["/r/artefacts/2", "/r/artefacts/3"])

    let scoreAgain = try work(8, instance)
    #expect(scoreAgain.inputs.checkpoint == "/r/artefacts/7")
    #expect(scoreAgain.inputs.results.isEmpty && scoreAgain.checkpointFolder == nil)
  }

  @Test func whatLiesBehindADeadEdgeDoesNotCount() throws {
    let workflow = try twoRounds()
    let instance = try instance(workflow)
    let again = try work(7, instance) { edge in workflow.source(of: edge) != 3 }
    #expect(again.inputs.tokens == ["/r/artefacts/2"])
  }

  @Test func tasksThatCannotBeRunAreNamed() throws {
    func problem(_ tasks: [Workflow.Task], edges: [(Int, Int)] = []) throws -> ExecutionError? {
      var builder = WorkflowBuilder(name: "w")
      for task in tasks { _ = builder.add(task) }
      for (source, target) in edges { builder.connect(source, to: target) }
      do {
        _ = try TaskOrders(try instance(builder.build()), setup: setup, model: .tiny)
        return nil
      } catch let error as ExecutionError {
        return error
      }
    }
    let load = Workflow.Task(name: "l", stage: "load_data", cost: .units(1))
    #expect(try problem([load]) == nil)
    #expect(
      try problem([Workflow.Task(name: "a", cost: .work(1))])?.description
        == "task 'a' cannot be run for real: its stage is missing, expected load_data, "
        + "preprocess, train, evaluate, optimize")
    #expect(
      try problem([Workflow.Task(name: "b", stage: "train", cost: .work(1))])?.description
        == "task 'b' cannot be run for real: it states no work in 'units', expected a number above 0"
    )
    let clean = Workflow.Task(name: "p", stage: "preprocess", cost: .units(1))
    #expect(
      try problem([load, clean])?.description
        == "task 'p' cannot be run for real: it depends on no task of the stage 'load_data'")
    #expect(try problem([load, clean], edges: [(0, 1)]) == nil)
  }
}
