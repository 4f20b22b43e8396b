import SchedulingModel
import Testing

@Suite struct WorkflowBuilderTests {
  /// The problems of a build that must fail.
  private func problems(_ builder: WorkflowBuilder) -> [WorkflowError.Problem] {
    do {
      _ = try builder.build()
      return []
    } catch {
      return error.problems
    }
  }

  private func builder(_ names: String...) -> WorkflowBuilder {
    var builder = WorkflowBuilder(name: "test")
    for name in names { builder.add(Workflow.Task(name: name, cost: .work(1))) }
    return builder
  }

  @Test func namesMayComeBeforeTheirTasks() throws {
    var builder = builder("second", "first")
    builder.require("first", for: 0, bytes: 8)
    let workflow = try builder.build()
    #expect(workflow.topologicalOrder == [1, 0])
    #expect(workflow.topologicalPosition == [1, 0])
    #expect(workflow.bytes(of: 0) == 8)
  }

  @Test func duplicateTask() {
    #expect(problems(builder("a", "b", "a")) == [.duplicateTask("a")])
  }

  @Test func duplicateDependency() {
    var builder = builder("a", "b")
    builder.connect(0, to: 1)
    builder.require("a", for: 1)
    #expect(problems(builder) == [.duplicateDependency(task: "b", dependency: "a")])
  }

  @Test func unknownDependencyNamesTheNearest() {
    var builder = builder("preprocess", "train")
    builder.require("preproces", for: 1)
    builder.require("deploy", for: 1)
    #expect(
      problems(builder) == [
        .unknownDependency(task: "train", dependency: "preproces", nearest: "preprocess"),
        .unknownDependency(task: "train", dependency: "deploy", nearest: nil),
      ])
  }

  @Test func unknownIds() {
    var builder = builder("a")
    builder.connect(0, to: 3)
    builder.connect(-1, to: 0)
    builder.require("a", for: 7)
    #expect(
      problems(builder) == [
        .unknownDependency(task: "#3", dependency: "a", nearest: nil),
        .unknownDependency(task: "a", dependency: "#-1", nearest: nil),
        .unknownDependency(task: "#7", dependency: "a", nearest: nil),
      ])
  }

  @Test func selfDependency() {
    var builder = builder("a")
    builder.connect(0, to: 0)
    #expect(problems(builder) == [.selfDependency("a")])
  }

  @Test(arguments: [-1, Double.infinity, -Double.infinity])
  func badNumbers(_ value: Double) {
    var builder = WorkflowBuilder(name: "test")
    builder.add(Workflow.Task(name: "w", cost: .work(value), memoryBytes: value))
    builder.add(Workflow.Task(name: "u", cost: .units(value)))
    builder.add(
      Workflow.Task(name: "t", cost: .table([.init(deviceClass: "gpu", seconds: value)])))
    builder.add(Workflow.Task(name: "p", cost: .work(0), priority: .infinity))
    builder.connect(0, to: 1, bytes: value)
    #expect(
      problems(builder) == [
        .badNumber(task: "w", quantity: "work", value: value),
        .badNumber(task: "w", quantity: "memory", value: value),
        .badNumber(task: "u", quantity: "units", value: value),
        .badNumber(task: "t", quantity: "seconds on gpu", value: value),
        .badNumber(task: "p", quantity: "priority", value: .infinity),
        .badNumber(task: "u", quantity: "bytes from w", value: value),
      ])
  }

  @Test(arguments: [-0.1, 1.1, Double.nan])
  func badVerdicts(_ probability: Double) {
    var builder = WorkflowBuilder(name: "test")
    let target = Workflow.Verdict.Target(metric: "loss", atMost: .infinity)
    builder.add(
      Workflow.Task(
        name: "e", cost: .work(1),
        verdict: .init(passProbability: probability, target: target)))
    let found = problems(builder)
    #expect(found.count == 2 && found[1] == .badTarget(task: "e", metric: "loss", value: .infinity))
    guard case .badProbability(task: "e", let value) = found[0] else {
      Issue.record("found \(found[0])")
      return
    }
    #expect(value == probability || value.isNaN)
  }

  @Test func aConditionNeedsAVerdict() {
    var builder = builder("a", "b", "c")
    builder.connect(0, to: 1, when: .passed)
    builder.require("b", for: 2, when: .failed)
    #expect(
      problems(builder) == [
        .noVerdict(task: "b", dependency: "a", condition: .passed),
        .noVerdict(task: "c", dependency: "b", condition: .failed),
      ])
  }

  @Test func notANumber() {
    var builder = WorkflowBuilder(name: "test")
    builder.add(Workflow.Task(name: "w", cost: .work(.nan)))
    #expect(problems(builder).count == 1)
  }

  @Test func cycleAndUndefinedNameAreBothNamed() {
    var builder = builder("preprocess", "train", "evaluate", "optimize")
    builder.require("load_data", for: 0)
    builder.require("preprocess", for: 1)
    builder.require("evaluate", for: 1)
    builder.require("train", for: 2)
    builder.require("train", for: 3)
    builder.require("evaluate", for: 3)
    #expect(
      problems(builder) == [
        .unknownDependency(task: "preprocess", dependency: "load_data", nearest: nil),
        .cycle(["train", "evaluate", "train"]),
      ])
  }

  @Test func cycleStartsWithItsLowestIdAndLeavesOutWhatHangsOnIt() {
    var builder = builder("tail", "c", "b", "a")
    for (source, target) in [(3, 2), (2, 1), (1, 3), (1, 0)] {
      builder.connect(source, to: target)
    }
    #expect(problems(builder) == [.cycle(["c", "a", "b", "c"])])
  }

  @Test func anEmptyWorkflowIsAWorkflow() throws {
    let workflow = try WorkflowBuilder(name: "empty").build()
    #expect(workflow.taskCount == 0 && workflow.edgeCount == 0)
  }
}
