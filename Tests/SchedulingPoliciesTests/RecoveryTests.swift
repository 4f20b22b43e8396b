import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy on random conditional workflows under outages, failures and recovery, under
/// the referee's eyes.
@Suite struct RecoveryTests {
  private enum Variant: Int, CaseIterable {
    case checkpoints, everything, scheduled

    var outages: OutageModel? {
      switch self {
      case .checkpoints: OutageModel(meanUpSeconds: 25, repair: .exponential(mean: 4))
      case .everything: OutageModel(meanUpSeconds: 40, repair: .uniform(low: 0, high: 6))
      case .scheduled: .scheduled((0..<40).map { .init(start: 3 + 9 * Double($0), duration: 2) })
      }
    }

    var recovery: RecoveryModel {
      switch self {
      case .checkpoints:
        RecoveryModel(checkpoint: .init(interval: .seconds(1), writeSeconds: 0.25))
      case .everything:
        RecoveryModel(
          checkpoint: .init(
            interval: .seconds(2), writeSeconds: 0.5, followsLastSegment: true),
          restartSeconds: 0.5, detection: Detection(timeoutSeconds: 1.5),
          backOff: .init(firstSeconds: 0.25, factor: 2, largestSeconds: 3))
      case .scheduled:
        RecoveryModel(
          restartSeconds: 0.25, detection: Detection(timeoutSeconds: 1),
          backOff: .init(firstSeconds: 1, factor: 1, largestSeconds: 1))
      }
    }
  }

  /// What happened in all runs of a policy, so that no rule is tested on nothing.
  private struct Counts {
    var (lost, skipped, saved, held) = (0, 0, 0, 0)
    var (restart, writing) = (0.0, 0.0)
  }

  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func everyShape(policy: String) throws {
    var counts = Counts()
    for variant in Variant.allCases {
      for shape in InstanceShape.allCases {
        for seed in UInt64(1)...2 {
          let comment: Comment = "\(policy) on \(shape) with \(variant), seed \(seed)"
          let instance = try shape.instance(seed: seed, outages: variant.outages)
            .withConditions(seed: seed)
          let conditions = RunConditions(
            costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
            taskFailures: TaskFailureModel(rate: 0.02, probability: 0.05),
            recovery: variant.recovery)
          let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
          let result = simulation.run(try make(policy, seed))
          try #require(result.status == .ok, comment)
          check(result, variant.recovery, comment)
          checkWork(result, costs: instance.costs, &counts, comment)
          #expect(simulation.run(try make(policy, seed)).trace == result.trace, comment)
          counts.skipped += result.trace.skips.count
        }
      }
    }
    #expect(counts.lost > 100 && counts.skipped > 50 && counts.saved > 30 && counts.held > 30)
    #expect(counts.restart > 10 && counts.writing > 100)
  }

  private func make(_ policy: String, _ seed: UInt64) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed)
  }

  /// No attempt overlaps an outage from the time that it is noticed.
  private func check(_ result: RunResult, _ recovery: RecoveryModel, _ comment: Comment) {
    var rules = ScheduleValidator.Rules()
    rules.lengthsAreCosts = false
    rules.verdicts = result.verdicts
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (
        node: Int(outages.nodes[$0]), from: outages.starts[$0] + recovery.detection.timeoutSeconds,
        to: outages.finishes[$0]
      )
    }
    let report = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    var lastLoss: [Int32: (finish: Double, count: Int)] = [:]
    let rows = result.trace.attempts
    for row in 0..<rows.count {
      if let loss = lastLoss[rows.tasks[row]] {
        let wait = recovery.backOff.seconds(afterLoss: loss.count)
        #expect(rows.starts[row] >= loss.finish + wait, comment)
      }
      if rows.outcomes[row] == .failed {
        lastLoss[rows.tasks[row]] = (rows.finishes[row], Int(rows.numbers[row]))
      }
    }
  }

  /// Nothing is done twice that was saved, and nothing is left out: what the attempts of a task
  /// contribute, each relative to the task's length where it ran, adds up to one.
  private func checkWork(
    _ result: RunResult, costs: CostModel, _ counts: inout Counts, _ comment: Comment
  ) {
    var done = [Double](repeating: 0, count: result.instance.workflow.taskCount)
    let rows = result.trace.attempts
    for row in 0..<rows.count {
      let task = Int(rows.tasks[row])
      let length =
        costs.seconds(task, on: Int(rows.devices[row])) * (result.lengthFactors?[task] ?? 1)
      let (restart, writing) = (rows.restartSeconds[row], rows.checkpointSeconds[row])
      counts.restart += restart
      counts.writing += writing
      let spent = rows.finishes[row] - rows.starts[row] - restart - writing
      #expect(spent >= -1e-9, comment)
      if rows.outcomes[row] == .failed {
        counts.lost += 1
        counts.saved += rows.savedSeconds[row] > 0 ? 1 : 0
        counts.held += rows.numbers[row] > 1 ? 1 : 0
        #expect(rows.savedSeconds[row] <= spent + 1e-9, comment)
        if length > 0 { done[task] += rows.savedSeconds[row] / length }
      } else {
        #expect(rows.savedSeconds[row] == 0, comment)
        done[task] = length > 0 ? done[task] + spent / length : 1
      }
    }
    for (task, sum) in done.enumerated() {
      let isSkipped = result.trace.skips.tasks.contains(Int32(task))
      #expect(abs(sum - (isSkipped ? 0 : 1)) < 1e-9, comment)
    }
  }
}
