import SchedulingModel
import SimulationEngine
import Testing

/// Copies by hand: `t0` of 4 s and its copies, then `t1` of 1 s, which needs 5 bytes of any of them (1 s).
@Suite struct SimulationRunReplicasTests {
  private func instance(
    copies: Int = 2, start: RecoveryModel.Replication.Start = .atOnce, on cluster: Cluster
  ) throws -> Instance {
    let workflow = try Hand.workflow([4, 1], edges: [(0, 1, 5)])
      .replicated(copies: copies, isSpeculative: start != .atOnce) { $0.name == "t0" }
    return try Instance(workflow, on: cluster)
  }

  private func rows(_ result: RunResult) -> [[Double]] {
    let rows = result.trace.attempts
    return (0..<rows.count).map {
      [Double(rows.tasks[$0]), Double(rows.devices[$0]), rows.starts[$0], rows.finishes[$0]]
    }
  }

  private func run(
    _ instance: Instance, _ devices: [Int], start: RecoveryModel.Replication.Start = .atOnce,
    attempts: Int? = nil, failures: TaskFailureModel = .never,
    stragglers: StragglerModel? = nil, seed: UInt64 = 1
  ) -> RunResult {
    let conditions = RunConditions(
      costs: instance.costs, taskFailures: failures, attemptLimit: attempts,
      recovery: RecoveryModel(replication: .init(copies: 2, start: start)),
      stragglers: stragglers)
    return Simulation(instance: instance, conditions: conditions, seed: seed).run(
      TestPolicy { system, _ in
        for (task, device) in devices.enumerated() where system.state(of: task) == .ready {
          try system.assign(task, to: device)
        }
      })
  }

  private func check(_ result: RunResult) -> [ScheduleViolation] {
    var rules = ScheduleValidator.Rules()
    rules.slowdowns = result.slowdowns
    return ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
      .violations
  }

  /// The copy begins at once on another node, and is stopped when the original is done.
  @Test func theFirstToSucceedCounts() throws {
    let outages = OutageModel.scheduled([.init(start: 1, duration: 0.5)])
    let instance = try instance(on: Hand.cluster([nil, outages]))
    let result = run(instance, [0, 1, 1])
    // The copy is lost at 1 and back at 1.5; the data needs a second to get to its node.
    #expect(rows(result) == [[0, 0, 0, 4], [2, 1, 0, 1], [2, 1, 1.5, 4], [1, 1, 5, 6]])
    #expect(result.trace.attempts.outcomes == [.succeeded, .failed, .cancelled, .succeeded])
    #expect(result.status == .ok && result.trace.skips.count == 0 && check(result) == [])
  }

  /// The original is lost: its copy on the other node is not.
  @Test func aCopySavesTheDay() throws {
    let outages = OutageModel.scheduled([.init(start: 3, duration: 0.5)])
    let instance = try instance(on: Hand.cluster([outages, nil]))
    let result = run(instance, [0, 1, 1])
    #expect(rows(result) == [[0, 0, 0, 3], [2, 1, 0, 4], [0, 0, 3.5, 4], [1, 1, 4, 5]])
    #expect(result.trace.attempts.outcomes == [.failed, .succeeded, .cancelled, .succeeded])
    #expect(check(result) == [])
  }

  /// A slow attempt of 16 s is late at 6; the copy on the other device takes 4 s or is slow, too.
  @Test func aCopyOfWhatIsLate() throws {
    let start = RecoveryModel.Replication.Start.late(factor: 1.5)
    let instance = try instance(start: start, on: Hand.cluster(2))
    let model = StragglerModel(probability: 0.5, factor: .constant(4))
    var kinds: Set<[[Double]]> = []
    for seed in UInt64(1)...40 {
      let result = run(instance, [0, 0, 1], start: start, stragglers: model, seed: seed)
      #expect(result.status == .ok && check(result) == [], "seed \(seed)")
      kinds.insert(rows(result).filter { $0[0] != 1 })
    }
    #expect(
      kinds == [
        [[0, 0, 0, 4]], [[0, 0, 0, 10], [2, 1, 6, 10]], [[0, 0, 0, 16], [2, 1, 6, 16]],
      ])
  }

  /// Attempts are counted for each copy; the last one decides.
  @Test func aCopyGoesOnWhenNoAttemptIsLeft() throws {
    let outages = OutageModel.scheduled([.init(start: 1, duration: 0.5)])
    let late = RecoveryModel.Replication.Start.late(factor: 100)
    let sleeping = try instance(start: late, on: Hand.cluster([outages, nil]))
    let result = run(sleeping, [0, 1, 1], start: late, attempts: 1)
    #expect(rows(result) == [[0, 0, 0, 1], [2, 1, 1, 5], [1, 1, 5, 6]])
    #expect(result.status == .ok && check(result) == [])

    let both = try instance(on: Hand.cluster([outages, outages]))
    let hopeless = run(both, [0, 1, 1], attempts: 1)
    #expect(hopeless.status == .gaveUp(task: 2))
    #expect(hopeless.trace.attempts.outcomes == [.failed, .failed])
  }

  /// A referee that looked away would let these pass.
  @Test func theRefereeSeesWrongCopies() throws {
    let instance = try instance(on: Hand.cluster(2))
    var schedule = run(instance, [0, 1, 1]).schedule
    let copy = try #require(schedule.entries.firstIndex { $0.task == 2 })
    schedule.entries[copy].finish = 4.5
    let validator = ScheduleValidator(instance: instance)
    #expect(validator.check(schedule).violations.contains(.afterSuccess(task: "t0~2", attempt: 1)))
    schedule.entries[copy].finish = 4
    schedule.entries[copy].outcome = .succeeded
    #expect(validator.check(schedule).violations.contains(.succeededTwice(task: "t0")))
    schedule.entries.removeAll { $0.task != 1 }
    #expect(validator.check(schedule).violations.contains(.missing(task: "t0")))
  }
}
