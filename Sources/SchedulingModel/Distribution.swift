/// A distribution of non-negative numbers.
public enum Distribution: Sendable, Equatable {
  /// Always this value.
  case constant(Double)
  /// Exponential with this mean.
  case exponential(mean: Double)
  /// Log-normal with this mean and this standard deviation σ of the logarithm.
  case logNormal(mean: Double, sigma: Double)
  /// Weibull with this mean and this shape: below 1 the hazard falls with age, above it rises.
  case weibull(mean: Double, shape: Double)
  /// Uniform on [low, high].
  case uniform(low: Double, high: Double)
  /// One of these samples, each equally likely.
  case samples([Double])

  /// The expected value.
  public var mean: Double {
    switch self {
    case .constant(let value): value
    case .exponential(let mean), .logNormal(let mean, _), .weibull(let mean, _): mean
    case .uniform(let low, let high): (low + high) / 2
    case .samples(let samples): samples.reduce(0, +) / Double(max(samples.count, 1))
    }
  }

  /// Whether all draws are one value by its form.
  var isConstant: Bool { if case .constant = self { true } else { false } }

  /// Whether every parameter is a number from 0 to 10¹⁸ in order, and there is something to draw.
  public var isSound: Bool {
    func sound(_ values: Double...) -> Bool { values.allSatisfy { $0 >= 0 && $0 <= 1e18 } }
    return switch self {
    case .constant(let value): sound(value)
    case .exponential(let mean): sound(mean)
    case .logNormal(let mean, let sigma): sound(mean, sigma) && sigma <= 10
    case .weibull(let mean, let shape): sound(mean) && shape >= 0.1 && shape <= 100
    case .uniform(let low, let high): sound(low, high) && low <= high
    case .samples(let samples): !samples.isEmpty && samples.allSatisfy { sound($0) }
    }
  }

  /// One draw.
  ///
  /// Exponentials and Weibull draws by inversion; log-normals by the polar method (Marsaglia and Bray 1964) with a
  /// mean of the logarithm of ln(mean) − σ²/2, so that the stated mean is the mean.
  public func draw(from stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value):
      return value
    case .exponential(let mean):
      return -FrozenMath.log(stream.unit()) * mean
    case .logNormal(let mean, let sigma):
      let normal = Self.standardNormal(from: &stream)
      return mean * FrozenMath.exp(sigma * normal - sigma * sigma / 2)
    case .weibull(let mean, let shape):
      let power = FrozenMath.power(-FrozenMath.log(stream.unit()), 1 / shape)
      return Self.weibullScale(mean: mean, shape: shape) * power
    case .uniform(let low, let high):
      return low + (high - low) * stream.unit()
    case .samples(let samples):
      if samples.isEmpty { return 0 }
      return samples[Int(stream.below(UInt64(samples.count)))]
    }
  }

  /// A draw from the normal distribution of mean 0 and variance 1.
  public static func standardNormal(from stream: inout RandomStream) -> Double {
    while true {
      let u = 2 * stream.unit() - 1
      let v = 2 * stream.unit() - 1
      let square = u * u + v * v
      if square < 1, square > 0 {
        return u * (-2 * FrozenMath.log(square) / square).squareRoot()
      }
    }
  }

  /// The scale of a Weibull distribution: mean / Γ(1 + 1/shape).
  static func weibullScale(mean: Double, shape: Double) -> Double {
    mean * FrozenMath.exp(-FrozenMath.logGamma(1 + 1 / shape))
  }
}
