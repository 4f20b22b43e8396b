import SimulationEngine
import Testing

#if !DEBUG
  /// What share of the time nodes are up, with few crews and with spares, and how soon new and old components
  /// fail: a task watches them from a node that never fails.
  @Suite struct AvailabilityTests {
    /// The time in hours that a trace's nodes are down within a window, and that any of them is.
    private func down(
      _ result: RunResult, from: Double, to: Double
    ) -> (nodes: Double, any: Double) {
      let rows = result.trace.outages
      var (nodes, any, reached) = (0.0, 0.0, from)
      for row in 0..<rows.count {
        // By start: what lies before the latest finish so far has been counted.
        let (start, finish) = (rows.starts[row] / 3600, min(rows.finishes[row] / 3600, to))
        nodes += max(0, finish - max(start, from))
        any += max(0, finish - max(start, reached))
        reached = max(reached, finish)
      }
      return (nodes, any)
    }

    /// 100 machines, a failure of each every 1000 h, repairs of 24 h: available for 0.9766 of the time, but for
    /// 0.8254 with two crews (the machine-repairman model: a birth-and-death chain).
    @Test(arguments: [("{}", 0.9765625), ("{crews: 2}", 0.8254025227341757)])
    func crews(repair: String, known: Double) throws {
      let scenario = try ValidationScenario("availability", [("repair: {}", "repair: \(repair)")])
      let sample = try scenario.sample(60) { result in
        1 - down(result, from: 5000, to: 25_000).nodes / (100 * 20_000)
      }
      #expect(abs(sample.z(known)) < 4, "z = \(sample.z(known)), seeds 1 to 60")
      #expect(sample.standardError <= 0.005 * known && sample.outages > 10_000)
      let other = known < 0.9 ? 0.9765625 : 0.8254025227341757
      #expect(abs(sample.z(other)) > 6)
    }

    /// 256 places, repairs of 0.00379 of the time between failures, and cold spares: the share of the time in
    /// which all places are filled.
    @Test(arguments: [
      (0, 0.3796877678456098), (1, 0.7470588423770901), (2, 0.9251824127712208),
      (4, 0.9967789229853762),
    ])
    func spares(_ spares: Int, known: Double) throws {
      let scenario = try ValidationScenario(
        "availability",
        [
          ("count: 100", "count: 256"), ("exponential: 24 h", "exponential: 3.79 h"),
          ("repair: {}", "repair: {spares: \(spares)}"), ("25000 h", "20000 h"),
        ])
      let sample = try scenario.sample(40) { result in
        1 - down(result, from: 100, to: 20_000).any / 19_900
      }
      #expect(abs(sample.z(known)) < 4, "z = \(sample.z(known)), seeds 1 to 40")
      #expect(sample.standardError <= 0.005 * known && sample.outages > 10_000)
    }

    private func components(_ initial: String, hours: Int) throws -> ValidationScenario {
      try ValidationScenario(
        "availability",
        [
          ("count: 100", "count: 64"), ("25000 h", "\(hours) h"),
          (
            "mean_up: 1000 h, repair: {exponential: 24 h}",
            "up: {weibull: {mean: 1000 h, shape: 0.7}}, repair: 0 s, initial: \(initial)"
          ),
        ])
    }

    /// 64 new components with Weibull up times of mean 1000 h and shape 0.7: the first failure comes after
    /// 1000 h / 64^(1/0.7) = 2.6287 h on average, not after 1000 h / 64.
    @Test func newComponentsFailEarly() throws {
      let sample = try components("fresh", hours: 200).sample(100_000) { result in
        try #require(result.trace.outages.starts.first) / 3600
      }
      #expect(abs(sample.z(2.6287113137350704)) < 4, "z = \(sample.z(2.6287113137350704))")
      #expect(sample.standardError <= 0.005 * sample.mean && abs(sample.z(15.625)) > 6)
    }

    /// Where the same components have run for ever, failures come every 15.625 h.
    @Test func oldComponentsFailAtTheirRate() throws {
      func counts(_ initial: String, runs: Int) throws -> ValidationSample {
        try components(initial, hours: 2000).sample(runs) { Double($0.trace.outages.count) }
      }
      let known = 2000 / 15.625
      let sample = try counts("stationary", runs: 800)
      #expect(abs(sample.z(known)) < 4, "z = \(sample.z(known)), seeds 1 to 800")
      #expect(sample.standardError <= 0.005 * known)
      #expect(try counts("fresh", runs: 60).z(known) > 6)
    }
  }
#endif
