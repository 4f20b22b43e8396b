import Analysis
import SchedulingModel
import Testing

@Suite struct LifetimeFitTests {
  private func draws(_ distribution: Distribution, _ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .generator)
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  /// The family that made the samples comes out best, with its parameters: the estimates' standard errors
  /// are 0.78·k/√n for a Weibull shape, σ/√(2n) for sigma, and about σ/√n relative for the means.
  @Test(arguments: [
    Distribution.exponential(mean: 5), .weibull(mean: 20, shape: 0.7),
    .weibull(mean: 1e6, shape: 3), .logNormal(mean: 3, sigma: 1.5),
  ])
  func recoversWhatMadeTheSamples(_ made: Distribution) throws {
    let count = 20_000
    let fits = LifetimeFit.all(draws(made, count, seed: 7))
    #expect(fits.count == 3)
    let best = try #require(fits.first)
    let root = Double(count).squareRoot()
    switch (made, best.distribution) {
    case (.exponential(let mean), .exponential(let found)):
      #expect(abs(found / mean - 1) < 4 / root)
    case (.exponential(let mean), .weibull(let found, let shape)):
      // Two parameters may win by chance; then the shape is close to 1.
      #expect(abs(found / mean - 1) < 4 / root && abs(shape - 1) < 4 * 0.78 / root)
    case (.weibull(let mean, let shape), .weibull(let foundMean, let foundShape)):
      #expect(abs(foundShape / shape - 1) < 4 * 0.78 / root)
      #expect(abs(foundMean / mean - 1) < 8 / root)
    case (.logNormal(let mean, let sigma), .logNormal(let foundMean, let foundSigma)):
      #expect(abs(foundSigma / sigma - 1) < 4 / (2.0.squareRoot() * root))
      #expect(abs(foundMean / mean - 1) < 4 * sigma * (1 + sigma * sigma / 2).squareRoot() / root)
    default:
      Issue.record("\(made) was taken for \(best.distribution)")
    }
    // 1.63/√n is the 1 % point with known parameters; the wrong families are much further off.
    #expect(best.distance < 1.63 / root)
    let worst = try #require(fits.last)
    #expect(worst.distance > 3 / root)
  }

  /// Parameters, likelihoods and distances as SciPy 1.16 finds them (`fit(x, floc=0)`, `logpdf`, `kstest`);
  /// its search for the shape stops early.
  @Test func asSciPyFinds() throws {
    let fits = LifetimeFit.all([0.3, 1.1, 2.4, 2.9, 5.5, 7.0, 12.5, 31.0])
    var seen = 0
    func check(_ fit: LifetimeFit, _ likelihood: Double, _ distance: Double) {
      seen += 1
      #expect(abs(fit.logLikelihood / likelihood - 1) < 1e-9)
      #expect(abs(fit.distance / distance - 1) < 2e-5)
    }
    for fit in fits {
      switch fit.distribution {
      case .weibull(let mean, let shape):
        #expect(abs(shape / 0.8391624564404421 - 1) < 2e-5)
        #expect(abs(mean / 7.788681648565821 - 1) < 2e-5)
        check(fit, -24.241987400771674, 0.12396523700834866)
      case .logNormal(let mean, let sigma):
        #expect(abs(sigma / 1.3506414623609897 - 1) < 1e-12)
        #expect(abs(mean / 9.182987132623326 - 1) < 1e-12)
        check(fit, -24.198036300775556, 0.12516843680619916)
      case .exponential(let mean):
        #expect(abs(mean / 7.8375 - 1) < 1e-12)
        check(fit, -24.471359247672318, 0.19072331422870364)
      default: Issue.record("\(fit.distribution)")
      }
    }
    #expect(seen == 3)
    // One parameter costs less than two: the exponential's likelihood is lowest, and it comes first.
    #expect(fits.first?.distribution == .exponential(mean: 7.8375))
  }

  @Test func whatCannotBeFitted() {
    // The log-normal's mean would be beyond all numbers.
    #expect(LifetimeFit.all([1e-30, 1e18, 1e-30, 1e18]).count == 2)
    #expect(LifetimeFit.all([]).isEmpty)
    #expect(LifetimeFit.all([3]).isEmpty)
    #expect(LifetimeFit.all([3, 3, 3]).isEmpty)
    #expect(LifetimeFit.all([0, 1, 2]).isEmpty)
  }
}
