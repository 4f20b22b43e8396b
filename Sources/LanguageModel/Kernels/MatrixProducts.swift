import COpenBLAS

/// Matrix products over OpenBLAS, and the count of the floating-point operations they cost.
package final class MatrixProducts {
  /// Operations since the start: 2 m n k for each product of m × k by k × n.
  package private(set) var operations = 0
  /// The products since recording began, or nil while not recording.
  package private(set) var recorded: [Shape]?

  package init() {}

  /// output ← scale · left · right (+ output if `accumulating`).
  package func multiply(
    _ left: MatrixView, _ right: MatrixView, into output: MatrixView, scale: Float = 1,
    accumulating: Bool = false
  ) {
    let shape = Shape(left, right, output, accumulating: accumulating)
    operations += shape.operations
    recorded?.append(shape)
    cblas_sgemm(
      CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans,
      right.isTransposed ? CblasTrans : CblasNoTrans, Int32(shape.rows), Int32(shape.columns),
      Int32(shape.inner), scale, left.base, Int32(left.stride), right.base, Int32(right.stride),
      accumulating ? 1 : 0, output.base, Int32(output.stride))
  }

  /// The products that `body` asks for, in order.
  package func recording<Failure: Error>(
    _ body: () throws(Failure) -> Void
  ) throws(Failure) -> [Shape] {
    recorded = []
    defer { recorded = nil }
    try body()
    return recorded ?? []
  }
}

extension MatrixProducts {
  /// What a product costs depends on: sizes, transposition, strides, accumulation.
  package struct Shape: Equatable, Sendable {
    package let rows: Int
    package let columns: Int
    package let inner: Int
    package let leftIsTransposed: Bool
    package let rightIsTransposed: Bool
    package let strides: [Int]
    package let accumulating: Bool

    /// 2 m n k.
    package var operations: Int { 2 * rows * columns * inner }

    init(
      _ left: MatrixView, _ right: MatrixView, _ output: MatrixView, accumulating: Bool
    ) {
      rows = output.rows
      columns = output.columns
      inner = left.isTransposed ? left.rows : left.columns
      leftIsTransposed = left.isTransposed
      rightIsTransposed = right.isTransposed
      strides = [left.stride, right.stride, output.stride]
      self.accumulating = accumulating
      assert(rows == (left.isTransposed ? left.columns : left.rows))
      assert(columns == (right.isTransposed ? right.rows : right.columns))
      assert(inner == (right.isTransposed ? right.columns : right.rows))
    }
  }
}
