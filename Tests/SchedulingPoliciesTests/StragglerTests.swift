import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy with slow attempts, under the referee's eyes.
@Suite struct StragglerTests {
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func everyShape(policy: String) throws {
    var (slow, lost) = (0, 0)
    var known: [[Int]: Double] = [:]
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...2 {
        let comment: Comment = "\(policy) on \(shape), seed \(seed)"
        let instance = try shape.instance(seed: seed, outages: nil)
        let conditions = RunConditions(
          costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
          taskFailures: TaskFailureModel(rate: 0.02, probability: 0.05),
          stragglers: StragglerModel(probability: 0.2, factor: .uniform(low: 0.5, high: 5)))
        let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
        let result = simulation.run(
          try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed))
        try #require(result.status == .ok, comment)
        var actual = result.instance
        actual.costs = instance.costs.scaled(by: try #require(result.lengthFactors))
        var rules = ScheduleValidator.Rules()
        rules.slowdowns = result.slowdowns
        let report = ScheduleValidator(instance: actual, rules: rules).check(result.schedule)
        #expect(report.violations == [], comment)
        // Without knowing who was slow, the referee objects.
        rules.slowdowns = [:]
        let blind = ScheduleValidator(instance: actual, rules: rules).check(result.schedule)
        #expect(!blind.violations.isEmpty, comment)
        let metrics = Metrics(result, costs: instance.costs)
        #expect(metrics.lowerBound <= metrics.makespan ?? 0, comment)
        let rows = result.trace.attempts
        for row in 0..<rows.count {
          let key = [Int(seed), Int(rows.tasks[row]), Int(rows.numbers[row])]
          #expect(known[key] ?? rows.slowdowns[row] == rows.slowdowns[row], comment)
          known[key] = rows.slowdowns[row]
          slow += rows.slowdowns[row] != 1 ? 1 : 0
          lost += rows.outcomes[row] == .failed ? 1 : 0
        }
      }
    }
    #expect(slow > 50 && lost > 20)
  }
}
