import SchedulingModel
import SimulationEngine
import Testing

/// Slow attempts by hand.
@Suite struct StragglerModelTests {
  private static let everyone = StragglerModel(probability: 1, factor: .constant(2))

  private func run(
    work: Double, stragglers: StragglerModel, outages: [(Double, Double)] = [],
    recovery: RecoveryModel = .none, seed: UInt64 = 1
  ) throws -> RunResult {
    let model = OutageModel.scheduled(outages.map { .init(start: $0.0, duration: $0.1) })
    let instance = try Hand.instance([work], on: Hand.cluster(1, outages: model))
    let conditions = RunConditions(
      costs: instance.costs, recovery: recovery, stragglers: stragglers)
    let result = Simulation(instance: instance, conditions: conditions, seed: seed)
      .run(TestPolicy.fixed([0]))
    try #require(result.status == .ok)
    return result
  }

  @Test func workTakesLonger() throws {
    #expect(try run(work: 10, stragglers: Self.everyone).makespan == 20)
    let none = StragglerModel(probability: 0, factor: .constant(2))
    #expect(try run(work: 10, stragglers: none).makespan == 10)
  }

  /// Segments of 3 s take 6, a second for each checkpoint: held at 7, 14 and 21. The outage at 17 loses 3 s, and
  /// 4 of 10 s of work are left: half a second, 6, 1 and 2.
  @Test func segmentsTakeLonger() throws {
    let recovery = RecoveryModel(
      checkpoint: .init(interval: .seconds(3), writeSeconds: 1), restartSeconds: 0.5)
    let rows = try run(
      work: 10, stragglers: Self.everyone, outages: [(17, 3)], recovery: recovery
    ).trace.attempts
    #expect(rows.starts == [0, 20] && rows.finishes == [17, 29.5])
    #expect(rows.savedSeconds == [12, 0] && rows.checkpointSeconds == [2, 1])
    #expect(rows.slowdowns == [2, 2])
  }

  /// What a slow attempt saved is the same fraction for a fast one.
  @Test func savedWorkIsAFractionOfTheTask() throws {
    let recovery = RecoveryModel(checkpoint: .init(interval: .seconds(1), writeSeconds: 0))
    let model = StragglerModel(probability: 0.5, factor: .constant(4))
    var kinds: Set<[Double]> = []
    for seed in UInt64(1)...30 {
      let result = try run(
        work: 10, stragglers: model, outages: [(6.5, 1)], recovery: recovery, seed: seed)
      let rows = result.trace.attempts
      try #require(rows.count == 2 && rows.outcomes == [.failed, .succeeded])
      // Six seconds of work in fast, one in slow steps.
      let saved = rows.slowdowns[0] == 1 ? 6.0 : 1
      #expect(rows.savedSeconds[0] == saved * rows.slowdowns[0])
      let rest = rows.finishes[1] - rows.starts[1]
      #expect(abs(rest - (10 - saved) * rows.slowdowns[1]) < 1e-9)
      kinds.insert(rows.slowdowns)
      let least: [Double]? = [rows.slowdowns.min() ?? 0]
      #expect(result.leastFactors == least)
    }
    #expect(kinds.count == 4)
  }

  /// The draw belongs to seed, task and attempt.
  @Test func drawsDoNotDependOnOthers() {
    let model = StragglerModel(probability: 0.5, factor: .exponential(mean: 3))
    let first = (0..<200).map { model.slowdown(task: $0, attempt: 1, seed: 4) }
    #expect(first == (0..<200).map { model.slowdown(task: $0, attempt: 1, seed: 4) })
    #expect(first != (0..<200).map { model.slowdown(task: $0, attempt: 2, seed: 4) })
    #expect(first != (0..<200).map { model.slowdown(task: $0, attempt: 1, seed: 5) })
    let slow = first.count { $0 != 1 }
    #expect(abs(slow - 100) < 29)
  }
}
