import SchedulingModel
import SimulationEngine
import Testing

/// Checkpoints and restarts by hand, under outages at known times.
@Suite struct SimulationRunRecoveryTests {
  /// One device; segments of 3 s, a second for each checkpoint, half a second for a restart.
  private static let recovery = RecoveryModel(
    checkpoint: .init(interval: .seconds(3), writeSeconds: 1), restartSeconds: 0.5)

  private func run(
    work: Double, outages: [(Double, Double)] = [],
    _ change: (inout RecoveryModel) -> Void = { _ in }
  ) throws -> RunResult {
    let model = OutageModel.scheduled(outages.map { .init(start: $0.0, duration: $0.1) })
    let instance = try Hand.instance([work], on: Hand.cluster(1, outages: model))
    var recovery = Self.recovery
    change(&recovery)
    let conditions = RunConditions(costs: instance.costs, recovery: recovery)
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(TestPolicy.fixed([0]))
    #expect(result.status == .ok)
    return result
  }

  /// Start, finish, restart, writing and saved work of each attempt.
  private func rows(_ result: RunResult) -> [[Double]] {
    let rows = result.trace.attempts
    return (0..<rows.count).map { row in
      [
        rows.starts[row], rows.finishes[row], rows.restartSeconds[row],
        rows.checkpointSeconds[row], rows.savedSeconds[row],
      ]
    }
  }

  @Test func aCheckpointAfterEachSegmentButTheLast() throws {
    // 3, 3, 3 and 1 s of work: three checkpoints, or four.
    #expect(try rows(run(work: 10)) == [[0, 13, 0, 3, 0]])
    #expect(
      try rows(run(work: 10) { $0.checkpoint?.followsLastSegment = true }) == [[0, 14, 0, 4, 0]])
    // The last segment may be a whole one, and the only one.
    #expect(try rows(run(work: 9)) == [[0, 11, 0, 2, 0]])
    #expect(try rows(run(work: 3)) == [[0, 3, 0, 0, 0]])
    #expect(
      try rows(run(work: 3) { $0.checkpoint?.followsLastSegment = true }) == [[0, 4, 0, 1, 0]])
    #expect(try rows(run(work: 0)) == [[0, 0, 0, 0, 0]])
    // 1.1 is a little more than 11 × 0.1 as numbers, and no twelfth segment.
    let short = try run(work: 1.1) { $0.checkpoint?.interval = .seconds(0.1) }
    #expect(rows(short) == [[0, 11.1, 0, 10, 0]])
    // What makes no sense, or very many, is no trap.
    #expect(try rows(run(work: 3) { $0.checkpoint?.interval = .seconds(.nan) })[0][1] == 3)
    #expect(try rows(run(work: 3) { $0.checkpoint?.interval = .seconds(1e-30) })[0][1] > 1e30)
  }

  /// Checkpoints are complete at 4 and 8. What follows the second is lost.
  @Test func whatIsSavedIsNotDoneAgain() throws {
    #expect(
      try rows(run(work: 10, outages: [(9, 2)])) == [[0, 9, 0, 2, 6], [11, 16.5, 0.5, 1, 0]])
    // Halfway through the writing of the second.
    #expect(
      try rows(run(work: 10, outages: [(7.5, 0.5)]))
        == [[0, 7.5, 0, 1.5, 3], [8, 17.5, 0.5, 2, 0]])
    // At the very end of it.
    #expect(
      try rows(run(work: 10, outages: [(8, 0)])) == [[0, 8, 0, 2, 6], [8, 13.5, 0.5, 1, 0]])
    // Before any: everything again.
    #expect(
      try rows(run(work: 10, outages: [(2, 0)])) == [[0, 2, 0, 0, 0], [2, 15.5, 0.5, 3, 0]])
  }

  /// Checkpoints are written from 3 to 4, 7 to 8 and 11 to 12, and hold 2 s later.
  @Test func checkpointsThatFlushInTheBackground() throws {
    func flushing(_ outages: [(Double, Double)], last: Bool = false) throws -> [[Double]] {
      try rows(
        run(work: 10, outages: outages) {
          $0.checkpoint?.flushSeconds = 2
          $0.checkpoint?.followsLastSegment = last
        })
    }
    #expect(try flushing([]) == [[0, 13, 0, 3, 0]])
    // The end waits for the checkpoint that follows the last segment.
    #expect(try flushing([], last: true) == [[0, 16, 0, 4, 0]])
    // At 9 the first holds, but not the second; at 10 the second does.
    #expect(try flushing([(9, 0)]) == [[0, 9, 0, 2, 3], [9, 18.5, 0.5, 2, 0]])
    #expect(try flushing([(10, 0)]) == [[0, 10, 0, 2, 6], [10, 15.5, 0.5, 1, 0]])
    #expect(try flushing([(5.5, 0)]) == [[0, 5.5, 0, 1, 0], [5.5, 19, 0.5, 3, 0]])
    #expect(try flushing([(15, 0)], last: true) == [[0, 15, 0, 4, 9], [15, 19.5, 0.5, 1, 0]])
    // An interval is as long as the flush: 5, 5.
    #expect(
      try rows(run(work: 10) { $0.checkpoint?.flushSeconds = 5 }) == [[0, 11, 0, 1, 0]])
  }

  @Test func lossesAddUp() throws {
    // In the restart; then in the first segment after it; then after one more checkpoint.
    #expect(
      try rows(run(work: 10, outages: [(9, 2), (11.25, 0.75), (15, 1), (21, 0)])) == [
        [0, 9, 0, 2, 6], [11, 11.25, 0.25, 0, 0], [12, 15, 0.5, 0, 0],
        // 16.5 to 19.5, written by 20.5: one second is left.
        [16, 21, 0.5, 1, 3], [21, 22.5, 0.5, 0, 0],
      ])
  }

  /// An attempt that fails at its end keeps its checkpoints, the last one included.
  @Test func aFailureAtTheEndKeepsWhatWasSaved() throws {
    let instance = try Hand.instance([10], on: Hand.cluster(1))
    var (again, only) = (0, 0)
    for seed in UInt64(1)...40 {
      for followsLast in [false, true] {
        var recovery = Self.recovery
        recovery.checkpoint?.followsLastSegment = followsLast
        let result = Simulation(
          instance: instance,
          conditions: RunConditions(
            costs: instance.costs, taskFailures: TaskFailureModel(probability: 0.5),
            recovery: recovery), seed: seed
        ).run(TestPolicy.fixed([0]))
        for (index, row) in rows(result).enumerated() {
          if index == 0 {
            #expect(row[1] == (followsLast ? 14 : 13))
            continue
          }
          // One second of work is left, or none.
          #expect(row[1] - row[0] == (followsLast ? 0.5 : 1.5) && row[3] == 0)
          if followsLast { only += 1 } else { again += 1 }
        }
      }
    }
    #expect(again > 10 && only > 10)
  }

  /// The saved fraction carries over: 6 of 10 s on a device of speed 1 leave 2 s on one of speed 2.
  @Test func fractionsCarryToOtherClasses() throws {
    let cluster = try Cluster(
      name: "two", classes: [DeviceClass(name: "slow"), DeviceClass(name: "fast", speed: 2)],
      nodes: [
        .init(
          name: "s", deviceClasses: ["slow"],
          outages: .scheduled([.init(start: 9, duration: 1000)])),
        .init(name: "f", deviceClasses: ["fast"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
    var builder = WorkflowBuilder(name: "w")
    builder.add(Workflow.Task(name: "t", stage: "train", cost: .units(100)))
    builder.add(Workflow.Task(name: "u", stage: "other", cost: .work(0)))
    let instance = try Instance(
      builder.build(), on: cluster,
      stageCosts: [
        "train": [StageCost(secondsPerUnit: 0.1), StageCost(secondsPerUnit: 0.05)],
        "other": [StageCost(secondsPerUnit: 1), StageCost(secondsPerUnit: 1)],
      ])
    func run(_ interval: RecoveryModel.Checkpoint.Interval, stages: [String]? = nil) -> [[Double]] {
      let recovery = RecoveryModel(
        checkpoint: .init(interval: interval, writeSeconds: 1, stages: stages))
      let policy = TestPolicy { system, _ in
        for task in 0..<2 where system.state(of: task) == .ready {
          try system.assign(task, to: system.isUp(device: 0) ? 0 : 1)
        }
      }
      let result = Simulation(
        instance: instance, conditions: RunConditions(costs: instance.costs, recovery: recovery),
        seed: 1
      ).run(policy)
      #expect(result.status == .ok)
      return rows(result).filter { $0[1] > $0[0] }
    }
    #expect(run(.seconds(3)) == [[0, 9, 0, 2, 6], [9, 11, 0, 0, 0]])
    // 30 units are 3 s there and 1.5 s here: one more checkpoint on the way.
    #expect(run(.units(30)) == [[0, 9, 0, 2, 6], [9, 12, 0, 1, 0]])
    #expect(run(.units(30), stages: ["train"]) == run(.units(30)))
    #expect(run(.units(30), stages: ["other"]) == [[0, 9, 0, 0, 0], [9, 14, 0, 0, 0]])
  }

  /// Work that is not in units has no checkpoints by units.
  @Test func unitsNeedUnits() throws {
    #expect(try rows(run(work: 10) { $0.checkpoint?.interval = .units(1) }) == [[0, 10, 0, 0, 0]])
  }

  /// Noise stretches the work, not the interval or the writing.
  @Test func intervalsAreActualSeconds() throws {
    let instance = try Hand.instance([5], on: Hand.cluster(1))
    let result = Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, noise: .common(.constant(2)), recovery: Self.recovery), seed: 1
    ).run(TestPolicy.fixed([0]))
    #expect(rows(result) == [[0, 13, 0, 3, 0]])
  }

  /// A time limit in the second segment: one checkpoint is written, 3 s are saved.
  @Test func anAttemptThatIsCancelled() throws {
    let instance = try Hand.instance([10], on: Hand.cluster(1))
    let result = Simulation(
      instance: instance,
      conditions: RunConditions(costs: instance.costs, timeLimit: 6, recovery: Self.recovery),
      seed: 1
    ).run(TestPolicy.fixed([0]))
    #expect(result.status == .timeLimit && rows(result) == [[0, 6, 0, 1, 3]])
  }
}
