import SchedulingModel
import Testing

#if !DEBUG
  /// Attempts that are k times as slow with probability p = 0.3.
  @Suite struct StragglerTests {
    private let probability = 0.3
    private let factor = 4.0

    /// The slowest of n: 1 + (k − 1)·(1 − (1 − p)ⁿ).
    @Test(arguments: [1, 2, 8])
    func theSlowestCounts(width: Int) throws {
      let sample = try ValidationScenario(
        "stragglers", [("width: 1", "width: \(width)"), ("identical:1", "identical:\(width)")]
      ).makespans(30_000)
      var none = 1.0
      for _ in 0..<width { none *= 1 - probability }
      let mean = 1 + (factor - 1) * (1 - none)
      let score = sample.z(mean * 3600)
      #expect(abs(score) < 4, "z = \(score), seeds 1 to 30000")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(sample.slowAttempts > 8000)
      let variance = (factor - 1) * (factor - 1) * none * (1 - none)
      #expect(abs(sample.deviation / (3600 * variance.squareRoot()) - 1) < 0.03)
    }

    /// A factor that is drawn: 1 + p·(E[k] − 1), with k uniform on [2, 8].
    @Test func aDistributionOfFactors() throws {
      let sample = try ValidationScenario(
        "stragglers", [("factor: 4", "factor: {uniform: [2, 8]}")]
      )
      .makespans(40_000)
      #expect(abs(sample.z(2.2 * 3600)) < 4, "z = \(sample.z(2.2 * 3600)), seeds 1 to 40000")
      #expect(sample.standardError <= 0.005 * sample.mean && sample.slowAttempts > 10_000)
    }

    /// Each attempt draws anew. Under failures of rate λ = 0.2 an attempt of length L lasts (1 − e^(−λL))/λ on
    /// average and succeeds with e^(−λL); so E[T] = Σ p(1 − e^(−λL))/λ over Σ p·e^(−λL), with L = 1 or 4.
    @Test func anotherAttemptMayDoBetter() throws {
      let sample = try ValidationScenario(
        "stragglers", [("stragglers:", "failures: {per_hour: 0.2}\nstragglers:")]
      ).makespans(40_000)
      let (fast, slow) = (FrozenMath.exp(-0.2), FrozenMath.exp(-0.8))
      let success = (1 - probability) * fast + probability * slow
      let mean = (1 - success) / 0.2 / success
      #expect(abs(sample.z(mean * 3600)) < 4, "z = \(sample.z(mean * 3600)), seeds 1 to 40000")
      #expect(sample.standardError <= 0.005 * sample.mean && sample.failures > 5000)
      // A task that stays slow would take (1 − p)(e^0.2 − 1)/λ + p(e^0.8 − 1)/λ.
      let kept = ((1 - probability) * (1 / fast - 1) + probability * (1 / slow - 1)) / 0.2
      #expect(abs(sample.z(kept * 3600)) > 6)
    }
  }
#endif
