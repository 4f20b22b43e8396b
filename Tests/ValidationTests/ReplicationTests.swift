import SchedulingModel
import Testing

#if !DEBUG
  /// Copies of which the first to succeed counts, against what is known of minima.
  @Suite struct ReplicationTests {
    private let probability = 0.3
    private let factor = 4.0

    private func stragglers(_ recovery: String, devices: Int) throws -> ValidationScenario {
      try ValidationScenario(
        "stragglers",
        [
          ("identical:1", "identical:\(devices)"),
          ("stragglers:", "recovery: {\(recovery)}\nstragglers:"),
        ])
    }

    /// The fastest of n: 1 + (k − 1)·pⁿ.
    @Test(arguments: [2, 3])
    func theFastestCounts(copies: Int) throws {
      let sample = try stragglers("replicate: {copies: \(copies)}", devices: copies)
        .makespans(40_000)
      let all = copies == 2 ? probability * probability : 0.027
      let score = sample.z((1 + (factor - 1) * all) * 3600)
      #expect(abs(score) < 4, "z = \(score), seeds 1 to 40000")
      #expect(sample.standardError <= 0.005 * sample.mean)
      // One copy alone, and a copy that draws what its original draws.
      #expect(abs(sample.z((1 + (factor - 1) * probability) * 3600)) > 6)
      #expect(sample.slowAttempts > 10_000 && sample.stoppedCopies > 10_000)
    }

    /// A copy after a times the estimate: 1 with 1 − p, else the lesser of k and a + (1 or k).
    @Test(arguments: [1.5, 3.5])
    func copiesOfWhatIsLate(after: Double) throws {
      let sample = try stragglers("speculate: {after: \(after)}", devices: 2).makespans(40_000)
      let late = (1 - probability) * min(factor, after + 1) + probability * factor
      let score = sample.z((1 - probability + probability * late) * 3600)
      #expect(abs(score) < 4, "z = \(score), seeds 1 to 40000")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(sample.slowAttempts > 10_000 && sample.stoppedCopies > 10_000)
    }

    /// Each attempt of an hour fails at its end with q = 0.4; n copies go on in step until one succeeds:
    /// 1/(1 − qⁿ) hours on average.
    @Test(arguments: [1, 2, 3])
    func retriesOfCopies(copies: Int) throws {
      let recovery = copies == 1 ? "" : "recovery: {replicate: {copies: \(copies)}}\n"
      let sample = try ValidationScenario(
        text: """
          cluster: identical:\(copies)
          workflows: {main: {tasks: [{name: t, work: 1 h}]}}
          failures: {per_attempt: 0.4}
          \(recovery)
          """
      ).makespans(40_000)
      var all = 1.0
      for _ in 0..<copies { all *= 0.4 }
      let score = sample.z(3600 / (1 - all))
      #expect(abs(score) < 4, "z = \(score), seeds 1 to 40000")
      #expect(sample.standardError <= 0.005 * sample.mean && sample.failures > 1000)
    }
  }
#endif
