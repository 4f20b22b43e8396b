import COpenBLAS

/// Matrix products over OpenBLAS, and the count of the floating-point operations they cost.
package final class MatrixProducts {
  /// Operations since the start: 2 m n k for each product of m × k by k × n that is counted.
  package private(set) var operations = 0

  package init() {}

  /// output ← scale · left · right (+ output if `accumulating`).
  ///
  /// OpenBLAS's kernels always accumulate. Asked not to, it clears the output first, more slowly
  /// than a plain fill does: so the output is cleared here.
  package func multiply(
    _ left: MatrixView, _ right: MatrixView, into output: MatrixView, scale: Float = 1,
    accumulating: Bool = false
  ) {
    let inner = left.isTransposed ? left.rows : left.columns
    operations += 2 * output.rows * output.columns * inner
    if !accumulating { output.clear() }
    accumulate(left, right, into: output, scale: scale)
  }

  /// output ← scale · left · right + output, without counting: for the parts of a product that is
  /// counted as a whole.
  func accumulate(
    _ left: MatrixView, _ right: MatrixView, into output: MatrixView, scale: Float = 1
  ) {
    Self.call(left, right, output, scale: scale, outputFactor: 1)
  }

  /// One call of OpenBLAS: output ← scale · left · right + outputFactor · output.
  static func call(
    _ left: MatrixView, _ right: MatrixView, _ output: MatrixView, scale: Float,
    outputFactor: Float
  ) {
    let inner = left.isTransposed ? left.rows : left.columns
    assert(output.rows == (left.isTransposed ? left.columns : left.rows))
    assert(output.columns == (right.isTransposed ? right.rows : right.columns))
    assert(inner == (right.isTransposed ? right.columns : right.rows))
    cblas_sgemm(
      CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans,
      right.isTransposed ? CblasTrans : CblasNoTrans, Int32(output.rows), Int32(output.columns),
      Int32(inner), scale, left.base, Int32(left.stride), right.base, Int32(right.stride),
      outputFactor, output.base, Int32(output.stride))
  }

  /// Counts a product that is computed in parts, or in part only.
  func count(_ operations: Int) { self.operations += operations }
}
