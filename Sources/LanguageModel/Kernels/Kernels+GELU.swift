import Foundation

/// The tanh form of GELU (Hendrycks and Gimpel 2016): ½ x (1 + tanh u), u = √(2/π) (x + a x³).
extension Kernels {
  private static let slope: Float = 0.797_884_6
  private static let cubic: Float = 0.044_715

  /// Writes GELU of `input` (count floats) into `output`.
  ///
  /// When training, `input` is replaced by the derivative: the backward pass is then one product
  /// and needs no second tanh.
  static func gelu(
    _ input: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>, count: Int,
    keepingDerivative: Bool
  ) {
    var index = 0
    while index < count {
      let x = input.lanes(index)
      let square = x * x
      let half = 0.5 * tanh(slope * x * (1 + cubic * square)) + 0.5
      output.store(x * half, index)
      if keepingDerivative {
        // With h = ½ (1 + tanh u): ½ (1 − tanh² u) = 2 h (1 − h).
        let inner = slope * (1 + 3 * cubic * square)
        input.store(half + 2 * x * half * (1 - half) * inner, index)
      }
      index += Lanes.scalarCount
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
        let value = gradient.lanes(start + column) * derivative.lanes(start + column)
        gradient.store(value, start + column)
        columnSums.add(value, column)
        column += Lanes.scalarCount
      }
    }
  }

  /// The natural logarithm; needed once per row only, so the library's will do.
  static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
}
