import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy on random workflows whose branches depend on outcomes, with and without
/// failures, under the referee's eyes.
@Suite struct ConditionalWorkflowTests {
  @Test(arguments: PolicyCatalog.entries.map(\.name), [false, true])
  func everyShape(policy: String, fails: Bool) throws {
    var (lost, skipped, ran) = (0, 0, 0)
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...6 {
        let outages = fails ? OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 5)) : nil
        let instance = try shape.instance(seed: seed, outages: outages).withConditions(seed: seed)
        let comment: Comment = "\(policy) on \(shape), seed \(seed)"
        let failures: TaskFailureModel =
          fails ? TaskFailureModel(rate: 0.01, probability: 0.1) : .never
        let simulation = Simulation(
          instance: instance,
          conditions: RunConditions(costs: instance.costs, taskFailures: failures), seed: seed)
        let result = simulation.run(try make(policy, seed))
        try #require(result.status == .ok, comment)
        try check(result, seed: seed, comment)
        #expect(simulation.run(try make(policy, seed)).trace == result.trace, comment)
        lost += result.trace.attempts.outcomes.count { $0 == .failed }
        skipped += result.trace.skips.count
        ran += result.trace.attempts.outcomes.count { $0 == .succeeded }
      }
    }
    #expect((lost > 0) == fails && skipped > 50 && ran > 50, "\(lost) \(skipped) \(ran)")
  }

  private func make(_ policy: String, _ seed: UInt64) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed)
  }

  private func check(_ result: RunResult, seed: UInt64, _ comment: Comment) throws {
    let workflow = result.instance.workflow
    var rules = ScheduleValidator.Rules()
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    rules.verdicts = result.verdicts
    let report = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    // Which tasks are skipped does not depend on the policy.
    let expected = workflow.branches(verdicts: workflow.verdicts(seed: seed)).isSkipped
    let skipped = result.trace.skips.tasks.map(Int.init).sorted()
    #expect(skipped == expected.indices.filter { expected[$0] }, comment)
    let succeeded = result.succeededTasks
    #expect(succeeded.sorted() == expected.indices.filter { !expected[$0] }, comment)
    let bounds = Bounds(result.instance, verdicts: result.verdicts)
    let certain = Bounds(result.instance)
    #expect(result.makespan ?? -1 >= bounds.largest, comment)
    #expect(result.makespan ?? -1 >= certain.largest, comment)
    #expect(bounds.criticalPath >= certain.criticalPath, comment)
  }
}

extension Instance {
  /// The same tasks and edges, with random verdicts, joins and conditions.
  func withConditions(seed: UInt64) throws -> Instance {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 77)
    var builder = WorkflowBuilder(name: workflow.name)
    for var task in workflow.tasks {
      if stream.below(2) == 0 {
        task.verdict = .init(passProbability: [0, 0.4, 0.7, 1][Int(stream.below(4))])
      }
      task.join = stream.below(3) == 0 ? .any : .all
      builder.add(task)
    }
    for edge in 0..<workflow.edgeCount {
      let source = workflow.source(of: edge)
      let isConditional = builder.tasks[source].verdict != nil && stream.below(2) == 0
      builder.connect(
        source, to: workflow.target(of: edge), bytes: workflow.bytes(of: edge),
        when: isConditional ? (stream.below(2) == 0 ? .passed : .failed) : .always)
    }
    let workflow = try builder.build()
    return Instance(
      workflow: workflow, jobs: jobs, cluster: cluster,
      costs: try CostModel(workflow: workflow, cluster: cluster))
  }
}
