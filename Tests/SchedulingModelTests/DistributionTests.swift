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
