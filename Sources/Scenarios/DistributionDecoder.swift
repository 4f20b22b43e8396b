import SchedulingModel

/// Decodes a distribution: a quantity (constant), or a mapping of one key.
///
/// `{exponential: MEAN}`, `{uniform: [LOW, HIGH]}`, `{log_normal: {mean: MEAN, sigma: SIGMA}}`,
/// `{weibull: {mean: MEAN, shape: SHAPE}}`, `{constant: VALUE}`.
struct DistributionDecoder {
  let dimension: Quantity.Dimension
  /// The mean where the distribution does not state one; nil where it has to.
  let defaultMean: Double?

  init(_ dimension: Quantity.Dimension, defaultMean: Double? = nil) {
    self.dimension = dimension
    self.defaultMean = defaultMean
  }

  static let forms = ["constant", "exponential", "uniform", "log_normal", "weibull"]

  func decode(_ element: YAMLElement) throws(InputError) -> Distribution {
    let distribution = try parse(element)
    guard distribution.isSound else {
      throw element.wrong(
        expected: "parameters up to 1e18, a sigma of at most 10, and a shape from 0.1 to 100")
    }
    return distribution
  }

  private func parse(_ element: YAMLElement) throws(InputError) -> Distribution {
    if element.text != nil { return .constant(try element.quantity(dimension)) }
    let fields = try element.fields(Self.forms)
    guard let form = try fields.oneOf(Self.forms), let value = fields[form] else {
      throw element.wrong(expected: "one of the keys \(Self.forms.joined(separator: ", "))")
    }
    switch form {
    case "constant":
      return .constant(try value.quantity(dimension))
    case "exponential":
      return .exponential(mean: try value.quantity(dimension, above: 0))
    case "uniform":
      let bounds = try value.list(of: "two bounds")
      guard bounds.count == 2 else {
        throw value.wrong("\(bounds.count) values", expected: "two bounds", nearest: nil)
      }
      let (low, high) = (try bounds[0].quantity(dimension), try bounds[1].quantity(dimension))
      guard low <= high else { throw bounds[1].wrong(expected: "a bound of at least \(low)") }
      return .uniform(low: low, high: high)
    case "weibull":
      let parts = try value.fields(["mean", "shape"])
      let shape = try parts.require("shape", "below 1 for a falling hazard").number(above: 0)
      return .weibull(mean: try mean(of: value, parts), shape: shape)
    default:
      let parts = try value.fields(["mean", "sigma"])
      let sigma = try parts.require("sigma", "the standard deviation of the logarithm").number()
      return .logNormal(mean: try mean(of: value, parts), sigma: sigma)
    }
  }

  private func mean(of element: YAMLElement, _ parts: YAMLFields) throws(InputError) -> Double {
    if let mean = parts["mean"] { return try mean.quantity(dimension, above: 0) }
    guard let defaultMean else { throw element.error(.missingKey("mean", expected: "the mean")) }
    return defaultMean
  }
}
