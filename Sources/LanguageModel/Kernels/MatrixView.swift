/// A rectangle of floats inside a buffer, row-major, not owned.
///
/// Unsafe: the memory must outlive the view, and the shape is not checked against it.
package struct MatrixView {
  package let base: UnsafeMutablePointer<Float>
  /// Rows as stored.
  package let rows: Int
  /// Columns as stored.
  package let columns: Int
  /// Floats from one stored row to the next.
  package let stride: Int
  /// Whether a product reads the transpose of what is stored.
  package private(set) var isTransposed = false

  package init(
    _ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// Rows `start` to the one before `end`, as stored.
  func rows(_ start: Int, _ end: Int) -> MatrixView {
    MatrixView(base + start * stride, rows: end - start, columns: columns, stride: stride)
  }

  /// Rows and columns from the given ones on, as stored.
  func block(row: Int, column: Int, rows: Int, columns: Int) -> MatrixView {
    MatrixView(base + (row * stride + column), rows: rows, columns: columns, stride: stride)
  }

  /// Fills the rectangle with zeros.
  func clear() {
    if stride == columns {
      base.update(repeating: 0, count: rows * columns)
    } else {
      for row in 0..<rows { (base + row * stride).update(repeating: 0, count: columns) }
    }
  }

  /// The same floats, read as the transpose.
  package var transposed: MatrixView {
    var view = self
    view.isTransposed.toggle()
    return view
  }
}
