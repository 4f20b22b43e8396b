import Analysis
import SimulationEngine
import Testing

#if !DEBUG
  /// Effective training time over wall-clock time (ETTR) where failures are Poisson: τ / E, with E the
  /// expected time of a segment of τ (see ``CheckpointTests``) for nodes × failures per node-day, no downtime,
  /// and a restart of u₀. Kokolis et al. (arXiv:2410.21680) give an approximation of the same.
  @Suite struct TrainingTimeRatioTests {
    @Test(arguments: [
      ("0.32330246913580246", "30 min", "30 s", 0.8809371239977292),
      ("0.5546666666666666", "30 min", "30 s", 0.8129874827846808),
      ("0.2708333333333333", "1 h", "5 min", 0.7765471987389273),
      ("0.034666666666666665", "1 h", "5 min", 0.9032389513466366),
    ])
    func exactRatio(perHour: String, every: String, write: String, known: Double) throws {
      let scenario = try ValidationScenario(
        "training-time-ratio",
        [
          ("per_hour: 0.32330246913580246", "per_hour: \(perHour)"),
          ("every: 30 min, write: 30 s", "every: \(every), write: \(write)"),
        ])
      let costs = scenario.scenario.conditions.costs
      let sample = try scenario.sample(200) { result in
        // On one device, its utilization: work that counted over all time.
        try #require(Metrics(result, costs: costs).utilization)
      }
      #expect(abs(sample.z(known)) < 4, "z = \(sample.z(known)), seeds 1 to 200")
      #expect(sample.standardError < 0.005 * known)
      #expect(sample.failures > 10_000)
    }
  }
#endif
