import SchedulingModel
import SimulationEngine
import Testing

/// Recoveries that are written by users.
@Suite struct RecoveryRuleTests {
  private struct Rule: RecoveryRule {
    var interval: CheckpointAnswer = .asSet
    var next: @Sendable (LostAttempt) -> Retry = { _ in .asSet }

    func checkpointInterval(of attempt: AttemptInQuestion) -> CheckpointAnswer { interval }
    func retry(after loss: LostAttempt) -> Retry { next(loss) }
  }

  private static let backOff = RecoveryModel.BackOff(
    firstSeconds: 0.5, factor: 2, largestSeconds: 3)

  private func run(
    _ rule: Rule?, interval: Double, backOff: RecoveryModel.BackOff = .none, seed: UInt64
  ) throws -> RunResult {
    let outages = OutageModel(meanUpSeconds: 15, repair: .exponential(mean: 2))
    let instance = try Hand.instance([9, 14, 20, 6], on: Hand.cluster(4, outages: outages))
    return Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, taskFailures: TaskFailureModel(rate: 0.03), attemptLimit: 30,
        recovery: RecoveryModel(
          checkpoint: .init(interval: .seconds(interval), writeSeconds: 0.25),
          restartSeconds: 0.5, backOff: backOff), recoveryRule: rule), seed: seed
    ).run(OnItsOwn())
  }

  /// A rule that says what settings say gives the runs of these settings.
  @Test func aRuleInPlaceOfSettings() throws {
    var lost = 0
    for seed in UInt64(1)...50 {
      let set = try run(nil, interval: 3, backOff: Self.backOff, seed: seed)
      let ruled = try run(
        Rule(interval: .every(3)) { .after(Self.backOff.seconds(afterLoss: $0.losses)) },
        interval: 7, seed: seed)
      #expect(ruled.schedule == set.schedule && ruled.trace.attempts == set.trace.attempts)
      #expect(
        try run(Rule(), interval: 3, backOff: Self.backOff, seed: seed).schedule == set.schedule)
      let none = try run(Rule(interval: .never), interval: 3, seed: seed)
      #expect(none.trace.attempts.savedSeconds.allSatisfy { $0 == 0 })
      lost += set.trace.losses.count
    }
    #expect(lost > 100)
  }

  /// It is told what was lost, when and to what, and may give up.
  @Test func whatARuleIsTold() throws {
    let outage = OutageModel.scheduled([.init(start: 4, duration: 1), .init(start: 8, duration: 2)])
    let instance = try Hand.instance([10], on: Hand.cluster(1, outages: outage))
    func run(_ rule: Rule) -> RunResult {
      Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs, recovery: RecoveryModel(detection: Detection(timeoutSeconds: 0.5)),
          recoveryRule: rule),
        seed: 1
      ).run(OnItsOwn())
    }
    let given = run(Rule { $0.losses == 2 ? .giveUp : .after(0.25) })
    #expect(given.status == .gaveUp(task: 0))
    #expect(
      given.schedule.entries.map { [$0.start, $0.finish] } == [[0, 4.5], [5.5, 8.5]])
    let told = run(
      Rule { loss in
        let known = [
          LostAttempt(task: 0, losses: 1, device: 0, cause: .outage, start: 0, time: 4.5),
          LostAttempt(task: 0, losses: 2, device: 0, cause: .outage, start: 5.5, time: 8.5),
        ]
        return loss == known[loss.losses - 1] ? .asSet : .giveUp
      })
    #expect(told.makespan == 20.5)
  }

  @Test(arguments: [-1, .nan, .infinity] as [Double])
  func aWaitThatIsNone(seconds: Double) throws {
    let result = try run(Rule { _ in .after(seconds) }, interval: 3, seed: 1)
    guard case .policyError(.failed(let reason)) = result.status else {
      Issue.record("\(result.status)")
      return
    }
    #expect(reason == "the recovery rule holds a task back for \(seconds) s")
  }
}
