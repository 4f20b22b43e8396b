import Foundation
import SchedulingModel
import Testing

#if !DEBUG
  /// What the rules for checkpoint intervals cost: a run of W takes (e^((τ + C)/M) − 1)·M/τ times W where a
  /// checkpoint follows every segment and nothing else takes time. The best τ is M·(1 + W₀(−e^(−C/M − 1))) with
  /// Lambert's W; Young's is √(2CM); Daly's of 2006 is a series of higher order.
  @Suite struct OptimalIntervalTests {
    /// In hours; what each rule costs, as a factor. Daly's has no published one: his intervals' follow from the
    /// formula.
    struct Known: Sendable, CustomTestStringConvertible {
      var mtbf, write, optimal, young, daly, overheadOptimal, overheadYoung: Double
      var testDescription: String { "MTBF \(mtbf) h, writing \(write) h" }
    }

    static let known = [
      Known(
        mtbf: 24, write: 1.0 / 12, optimal: 1.9448345554443023, young: 2, daly: 1.94483024691358,
        overheadOptimal: 1.0881804564256576, overheadYoung: 1.0882149784892166),
      Known(
        mtbf: 6, write: 1.0 / 12, optimal: 0.9452333666461072, young: 1,
        daly: 0.9452160493827159, overheadOptimal: 1.1869984185637736,
        overheadYoung: 1.1872960120145084),
      Known(
        mtbf: 0.25, write: 1.0 / 12, optimal: 0.15277504701559502, young: 0.2041241452319315,
        daly: 0.15234866643993022, overheadOptimal: 2.5713563475839414,
        overheadYoung: 2.6425778652284855),
      Known(
        mtbf: 3.0930787589, write: 1.0 / 120, optimal: 0.2215279040901733,
        young: 0.22704914148336552, daly: 0.22152756997783676, overheadOptimal: 1.077145735977167,
        overheadYoung: 1.0771691278458622),
      Known(
        mtbf: 1, write: 0.05, optimal: 0.28381054483065604, young: 0.31622776601683794,
        daly: 0.2837728431446625, overheadOptimal: 1.396278586318404,
        overheadYoung: 1.3986238907253274),
      Known(
        mtbf: 2.34, write: 1.0 / 60, optimal: 0.26828597266255455, young: 0.2792848008753788,
        daly: 0.26828420131890346, overheadOptimal: 1.1294995202631093,
        overheadYoung: 1.129604225028224),
    ]

    private static let segments = 60.0

    /// The mean factor by which a run of 60 segments is longer than its work. (A billionth less, so that
    /// rounding makes no segment more.)
    private func overhead(
      _ rule: String, segment: Double, _ known: Known, runs: Int
    ) throws -> ValidationSample {
      let work = Self.segments * segment * (1 - 1e-9)
      var sample = try ValidationScenario(
        "f6",
        [
          ("work: 10 h", "work: \(work) h"), ("per_hour: 1", "per_hour: \(1 / known.mtbf)"),
          ("every: 15 min, write: 3 min", "every: \(rule), write: \(known.write) h"),
          ("  restart: 6 min\n  back_off: {first: 6 min, factor: 1}\n", ""),
        ]
      ).makespans(runs)
      sample.values = sample.values.map { $0 / (work * 3600) }
      return sample
    }

    private func check(_ sample: ValidationSample, _ known: Double, _ rule: String) {
      #expect(abs(sample.z(known)) < 4, "\(rule): z = \(sample.z(known))")
      #expect(sample.standardError <= 0.005 * known && sample.failures > sample.values.count)
    }

    @Test(arguments: known)
    func whatTheRulesCost(_ known: Known) throws {
      let runs = 8000
      let optimal = try overhead("optimal", segment: known.optimal, known, runs: runs)
      check(optimal, known.overheadOptimal, "optimal")
      let young = try overhead("young", segment: known.young, known, runs: runs)
      check(young, known.overheadYoung, "young")
      let cost =
        (FrozenMath.exp((known.daly + known.write) / known.mtbf) - 1) * known.mtbf / known.daly
      #expect(cost >= known.overheadOptimal && cost < known.overheadYoung)
      check(try overhead("daly", segment: known.daly, known, runs: runs), cost, "daly")
      // The sample is large enough to tell an interval that is half or twice as long.
      for factor in [0.5, 2] {
        let interval = factor * known.optimal
        let wrong = try overhead(
          "\(interval) h", segment: interval, known, runs: runs)
        #expect(wrong.z(known.overheadOptimal) > 6, "\(factor) times the interval")
      }
    }

    /// Half of the failures are outages, half those of the task: the rule adds their rates. One that saw the
    /// outages alone would write too rarely, and the sample would tell.
    @Test func ratesAdd() throws {
      let known = Self.known[4]
      func sample(_ interval: String) throws -> ValidationSample {
        let work = Self.segments * known.optimal * (1 - 1e-9)
        var sample = try ValidationScenario(
          text: """
            cluster: {nodes: [{name: n, devices: {cpu: 1}, outages: {mean_up: 2 h, repair: 0}}]}
            workflows: {main: {tasks: [{name: t, work: \(work) h}]}}
            failures: {per_hour: 0.5}
            attempts: unlimited
            recovery:
              checkpoint: {every: \(interval), write: 3 min, after_last: true}
            """
        ).makespans(8000)
        sample.values = sample.values.map { $0 / (work * 3600) }
        return sample
      }
      let both = try sample("optimal")
      check(both, known.overheadOptimal, "optimal")
      #expect(both.outages > 8000)
      let rare = CheckpointRule.optimal.interval(write: known.write, mtbf: 2 * known.mtbf)
      #expect(try sample("\(rare) h").z(known.overheadOptimal) > 6)
    }
  }
#endif
