import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy on every shape, with and without surprises, under the referee's eyes.
@Suite struct PolicyCatalogTests {
  /// What happens to a run that no policy sees coming.
  enum Surprise: String, CaseIterable, Sendable {
    case none, noise, wrongEstimates, failingAttempts, strikes, outages, instantOutages, everything

    var losesAttempts: Bool { self != .none && self != .noise && self != .wrongEstimates }

    var outages: OutageModel? {
      switch self {
      case .outages: OutageModel(meanUpSeconds: 40, repair: .exponential(mean: 8))
      case .instantOutages: OutageModel(meanUpSeconds: 25, repair: .constant(0))
      case .everything: OutageModel(meanUpSeconds: 60, repair: .uniform(low: 0, high: 9))
      default: nil
      }
    }

    func conditions(_ instance: Instance) -> RunConditions {
      let costs = instance.costs
      switch self {
      case .none, .outages, .instantOutages: return RunConditions(costs: costs)
      case .noise:
        return RunConditions(costs: costs, noise: .common(.logNormal(mean: 1, sigma: 0.4)))
      case .wrongEstimates:
        let factors = instance.workflow.tasks.indices.map { 1 + Double($0 % 3) }
        return RunConditions(costs: costs.scaled(by: factors))
      case .failingAttempts:
        return RunConditions(costs: costs, taskFailures: TaskFailureModel(probability: 0.3))
      case .strikes:
        return RunConditions(costs: costs, taskFailures: TaskFailureModel(rate: 0.05))
      case .everything:
        return RunConditions(
          costs: costs, noise: .common(.exponential(mean: 1)),
          taskFailures: TaskFailureModel(rate: 0.02, probability: 0.1))
      }
    }
  }

  @Test(arguments: PolicyCatalog.entries.map(\.name), Surprise.allCases)
  func everyShape(policy: String, surprise: Surprise) throws {
    var lost = 0
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...3 {
        let instance = try shape.instance(seed: seed, outages: surprise.outages)
        let comment: Comment = "\(policy) on \(shape) with \(surprise), seed \(seed)"
        let simulation = Simulation(
          instance: instance, conditions: surprise.conditions(instance), seed: seed)
        let result = simulation.run(try make(policy, seed))
        try #require(result.status == .ok, comment)
        check(result, costs: simulation.conditions.costs, comment)
        lost += result.trace.attempts.outcomes.count { $0 == .failed }
        let again = simulation.run(try make(policy, seed))
        #expect(again.trace == result.trace, comment)
        #expect(again.makespan == result.makespan, comment)
        #expect(again.transferredBytes == result.transferredBytes, comment)
      }
    }
    #expect((lost > 0) == surprise.losesAttempts, "\(lost) attempts were lost")
  }

  private func make(_ policy: String, _ seed: UInt64) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed)
  }

  /// The referee, with the lengths that the tasks really have, and the lower bounds.
  private func check(_ result: RunResult, costs: CostModel, _ comment: Comment) {
    var actual = result.instance
    actual.costs = result.lengthFactors.map { costs.scaled(by: $0) } ?? costs
    var rules = ScheduleValidator.Rules()
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    let report = ScheduleValidator(instance: actual, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    let succeeded = result.succeededTasks
    #expect(succeeded.sorted() == Array(actual.workflow.tasks.indices), comment)
    #expect(result.makespan ?? 0 >= Bounds(actual).largest, comment)
    #expect(result.makespan ?? 0 >= Bounds(actual).criticalPath, comment)
  }

  /// With an attempt limit, a run ends well or says which task used up its attempts.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func attemptLimit(policy: String) throws {
    var gaveUp = 0
    for seed in UInt64(1)...12 {
      let instance = try InstanceShape.layered.instance(seed: seed)
      let conditions = RunConditions(
        costs: instance.costs, taskFailures: TaskFailureModel(probability: 0.2), attemptLimit: 2)
      let result = Simulation(instance: instance, conditions: conditions, seed: seed)
        .run(try make(policy, seed))
      guard case .gaveUp(let task) = result.status else {
        #expect(result.status == .ok, "\(policy), seed \(seed)")
        continue
      }
      gaveUp += 1
      let tries = result.schedule.entries.filter { $0.task == task }
      #expect(tries.map(\.attempt) == [1, 2] && tries.allSatisfy { $0.outcome == .failed })
      #expect(result.makespan == nil && tries.last?.finish == result.endTime)
    }
    #expect(gaveUp > 0)
  }

  /// On one device nothing can be hidden: the makespan is the sum of the work.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func oneDevice(policy: String) throws {
    let shapes: [InstanceShape] = [.chain, .forkJoin, .layered, .sparse, .independent]
    for shape in shapes {
      for seed in UInt64(1)...6 {
        let instance = try shape.instance(seed: seed, on: .identical(1))
        let result = Simulation(instance: instance).run(try make(policy, seed))
        let sum = instance.workflow.tasks.indices.reduce(0) {
          $0 + instance.costs.seconds($1, on: 0)
        }
        let makespan = try #require(result.makespan)
        #expect(abs(makespan - sum) <= 1e-12 * sum, "\(policy) on \(shape), seed \(seed)")
        // Whole numbers add up without rounding.
        #expect(makespan == sum || seed % 2 == 1, "\(policy) on \(shape), seed \(seed)")
        #expect(result.transferredBytes == 0)
      }
    }
  }

  /// Policies go by ids, never by names.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func namesDoNotMatter(policy: String) throws {
    for seed in UInt64(1)...6 {
      let instance = try InstanceShape.sparse.instance(seed: seed)
      var builder = WorkflowBuilder(name: "renamed")
      for (id, task) in instance.workflow.tasks.enumerated() {
        var renamed = task
        renamed.name = "z\(1000 - id)"
        builder.add(renamed)
      }
      for edge in 0..<instance.workflow.edgeCount {
        builder.connect(
          instance.workflow.source(of: edge), to: instance.workflow.target(of: edge),
          bytes: instance.workflow.bytes(of: edge))
      }
      let renamed = try Instance(builder.build(), on: instance.cluster)
      let first = Simulation(instance: instance, seed: seed).run(try make(policy, seed))
      let second = Simulation(instance: renamed, seed: seed).run(try make(policy, seed))
      #expect(first.trace == second.trace, "\(policy), seed \(seed)")
    }
  }
}
