import SchedulingModel
import Testing

@Suite struct DistributionTests {
  /// Mean and standard deviation of many draws against the closed form, as z-scores.
  ///
  /// The sample deviation's standard error needs the fourth central moment, `kurtosis`·σ⁴.
  private func check(
    _ distribution: Distribution, mean: Double, deviation: Double, kurtosis: Double, seed: UInt64
  ) {
    var stream = RandomStream(seed: seed, purpose: .generator)
    let count = 200_000
    let draws = (0..<count).map { _ in distribution.draw(from: &stream) }
    let sampleMean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let root = Double(count).squareRoot()
    let zMean = (sampleMean - mean) / (deviation / root)
    let zVariance =
      (variance - deviation * deviation)
      / (deviation * deviation * (kurtosis - 1).squareRoot() / root)
    #expect(abs(zMean) < 4, "mean \(sampleMean), z = \(zMean), seed \(seed)")
    #expect(abs(zVariance) < 4, "variance \(variance), z = \(zVariance), seed \(seed)")
    #expect(abs(distribution.mean - mean) <= 1e-12 * mean)
    #expect(draws.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test func exponential() {
    check(.exponential(mean: 5), mean: 5, deviation: 5, kurtosis: 9, seed: 11)
  }

  @Test func logNormal() {
    let sigma = 0.25
    // ω = e^σ²; the kurtosis is ω⁴ + 2ω³ + 3ω² − 3.
    let omega = FrozenMath.exp(sigma * sigma)
    let kurtosis =
      omega * omega * omega * omega + 2 * omega * omega * omega + 3 * omega * omega - 3
    check(
      .logNormal(mean: 3, sigma: sigma), mean: 3, deviation: 3 * (omega - 1).squareRoot(),
      kurtosis: kurtosis, seed: 12)
  }

  /// Raw moments are scaleⁿ·Γ(1 + n/shape).
  @Test(arguments: [0.7, 1.5])
  func weibull(shape: Double) {
    func gamma(_ n: Double) -> Double { FrozenMath.exp(FrozenMath.logGamma(1 + n / shape)) }
    let scale = 3 / gamma(1)
    let variance = scale * scale * (gamma(2) - gamma(1) * gamma(1))
    let (g1, g2, g3, g4) = (gamma(1), gamma(2), gamma(3), gamma(4))
    let fourth = g4 - 4 * g1 * g3 + 6 * g1 * g1 * g2 - 3 * g1 * g1 * g1 * g1
    check(
      .weibull(mean: 3, shape: shape), mean: 3, deviation: variance.squareRoot(),
      kurtosis: fourth * scale * scale * scale * scale / (variance * variance), seed: 15)
  }

  @Test func weibullOfShapeOneIsExponential() {
    var (first, second) = (
      RandomStream(seed: 3, purpose: .outage), RandomStream(seed: 3, purpose: .outage)
    )
    for _ in 0..<100 {
      let weibull = Distribution.weibull(mean: 20, shape: 1).draw(from: &first)
      let exponential = Distribution.exponential(mean: 20).draw(from: &second)
      #expect(abs(weibull / exponential - 1) < 1e-14)
    }
  }

  @Test func shapesThatNoOneMeans() {
    #expect(!Distribution.weibull(mean: 1, shape: 0).isSound)
    #expect(!Distribution.weibull(mean: 1, shape: 1000).isSound)
    #expect(!Distribution.weibull(mean: -1, shape: 1).isSound)
    #expect(Distribution.weibull(mean: 1, shape: 0.7).isSound)
  }

  /// From a random instant to the end of the interval around it, the mean is E[X²] / 2E[X] and the second
  /// moment E[X³] / 3E[X].
  @Test(arguments: [
    (Distribution.constant(6), 36.0, 216.0), (.exponential(mean: 2), 8, 48),
    (.uniform(low: 2, high: 8), 28, 170), (.samples([1, 1, 2, 4]), 5.5, 18.5),
    // e^(σ²) = 1.284025416687741 for σ = 0.5: E[Xⁿ] = 3ⁿ·e^(σ²·n(n − 1)/2).
    (.logNormal(mean: 3, sigma: 0.5), 9 * 1.284025416687741, 27 * 2.117000016612675),
    // Shape ½, scale 1.5: E[Xⁿ] = 1.5ⁿ·(2n)!
    (.weibull(mean: 3, shape: 0.5), 54, 2430),
  ])
  func residuals(_ distribution: Distribution, second: Double, third: Double) {
    var stream = RandomStream(seed: 16, purpose: .generator)
    let count = 400_000
    let draws = (0..<count).map { _ in distribution.drawResidual(from: &stream) }
    let (mean, square) = (
      second / (2 * distribution.mean), third / (3 * distribution.mean)
    )
    let found = draws.reduce(0, +) / Double(count)
    let deviation = (square - mean * mean).squareRoot()
    let score = (found - mean) / (deviation / Double(count).squareRoot())
    #expect(abs(score) < 4, "z = \(score), seed 16")
    let foundSquare = draws.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(foundSquare / square - 1) < 0.05, "\(foundSquare) for \(square)")
  }

  @Test func uniform() {
    check(
      .uniform(low: 2, high: 8), mean: 5, deviation: 6 / 12.0.squareRoot(), kurtosis: 1.8, seed: 13)
  }

  @Test func samples() {
    // Mean 2, variance ((1)²·2 + 0 + …): values 1, 1, 2, 4 have variance 1.5 and fourth moment 4.5.
    check(
      .samples([1, 1, 2, 4]), mean: 2, deviation: 1.5.squareRoot(), kurtosis: 4.5 / 2.25, seed: 14)
  }

  @Test func constantDrawsNothing() {
    var stream = RandomStream(seed: 1, purpose: .generator)
    var untouched = stream
    #expect(Distribution.constant(4).draw(from: &stream) == 4)
    #expect(Distribution.constant(4).mean == 4)
    #expect(stream.next() == untouched.next())
  }

  @Test func noSamplesAreNothing() {
    var stream = RandomStream(seed: 1, purpose: .generator)
    #expect(Distribution.samples([]).draw(from: &stream) == 0)
    #expect(Distribution.samples([]).mean == 0)
  }

  @Test func goldenBits() {
    var stream = RandomStream(seed: 5, purpose: .taskLength, entity: 3)
    let draws = [
      Distribution.exponential(mean: 2), .logNormal(mean: 1, sigma: 0.5),
      .uniform(low: -1, high: 1), .samples([10, 20, 30]),
    ].map { $0.draw(from: &stream).bitPattern }
    #expect(
      draws == [
        0x3FE8_4540_8D6C_FC92, 0x3FE4_E9DD_828D_AF48, 0x3FEC_E092_4E5B_A716, 0x4034_0000_0000_0000,
      ])
  }
}
