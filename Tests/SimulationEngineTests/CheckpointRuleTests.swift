import SchedulingModel
import SimulationEngine
import Testing

/// Intervals between checkpoints against published formulas, and what they cost against a closed form.
@Suite struct CheckpointRuleTests {
  /// In hours. The exact ones were also found numerically, and Daly's reproduce his published examples.
  private struct Known {
    var mtbf, write, optimal, young, daly, overhead: Double
  }

  private static let known = [
    Known(
      mtbf: 24, write: 1.0 / 12, optimal: 1.9448345554443023, young: 2, daly: 1.94483024691358,
      overhead: 1.0881804564256576),
    Known(
      mtbf: 6, write: 1.0 / 12, optimal: 0.9452333666461072, young: 1, daly: 0.9452160493827159,
      overhead: 1.1869984185637736),
    Known(
      mtbf: 0.25, write: 1.0 / 12, optimal: 0.15277504701559502, young: 0.2041241452319315,
      daly: 0.15234866643993022, overhead: 2.5713563475839414),
    Known(
      mtbf: 3.0930787589, write: 1.0 / 120, optimal: 0.2215279040901733,
      young: 0.22704914148336552, daly: 0.22152756997783676, overhead: 1.077145735977167),
    Known(
      mtbf: 1, write: 0.05, optimal: 0.28381054483065604, young: 0.31622776601683794,
      daly: 0.2837728431446625, overhead: 1.396278586318404),
    Known(
      mtbf: 2.34, write: 1.0 / 60, optimal: 0.26828597266255455, young: 0.2792848008753788,
      daly: 0.26828420131890346, overhead: 1.1294995202631093),
  ]

  @Test func publishedIntervals() {
    for known in Self.known {
      func off(_ rule: CheckpointRule, _ expected: Double) -> Double {
        abs(rule.interval(write: known.write, mtbf: known.mtbf) / expected - 1)
      }
      #expect(off(.young, known.young) < 1e-12)
      #expect(off(.daly, known.daly) < 1e-12)
      #expect(off(.optimal, known.optimal) < 1e-12)
    }
    // Writing takes longer than failures leave time for.
    #expect(CheckpointRule.daly.interval(write: 3, mtbf: 1) == 1)
    #expect(CheckpointRule.optimal.interval(write: 1000, mtbf: 1) <= 1)
    #expect(CheckpointRule.optimal.interval(write: 1, mtbf: .infinity) == .infinity)
    // Where writing is next to free: Young's, to first order.
    let tiny = CheckpointRule.optimal.interval(write: 1e-9, mtbf: 1e6)
    #expect(abs(tiny / CheckpointRule.young.interval(write: 1e-9, mtbf: 1e6) - 1) < 1e-7)
  }

  /// A run of W takes (e^((τ+C)/M) − 1)·M/τ times W where a checkpoint follows every segment and repairs
  /// take no time. Half of the failures are outages, half those of attempts: the rule adds their rates.
  @Test func theOptimalIntervalCostsWhatItShould() throws {
    let known = Self.known[4]
    let segments = 40.0
    let instance = try Hand.instance(
      [segments * known.optimal],
      on: Hand.cluster(
        1, outages: OutageModel(meanUpSeconds: 2 * known.mtbf, repair: .constant(0))))
    func makespans(_ interval: RecoveryModel.Checkpoint.Interval) -> [Double] {
      (0..<UInt64(2000)).map { seed in
        let recovery = RecoveryModel(
          checkpoint: .init(
            interval: interval, writeSeconds: known.write, followsLastSegment: true))
        let result = Simulation(
          instance: instance,
          conditions: RunConditions(
            costs: instance.costs, taskFailures: TaskFailureModel(rate: 0.5 / known.mtbf),
            recovery: recovery), seed: seed
        ).run(OnItsOwn())
        return result.makespan ?? .nan
      }
    }
    func score(_ samples: [Double], _ expected: Double) -> (z: Double, error: Double) {
      let count = Double(samples.count)
      let mean = samples.reduce(0, +) / count
      let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      return (
        (mean - expected) / (variance / count).squareRoot(), (variance / count).squareRoot() / mean
      )
    }
    let expected = segments * known.optimal * known.overhead
    let (z, error) = score(makespans(.rule(.optimal)), expected)
    #expect(abs(z) < 4 && error < 0.005, "z = \(z), seeds 0..<2000")
    // A rule that saw the outages alone would write too rarely, and the sample tells.
    let rare = CheckpointRule.optimal.interval(write: known.write, mtbf: 2 * known.mtbf)
    #expect(score(makespans(.seconds(rare)), expected).z > 4)
  }

  /// Domains count, and nodes that nothing strikes write no checkpoints.
  @Test func ratesOfNodes() throws {
    let cluster = try Cluster(
      name: "c", classes: [DeviceClass(name: "one")],
      nodes: [
        .init(
          name: "a", deviceClasses: ["one"],
          outages: OutageModel(meanUpSeconds: 4, repair: .constant(1))),
        .init(name: "b", deviceClasses: ["one"]),
        .init(
          name: "c", deviceClasses: ["one"], outages: .scheduled([.init(start: 1, duration: 1)])),
      ], interconnect: .uniform(latency: 0, bandwidth: 1),
      domains: [
        .init(
          name: "d", nodes: ["a", "b"],
          outages: OutageModel(up: .weibull(mean: 8, shape: 2), repair: .constant(0)))
      ])
    #expect(cluster.failureRates == [0.375, 0.125, 0])
  }
}
