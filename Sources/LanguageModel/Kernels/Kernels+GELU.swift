import Foundation

/// The tanh form of GELU (Hendrycks and Gimpel 2016): ½ x (1 + tanh u), u = √(2/π) (x + a x³).
///
/// ½ (1 + tanh u) is the logistic function of 2u, which costs one exponential and one division and
/// keeps its relative precision for negative u.
extension Kernels {
  /// 2 √(2/π).
  private static let slope: Float = 1.595_769_1
  /// 2 √(2/π) a.
  private static let cubic: Float = 0.071_354_82

  /// Writes GELU of `input` (count floats) into `output`.
  ///
  /// When training, `input` is replaced by the derivative: the backward pass is then one product
  /// and needs no second tanh.
  package static func gelu(
    _ input: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>, count: Int,
    keepingDerivative: Bool
  ) {
    var index = 0
    while index < count {
      let x = input.lanes(index)
      let square = x * x
      // −2u; beyond ±87 the logistic function is 0 or 1 in single precision.
      let exponent = (x * square.times(-cubic, plus: -slope)).larger(Lanes(repeating: -87))
        .smaller(Lanes(repeating: 87))
      let gate = 1 / (1 + exp(inRange: exponent))
      let value = x * gate
      output.store(value, index)
      if keepingDerivative {
        // The derivative of the logistic function is g (1 − g).
        let inner = square.times(3 * cubic, plus: slope)
        input.store((value * (1 - gate)).times(inner, plus: gate), index)
      }
      index &+= Lanes.scalarCount
    }
  }

  /// Multiplies `gradient` (rows × width) by the kept derivative in place and adds its column sums,
  /// the gradient of the bias, to `columnSums` (width).
  static func geluBackward(
    _ gradient: UnsafeMutablePointer<Float>, derivative: UnsafeMutablePointer<Float>,
    columnSums: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    for row in 0..<rows {
      let start = row * width
      var column = 0
      while column < width {
        let value = gradient.lanes(start &+ column) * derivative.lanes(start &+ column)
        gradient.store(value, start &+ column)
        columnSums.add(value, column)
        column &+= Lanes.scalarCount
      }
    }
  }

  /// The natural logarithm; needed once per row only, so the library's will do.
  static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
}
