/// The matrix products of one training step, without anything between them: the yardstick for how
/// much of a step is spent outside OpenBLAS.
///
/// The list is that of the plain algorithm: forward, and both gradients of every product,
/// L (12 + 6 B H) + 3 calls and `TransformerConfiguration.trainingOperations` operations, with the
/// attention squares in full. It is a yardstick that flatters no one's step: a head's query, key and
/// value are contiguous, and all layers share the same operands, which are thus nearer to the cache
/// than a model's.
package final class ProductList {
  private struct Call {
    let left: MatrixView
    let right: MatrixView
    let output: MatrixView
  }

  private struct Place: Hashable {
    let rows: Int
    let columns: Int
    /// Nil for a result, which no product reads.
    let turn: Int?
  }

  private var calls: [Call] = []
  private var buffers: [Place: FloatBuffer] = [:]
  private var turn = 0

  /// Number of products.
  package var count: Int { calls.count }
  /// Floating-point operations of all products.
  package var operations: Int {
    calls.reduce(0) {
      $0 + 2 * $1.output.rows * $1.output.columns
        * ($1.left.isTransposed ? $1.left.rows : $1.left.columns)
    }
  }

  /// Lays out the products of a step over a full batch.
  package init(_ configuration: TransformerConfiguration) {
    let width = configuration.width
    let rows = configuration.tokensPerStep
    var backward: [Call] = []
    for _ in 0..<configuration.layers {
      addLinear(rows, inputs: width, outputs: 3 * width, &backward)
      addAttention(configuration, &backward)
      addLinear(rows, inputs: width, outputs: width, &backward)
      addLinear(rows, inputs: width, outputs: 4 * width, &backward)
      addLinear(rows, inputs: 4 * width, outputs: width, &backward)
    }
    addLinear(rows, inputs: width, outputs: TransformerConfiguration.vocabulary, &backward)
    calls += backward.reversed()
  }

  /// Calls every product once.
  package func run() {
    for call in calls {
      MatrixProducts.call(call.left, call.right, call.output, scale: 1, outputFactor: 0)
    }
  }

  private func addLinear(_ rows: Int, inputs: Int, outputs: Int, _ backward: inout [Call]) {
    addProduct(operand(rows, inputs), operand(inputs, outputs), &backward)
  }

  private func addAttention(
    _ configuration: TransformerConfiguration, _ backward: inout [Call]
  ) {
    let time = configuration.context
    for _ in 0..<configuration.batch * configuration.heads {
      let heads = (0..<3).map { _ in operand(time, configuration.headWidth) }
      addProduct(heads[0], heads[1].transposed, &backward)
      addProduct(operand(time, time), heads[2], &backward)
    }
  }

  /// C = A B, and later dA = dC Bᵀ and dB = Aᵀ dC.
  private func addProduct(
    _ left: MatrixView, _ right: MatrixView, _ backward: inout [Call]
  ) {
    let rows = left.rows
    let columns = right.isTransposed ? right.rows : right.columns
    calls.append(Call(left: left, right: right, output: result(rows, columns)))
    let upstream = operand(rows, columns)
    backward.append(
      Call(left: upstream, right: right.transposed, output: result(left.rows, left.columns)))
    let output = result(right.rows, right.columns)
    backward.append(
      right.isTransposed
        ? Call(left: upstream.transposed, right: left, output: output)
        : Call(left: left.transposed, right: upstream, output: output))
  }

  private func result(_ rows: Int, _ columns: Int) -> MatrixView {
    matrix(Place(rows: rows, columns: columns, turn: nil))
  }

  /// Operands of one shape take turns with six buffers.
  private func operand(_ rows: Int, _ columns: Int) -> MatrixView {
    turn = (turn + 1) % 6
    return matrix(Place(rows: rows, columns: columns, turn: turn))
  }

  /// A matrix of ordinary numbers: zeros or denormals might be faster or slower.
  private func matrix(_ place: Place) -> MatrixView {
    let buffer = buffers[place] ?? FloatBuffer(count: place.rows * place.columns)
    if buffers.updateValue(buffer, forKey: place) == nil {
      for index in 0..<buffer.count { buffer.base[index] = Float(index % 7) * 0.125 - 0.375 }
    }
    return MatrixView(buffer.base, rows: place.rows, columns: place.columns)
  }
}
