import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Plans that are made again when it is known how a task has turned out.
@Suite struct OutcomeReplanningTests {
  /// A judge of 10 s, and four tasks of 100 s that run only where it passes, which happens once in twenty times;
  /// their data takes 20 s to another device.
  private func judged(on devices: Int) throws -> Instance {
    var builder = WorkflowBuilder(name: "judged")
    builder.add(
      Workflow.Task(name: "judge", cost: .work(10), verdict: .init(passProbability: 0.05)))
    for index in 0..<4 {
      builder.add(Workflow.Task(name: "t\(index)", cost: .work(100)))
      builder.connect(0, to: index + 1, bytes: 20, when: .passed)
    }
    return try Instance(builder.build(), on: try Cluster.identical(devices))
  }

  /// What is expected are tasks of some five seconds: too short to be sent elsewhere, so that one device has them
  /// all. Once they are known to run, one stays and each of the others takes a device: 10 + 20 + 100 s.
  @Test func handCase() throws {
    let instance = try judged(on: 4)
    var (short, long) = (0, 0)
    for seed in UInt64(1)...60 {
      func makespan(_ name: String) throws -> Double? {
        Simulation(instance: instance, seed: seed)
          .run(try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: seed)).makespan
      }
      let runs = instance.workflow.verdicts(seed: seed)?.passes(0) == true
      for name in ["heft-replan", "heft:replan=change", "mct:replan=change", "cpop:replan=change"] {
        #expect(try makespan(name) == (runs ? 130 : 10), "\(name), seed \(seed)")
      }
      for name in ["heft", "heft:replan=outage", "heft-repair"] {
        #expect(try makespan(name) == (runs ? 410 : 10), "\(name), seed \(seed)")
      }
      if runs { long += 1 } else { short += 1 }
    }
    #expect(short > 30 && long > 0)
  }

  /// a and b pass with 0.5 each; c runs where both do, d where a fails, e whatever comes.
  @Test func expectationsFollowOutcomes() throws {
    var builder = WorkflowBuilder(name: "two")
    for name in ["a", "b"] {
      builder.add(Workflow.Task(name: name, cost: .work(1), verdict: .init(passProbability: 0.5)))
    }
    for name in ["c", "d", "e"] { builder.add(Workflow.Task(name: name, cost: .work(1))) }
    builder.connect(0, to: 2, when: .passed)
    builder.connect(1, to: 2, when: .passed)
    builder.connect(0, to: 3, when: .failed)
    builder.connect(0, to: 4)
    let workflow = try builder.build()
    func near(_ known: [Int: Workflow.Outcome], _ expected: [Double]) -> Bool {
      let found = workflow.runProbabilities { known[$0] }
      // 64 draws or more: a standard error of at most 1/16.
      return zip(found, expected).allSatisfy { pair in
        pair.1 == 0 || pair.1 == 1 ? pair.0 == pair.1 : abs(pair.0 - pair.1) < 0.25
      }
    }
    let (passed, failed) = (Workflow.Outcome(level: 1), Workflow.Outcome(level: 0))
    #expect(near([:], [1, 1, 0.25, 0.5, 1]))
    #expect(near([0: passed], [1, 1, 0.5, 0, 1]))
    #expect(near([0: failed], [1, 1, 0, 1, 1]))
    #expect(near([1: failed], [1, 1, 0, 0.5, 1]))
    #expect(near([0: passed, 1: passed], [1, 1, 1, 0, 1]))
    #expect((0..<5).map(workflow.decides) == [true, true, false, false, false])
  }

  /// A verdict that no condition asks for is no reason to plan again; neither is a selection among what is sure.
  @Test func whatDecidesNothing() throws {
    var builder = WorkflowBuilder(name: "verdicts")
    for name in ["asked", "idle"] {
      builder.add(Workflow.Task(name: name, cost: .work(1), verdict: .init(passProbability: 0.5)))
    }
    for name in ["a", "b"] { builder.add(Workflow.Task(name: name, cost: .work(1))) }
    builder.connect(0, to: 2, when: .passed)
    builder.connect(1, to: 3)
    let workflow = try builder.build()
    #expect((0..<4).map(workflow.decides) == [true, false, false, false])
    for isSure in [true, false] {
      var halving = WorkflowBuilder(name: "halving")
      for trial in 0..<2 {
        var task = Workflow.Task(name: "trial-\(trial)", cost: .work(1))
        task.metric = .init(
          name: "loss",
          quality: isSure ? .constant(Double(trial)) : .uniform(low: 0, high: 1))
        halving.add(task)
      }
      var select = Workflow.Task(name: "select", cost: .work(0))
      select.decision = .keep(1)
      halving.add(select)
      halving.add(Workflow.Task(name: "more", cost: .work(1)))
      for trial in 0..<2 { halving.connect(trial, to: 2) }
      halving.connect(2, to: 3, when: .kept(0))
      #expect(try halving.build().decides(2) == !isSure)
    }
  }

  /// Without outcomes, and with those that are sure, nothing is planned again: heft-replan is heft.
  @Test func sureOutcomesAreNoNews() throws {
    for seed in UInt64(1)...20 {
      let drawn = try InstanceShape.layered.instance(seed: seed).withConditions(seed: seed)
      let verdicts = try #require(drawn.workflow.verdicts(seed: seed))
      let sure = try Instance(drawn.workflow.withVerdicts(verdicts), on: drawn.cluster)
      func schedule(_ name: String) throws -> [Schedule.Entry] {
        Simulation(instance: sure, seed: seed)
          .run(try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: seed))
          .schedule.sortedEntries
      }
      #expect(try schedule("heft-replan") == schedule("heft"), "seed \(seed)")
    }
  }
}
