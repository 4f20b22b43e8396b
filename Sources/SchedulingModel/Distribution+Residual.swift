/// Looking at a process that has run for ever.
extension Distribution {
  /// The time from a random instant to the end of the interval that covers it, where intervals of this
  /// distribution follow each other for ever (the stationary forward recurrence time): its density is
  /// (1 − F(x)) / mean.
  ///
  /// A random instant falls into an interval with a chance in proportion to the interval's length, and
  /// then anywhere in it: one draw weighted by length, times a uniform number.
  public func drawResidual(from stream: inout RandomStream) -> Double {
    let covering = drawByLength(from: &stream)
    return covering * stream.unit()
  }

  /// A draw in which every value is likelier in proportion to itself.
  private func drawByLength(from stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value):
      return value
    case .exponential(let mean):
      // Gamma with shape 2: the sum of two exponentials.
      return -(FrozenMath.log(stream.unit()) + FrozenMath.log(stream.unit())) * mean
    case .logNormal(let mean, let sigma):
      // Log-normal again, the logarithm's mean larger by σ².
      let normal = Self.standardNormal(from: &stream)
      return mean * FrozenMath.exp(sigma * normal + sigma * sigma / 2)
    case .weibull(let mean, let shape):
      // (x / scale)^shape has the gamma distribution of shape 1 + 1/shape.
      let gamma = Self.gamma(shape: 1 + 1 / shape, from: &stream)
      return Self.weibullScale(mean: mean, shape: shape) * FrozenMath.power(gamma, 1 / shape)
    case .uniform(let low, let high):
      return (low * low + stream.unit() * (high * high - low * low)).squareRoot()
    case .samples(let samples):
      var left = stream.unit() * samples.reduce(0, +)
      for sample in samples {
        left -= sample
        if left < 0 { return sample }
      }
      return samples.max() ?? 0
    }
  }

  /// A draw from the gamma distribution of scale 1 and a shape of at least 1, by the rejection method of
  /// Marsaglia and Tsang (ACM TOMS 26(3), 2000).
  private static func gamma(shape: Double, from stream: inout RandomStream) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = standardNormal(from: &stream)
      let root = 1 + c * normal
      guard root > 0 else { continue }
      let v = root * root * root
      let bound = 0.5 * normal * normal + d - d * v + d * FrozenMath.log(v)
      if FrozenMath.log(stream.unit()) < bound { return d * v }
    }
  }
}
