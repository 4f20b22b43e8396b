import SchedulingModel
import SimulationEngine
import Testing

/// Intervals between checkpoints against published formulas. (What they cost: `OptimalIntervalTests`.)
@Suite struct CheckpointRuleTests {
  /// In hours. The exact ones were also found numerically, and Daly's reproduce his published examples.
  private struct Known {
    var mtbf, write, optimal, young, daly: Double
  }

  private static let known = [
    Known(
      mtbf: 24, write: 1.0 / 12, optimal: 1.9448345554443023, young: 2, daly: 1.94483024691358),
    Known(
      mtbf: 6, write: 1.0 / 12, optimal: 0.9452333666461072, young: 1, daly: 0.9452160493827159),
    Known(
      mtbf: 0.25, write: 1.0 / 12, optimal: 0.15277504701559502, young: 0.2041241452319315,
      daly: 0.15234866643993022),
    Known(
      mtbf: 3.0930787589, write: 1.0 / 120, optimal: 0.2215279040901733,
      young: 0.22704914148336552, daly: 0.22152756997783676),
    Known(
      mtbf: 1, write: 0.05, optimal: 0.28381054483065604, young: 0.31622776601683794,
      daly: 0.2837728431446625),
    Known(
      mtbf: 2.34, write: 1.0 / 60, optimal: 0.26828597266255455, young: 0.2792848008753788,
      daly: 0.26828420131890346),
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
