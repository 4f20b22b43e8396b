import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Expected durations under failures: against the mean of simulated runs, and in what policies do.
@Suite struct ExpectedDurationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var outages: OutageModel?
    var recovery: RecoveryModel
    var taskFailureRate = 0.0
    /// Failures for each device, and how many devices the task needs, each a node.
    var ratePerDevice = 0.0
    var members = 1
  }

  static let cases = [
    Case(
      testDescription: "outages alone",
      outages: OutageModel(meanUpSeconds: 40, repair: .constant(3)), recovery: .none),
    Case(
      testDescription: "restarts and late notice",
      outages: OutageModel(meanUpSeconds: 40, repair: .exponential(mean: 3)),
      recovery: RecoveryModel(restartSeconds: 2, detection: Detection(timeoutSeconds: 1.5))),
    Case(
      testDescription: "checkpoints",
      outages: OutageModel(meanUpSeconds: 25, repair: .constant(3)),
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(7), writeSeconds: 1), restartSeconds: 2)),
    Case(
      testDescription: "checkpoints after the last segment, too",
      outages: OutageModel(meanUpSeconds: 25, repair: .constant(3)),
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(10), writeSeconds: 1, followsLastSegment: true))),
    Case(
      testDescription: "by a rule",
      outages: OutageModel(meanUpSeconds: 25, repair: .constant(3)),
      recovery: RecoveryModel(checkpoint: .init(interval: .rule(.daly), writeSeconds: 0.5))),
    Case(
      testDescription: "task failures", outages: nil, recovery: RecoveryModel(restartSeconds: 1),
      taskFailureRate: 0.03),
    Case(
      testDescription: "both", outages: OutageModel(meanUpSeconds: 60, repair: .constant(4)),
      recovery: RecoveryModel(restartSeconds: 1), taskFailureRate: 0.02),
    Case(
      testDescription: "a gang on three nodes",
      outages: OutageModel(meanUpSeconds: 120, repair: .constant(0)),
      recovery: RecoveryModel(restartSeconds: 1), taskFailureRate: 0.01, ratePerDevice: 0.005,
      members: 3),
  ]

  /// One task of 30 s on one node: the mean of many runs is the expected duration.
  @Test(arguments: cases)
  func meanOfRuns(_ given: Case) throws {
    var builder = WorkflowBuilder(name: "one")
    builder.add(Workflow.Task(name: "t", cost: .work(30), devices: given.members))
    let cluster = try Cluster(
      name: "one", classes: [DeviceClass(name: "one")],
      nodes: (0..<given.members).map {
        .init(name: "n\($0)", deviceClasses: ["one"], outages: given.outages)
      },
      interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Instance(builder.build(), on: cluster)
    let conditions = RunConditions(
      costs: instance.costs,
      taskFailures: TaskFailureModel(
        rate: given.taskFailureRate, ratePerDevice: given.ratePerDevice),
      recovery: given.recovery)
    let runs = 4000
    var (sum, squares, lost) = (0.0, 0.0, 0)
    var expected = 0.0
    for seed in UInt64(1)...UInt64(runs) {
      let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
      expected = simulation.instance.expectedCosts(waitsForRepair: true).seconds(0, on: 0)
      let result = simulation.run(PlannedPolicy(HEFT()))
      let makespan = try #require(result.makespan)
      sum += makespan
      squares += makespan * makespan
      lost += result.trace.attempts.count - 1
    }
    let mean = sum / Double(runs)
    let error = ((squares / Double(runs) - mean * mean) / Double(runs)).squareRoot()
    #expect(abs(mean - expected) < 4 * error, "\(mean) ± \(error), expected \(expected)")
    #expect(lost > runs / 4)
    #expect(error < 0.04 * expected)
  }

  /// Where nothing fails and nothing is written, expected durations are the costs, bit by bit.
  @Test func areCostsWithoutFailures() throws {
    for shape in InstanceShape.allCases {
      let instance = try shape.instance(seed: 3)
      let plain = try PolicyCatalog.entry(named: "heft").makePlanner().plan(.init(instance))
      let expected = try PolicyCatalog.entry(named: "heft-reliable").makePlanner()
        .plan(.init(instance))
      #expect(plain == expected, "\(shape)")
    }
  }

  /// n0 is twice as fast and fails every 10 s on average for 5 s; n1 never fails. Work of 40 takes 20 s on
  /// n0 if nothing happens, but (10 + 5)·(e² − 1) = 95.8 s on average, and 40 s on n1. Work of 2 takes
  /// 15·(e^0.1 − 1) = 1.58 s on n0, and 2 s on n1.
  @Test func longTasksAvoidBadNodes() throws {
    for (work, reliable) in [(40.0, 1), (2.0, 0)] {
      let instance = try fastAndBad(work)
      let plan = try PolicyCatalog.entry(named: "heft").makePlanner().plan(.init(instance))
      #expect(plan.entries.map(\.device) == [0])
      let expected = try PolicyCatalog.entry(named: "heft-reliable").makePlanner()
        .plan(.init(instance))
      #expect(expected.entries.map(\.device) == [reliable], "work \(work)")
      let seconds = work == 40 ? 40 : 1.5775637711
      #expect(abs(expected.lastFinish - seconds) < 1e-9)
      // An online policy is not bound to wait for the repair: 10·(e² − 1) = 63.9 is still more than 40.
      for name in ["critical-path:costs=expected", "critical-path-expected:costs=expected"] {
        let policy = try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: 1)
        let result = Simulation(instance: instance).run(policy)
        #expect(result.schedule.entries.first?.device == reliable, "\(name), work \(work)")
      }
    }
  }

  /// train (10 s) writes a checkpoint of 1 s after each of nine segments: 19 s, which is longer than 12.
  @Test func ranksCountCheckpoints() throws {
    var builder = WorkflowBuilder(name: "two")
    builder.add(Workflow.Task(name: "other", cost: .work(12)))
    builder.add(Workflow.Task(name: "train", stage: "train", cost: .work(10)))
    let instance = try Instance(builder.build(), on: .identical(1))
    let conditions = RunConditions(
      costs: instance.costs,
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(1), writeSeconds: 1, stages: ["train"])))
    let simulation = Simulation(instance: instance, conditions: conditions, seed: 1)
    for (name, ranks, first) in [
      ("critical-path", [12.0, 10], 0), ("critical-path-expected", [12, 19], 1),
      ("heft", [12, 10], 0), ("heft-reliable", [12, 19], 1),
    ] as [(String, [Double], Int)] {
      let policy = try PolicyCatalog.makePolicy(PolicyName(name), seed: 1)
      let result = simulation.run(policy, recordsPriorities: true)
      #expect(result.priorities == ranks, "\(name)")
      #expect(result.schedule.entries.first?.task == first, "\(name)")
      #expect(result.makespan == 31)
    }
  }

  private func fastAndBad(_ work: Double) throws -> Instance {
    var builder = WorkflowBuilder(name: "one")
    builder.add(Workflow.Task(name: "t", cost: .work(work)))
    let cluster = try Cluster(
      name: "two", classes: [DeviceClass(name: "fast", speed: 2), DeviceClass(name: "slow")],
      nodes: [
        .init(
          name: "n0", deviceClasses: ["fast"],
          outages: OutageModel(meanUpSeconds: 10, repair: .constant(5))),
        .init(name: "n1", deviceClasses: ["slow"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
    return try Instance(builder.build(), on: cluster)
  }
}
