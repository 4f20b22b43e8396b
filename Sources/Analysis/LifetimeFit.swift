import SchedulingModel

/// A distribution fitted to times by maximum likelihood, and how well it fits them.
public struct LifetimeFit: Sendable, Equatable {
  /// What was fitted.
  public let distribution: Distribution
  /// The logarithm of the samples' probability density.
  public let logLikelihood: Double
  /// The largest distance between the fitted and the empirical distribution function (Kolmogorov and
  /// Smirnov). From about 1.36/√n on, independent samples of the fitted distribution would be further
  /// off in fewer than 5 % of cases, were its parameters not fitted to the same samples.
  public let distance: Double

  /// Akaike's criterion, 2k − 2 ln L with k parameters: the smaller, the better.
  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  private var parameterCount: Int {
    if case .exponential = distribution { 1 } else { 2 }
  }

  /// The exponential, Weibull and log-normal distributions fitted to times above 0, best first by
  /// Akaike's criterion; empty for fewer than two different times. A family whose fitted mean is beyond all
  /// numbers is left out.
  ///
  /// - Complexity: O(n log n).
  public static func all(_ samples: [Double]) -> [LifetimeFit] {
    let sorted = samples.sorted()
    guard let first = sorted.first, let last = sorted.last, first > 0, last > first else {
      return []
    }
    let logs = sorted.map(FrozenMath.log)
    return [exponential(sorted), weibull(sorted, logs), logNormal(sorted, logs)]
      .filter { $0.distribution.mean.isFinite && $0.aic.isFinite }
      .sorted { $0.aic < $1.aic }
  }

  private init(
    _ distribution: Distribution, logLikelihood: Double, sorted: [Double],
    cumulative: (Double) -> Double
  ) {
    self.distribution = distribution
    self.logLikelihood = logLikelihood
    let count = Double(sorted.count)
    var distance = 0.0
    for (rank, sample) in sorted.enumerated() {
      let value = cumulative(sample)
      distance = max(distance, value - Double(rank) / count, Double(rank + 1) / count - value)
    }
    self.distance = distance
  }

  private static func exponential(_ sorted: [Double]) -> LifetimeFit {
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    return LifetimeFit(
      .exponential(mean: mean),
      logLikelihood: -Double(sorted.count) * (FrozenMath.log(mean) + 1), sorted: sorted
    ) { 1 - FrozenMath.exp(-$0 / mean) }
  }

  private static func logNormal(_ sorted: [Double], _ logs: [Double]) -> LifetimeFit {
    let count = Double(sorted.count)
    let mean = logs.reduce(0, +) / count
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let sigma = variance.squareRoot()
    let logTwoPi = 0x1.d67f1c864beb4p0
    let likelihood =
      -(mean + FrozenMath.log(sigma) + (logTwoPi + 1) / 2) * count
    return LifetimeFit(
      .logNormal(mean: FrozenMath.exp(mean + variance / 2), sigma: sigma),
      logLikelihood: likelihood, sorted: sorted
    ) { normalCumulative((FrozenMath.log($0) - mean) / sigma) }
  }

  /// The shape k solves Σ xᵏ ln x / Σ xᵏ − 1/k = mean of ln x, whose left side rises with k; the scale
  /// is then (mean of xᵏ)^(1/k). Times count relative to their geometric mean, so that no power
  /// overflows.
  private static func weibull(_ sorted: [Double], _ logs: [Double]) -> LifetimeFit {
    let count = Double(sorted.count)
    let center = logs.reduce(0, +) / count
    let centered = logs.map { $0 - center }
    func powers(_ shape: Double) -> (sum: Double, weighted: Double) {
      var (sum, weighted) = (0.0, 0.0)
      for value in centered {
        let power = FrozenMath.exp(shape * value)
        sum += power
        weighted += power * value
      }
      return (sum, weighted)
    }
    var (low, high) = (0.1, 100.0)
    for _ in 0..<100 {
      let shape = (low + high) / 2
      let (sum, weighted) = powers(shape)
      if weighted / sum - 1 / shape < 0 { low = shape } else { high = shape }
    }
    let shape = (low + high) / 2
    let logScale = center + FrozenMath.log(powers(shape).sum / count) / shape
    let likelihood = logs.reduce(0) {
      let ratio = $1 - logScale
      return $0 + FrozenMath.log(shape) - logScale + (shape - 1) * ratio
        - FrozenMath.exp(shape * ratio)
    }
    let mean = FrozenMath.exp(logScale + FrozenMath.logGamma(1 + 1 / shape))
    return LifetimeFit(
      .weibull(mean: mean, shape: shape), logLikelihood: likelihood, sorted: sorted
    ) { 1 - FrozenMath.exp(-FrozenMath.exp(shape * (FrozenMath.log($0) - logScale))) }
  }

  /// The distribution function of the standard normal distribution, by ½ + φ(z)·(z + z³/3 + z⁵/15 + …).
  static func normalCumulative(_ z: Double) -> Double {
    guard z.magnitude < 8 else { return z > 0 ? 1 : 0 }
    var (term, sum, divisor) = (z, z, 1.0)
    while term.magnitude > 1e-17 * sum.magnitude, divisor < 500 {
      divisor += 2
      term *= z * z / divisor
      sum += term
    }
    let density = FrozenMath.exp(-z * z / 2) * 0x1.9884533d43651p-2
    return min(1, max(0, 0.5 + density * sum))
  }
}
