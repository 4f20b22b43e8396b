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

  /// The same floats, read as the transpose.
  package var transposed: MatrixView {
    var view = self
    view.isTransposed.toggle()
    return view
  }
}
