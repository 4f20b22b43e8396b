import Testing

#if !DEBUG
  /// A length belongs to its task: L ~ Exp(1), kept over attempts under failures of rate 0.2 with nothing saved,
  /// takes 1/(1 − 0.2) = 1.25 on average. (The variance is finite only because 2·0.2 < 1.)
  @Suite struct RestartTrapTests {
    private static let runs = 100_000

    @Test func lengthsAreKept() throws {
      let sample = try ValidationScenario("restart-trap").makespans(Self.runs)
      let score = sample.z(1.25 * 3600)
      #expect(abs(score) < 4, "z = \(score), seeds 1 to \(Self.runs)")
      #expect(sample.standardError <= 0.01 * 1.25 * 3600)
      #expect(sample.failures > 10_000)
    }

    /// The known mistake, a length that each attempt draws anew, favours short ones: 1.00. That is what a
    /// straggler does.
    @Test func lengthsThatAreDrawnAnewWouldBeSeen() throws {
      let sample = try ValidationScenario(
        "restart-trap",
        [("noise: {exponential: 1}", "stragglers: {probability: 1, factor: {exponential: 1}}")]
      ).makespans(Self.runs)
      #expect(abs(sample.z(3600)) < 4, "z = \(sample.z(3600)), seeds 1 to \(Self.runs)")
      #expect(abs(sample.z(1.25 * 3600)) > 6)
      #expect(sample.failures > 10_000)
    }
  }
#endif
