import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy on random workflows with copies, under the referee's eyes.
@Suite struct ReplicaTests {
  private static let replications: [RecoveryModel.Replication] = [
    .init(copies: 2), .init(copies: 3), .init(copies: 2, start: .late(factor: 1.25)),
  ]

  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func everyShape(policy: String) throws {
    var (lost, stopped, woken) = (0, 0, 0)
    for (number, shape) in InstanceShape.allCases.enumerated() {
      for seed in UInt64(1)...6 {
        let replication = Self.replications[(number + Int(seed)) % 3]
        let outages =
          seed % 2 == 0 ? OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 5)) : nil
        let plain = try shape.instance(seed: seed, outages: outages)
        let drawn = seed % 3 == 0 ? try plain.withConditions(seed: seed) : plain
        guard let instance = try drawn.replicated(replication) else { continue }
        let conditions = RunConditions(
          costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
          taskFailures: TaskFailureModel(rate: 0.01), recovery: .init(replication: replication),
          stragglers: StragglerModel(probability: 0.3, factor: .constant(3)))
        let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
        let result = simulation.run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
        let comment: Comment = "\(policy) on \(shape), seed \(seed), \(replication)"
        try #require(result.status == .ok, comment)
        check(result, seed: seed, comment)
        let again = simulation.run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
        #expect(again.trace == result.trace, comment)
        let rows = result.trace.attempts
        lost += rows.outcomes.count { $0 == .failed }
        stopped += rows.outcomes.count { $0 == .cancelled }
        woken += rows.tasks.count { instance.workflow.isSpeculative(Int($0)) }
      }
    }
    #expect(lost > 20 && stopped > 50 && woken > 10, "\(policy): \(lost) \(stopped) \(woken)")
  }

  private func check(_ result: RunResult, seed: UInt64, _ comment: Comment) {
    let workflow = result.instance.workflow
    var rules = ScheduleValidator.Rules()
    rules.lengthsAreCosts = false
    rules.verdicts = result.verdicts
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    let report = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    // Of each set that is not ruled out one succeeds, whichever policy places it.
    let expected = workflow.branches(verdicts: workflow.verdicts(seed: seed)).isSkipped
    let succeeded = result.succeededTasks.map { workflow.original(of: $0) }.sorted()
    #expect(
      succeeded == workflow.tasks.indices.filter { !expected[$0] && !workflow.isReplica($0) },
      comment)
    var actual = result.instance
    if let factors = result.leastFactors { actual.costs = actual.costs.scaled(by: factors) }
    let bound = Bounds(actual, verdicts: result.verdicts).largest
    #expect((result.makespan ?? -1) >= bound * (1 - 1e-12), comment)
    #expect(DeviceTime(result) != nil, comment)
  }

  /// Two copies never run on one node at once where another is up.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func copiesRunOnDifferentNodes(policy: String) throws {
    var together = 0
    var sets = 0
    for seed in UInt64(1)...20 {
      let plain = try InstanceShape.layered.instance(seed: seed)
      guard let instance = try plain.replicated(.init(copies: 2)) else { continue }
      let result = Simulation(instance: instance)
        .run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
      try #require(result.status == .ok)
      let entries = result.schedule.entries.filter { $0.device >= 0 }
      for entry in entries where instance.workflow.isReplica(entry.task) {
        let original = instance.workflow.original(of: entry.task)
        guard let other = entries.first(where: { $0.task == original }) else { continue }
        let nodes = Set(
          instance.costs.eligibleDevices(of: original)
            .map { instance.cluster.devices[Int($0)].node })
        guard nodes.count > 1 else { continue }
        sets += 1
        let devices = instance.cluster.devices
        if devices[entry.device].node == devices[other.device].node { together += 1 }
      }
    }
    #expect(sets > 50 && together == 0, "\(policy): \(together) of \(sets)")
  }

  /// HEFT plans for the first copy to finish: two tasks on devices of speed 1 and 2.
  @Test func plansForTheFirstCopy() throws {
    var builder = WorkflowBuilder(name: "pair")
    builder.add(.init(name: "a", cost: .work(4)))
    builder.add(.init(name: "b", cost: .work(2), placement: .device("n1")))
    builder.connect(0, to: 1)
    let workflow = try builder.build()
      .replicated(copies: 2, isSpeculative: false) { $0.name == "a" }
    let cluster = try Cluster(
      name: "two speeds",
      classes: [.init(name: "slow"), .init(name: "fast", speed: 2)],
      nodes: [
        .init(name: "n0", deviceClasses: ["slow"]), .init(name: "n1", deviceClasses: ["fast"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Instance(workflow, on: cluster)
    let plan = try HEFT().plan(PlanningProblem(instance))
    let finish = plan.entries.sorted { $0.task < $1.task }.map { [$0.device, Int($0.finish)] }
    #expect(finish == [[1, 2], [1, 3], [0, 4]])
    let result = Simulation(instance: instance).run(PlannedPolicy(HEFT()))
    #expect(result.makespan == 3)
    #expect(result.trace.attempts.outcomes.count { $0 == .cancelled } == 1)
  }
}

extension Instance {
  /// The same jobs with copies, each job's among its own tasks; nil where there is nothing to copy.
  func replicated(_ replication: RecoveryModel.Replication) throws -> Instance? {
    let parts = try jobs.map {
      (name: $0.name, workflow: replication.applied(to: try part($0.tasks)))
    }
    guard parts.contains(where: \.workflow.hasReplicas) else { return nil }
    if parts.count == 1 { return try Instance(parts[0].workflow, on: cluster) }
    let merged = Workflow.merged(parts)
    var first = 0
    let jobs = zip(jobs, parts).map { job, part in
      defer { first += part.workflow.taskCount }
      return Job(
        name: job.name, arrival: job.arrival, tasks: first..<first + part.workflow.taskCount)
    }
    return Instance(
      workflow: merged, jobs: jobs, cluster: cluster,
      costs: try CostModel(workflow: merged, cluster: cluster))
  }

  /// The workflow of one job.
  private func part(_ tasks: Range<Int>) throws -> Workflow {
    if tasks.count == workflow.taskCount { return workflow }
    var builder = WorkflowBuilder(name: workflow.name)
    for task in tasks { builder.add(workflow.tasks[task]) }
    for task in tasks {
      for edge in workflow.inputs(of: task) {
        var condition = workflow.condition(of: edge)
        if case .kept(let candidate) = condition { condition = .kept(candidate - tasks.lowerBound) }
        builder.connect(
          workflow.source(of: edge) - tasks.lowerBound, to: task - tasks.lowerBound,
          bytes: workflow.bytes(of: edge), when: condition, as: workflow.need(of: edge))
      }
    }
    return try builder.build()
  }
}
