/// The matrix products of one training step, without anything between them: the yardstick for how
/// much of a step is spent outside OpenBLAS.
///
/// The list is that of the plain algorithm: forward, and both gradients of every product,
/// L (12 + 6 B H) + 3 calls and `TransformerConfiguration.trainingOperations` operations, with the
/// attention squares in full. Activations, weights and gradients have buffers of their own, as in a
/// model, so that they are as far from the cache as they are there. A head's query, key and value
/// are contiguous, the layout on which OpenBLAS is fastest.
package final class ProductList {
  private struct Call {
    let left: MatrixView
    let right: MatrixView
    let output: MatrixView
  }

  private var calls: [Call] = []
  private var pool: [String: MatrixView] = [:]
  private var slot = 0
  private var buffers: [FloatBuffer] = []

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
    // What the forward pass keeps is used again by the backward pass.
    var backward: [Call] = []
    let stream = matrix(rows, width)
    for _ in 0..<configuration.layers {
      addLinear(stream, outputs: 3 * width, &backward)
      addAttention(configuration, &backward)
      addLinear(matrix(rows, width), outputs: width, &backward)
      addLinear(matrix(rows, width), outputs: 4 * width, &backward)
      addLinear(matrix(rows, 4 * width), outputs: width, &backward)
    }
    addLinear(matrix(rows, width), outputs: TransformerConfiguration.vocabulary, &backward)
    calls += backward.reversed()
  }

  /// Calls every product once.
  package func run() {
    for call in calls {
      MatrixProducts.call(call.left, call.right, call.output, scale: 1, outputFactor: 0)
    }
  }

  private func addLinear(_ input: MatrixView, outputs: Int, _ backward: inout [Call]) {
    addProduct(
      input, matrix(input.columns, outputs), into: matrix(input.rows, outputs), &backward)
  }

  private func addAttention(
    _ configuration: TransformerConfiguration, _ backward: inout [Call]
  ) {
    let time = configuration.context
    for _ in 0..<configuration.batch * configuration.heads {
      let heads = (0..<4).map { _ in matrix(time, configuration.headWidth) }
      let weights = matrix(time, time)
      addProduct(heads[0], heads[1].transposed, into: weights, &backward)
      addProduct(weights, heads[2], into: heads[3], &backward)
    }
  }

  /// C = A B, and later dA = dC Bᵀ and dB = Aᵀ dC.
  private func addProduct(
    _ left: MatrixView, _ right: MatrixView, into output: MatrixView, _ backward: inout [Call]
  ) {
    calls.append(Call(left: left, right: right, output: output))
    let upstream = matrix(output.rows, output.columns)
    let leftGradient = matrix(left.rows, left.columns)
    let rightGradient = matrix(right.rows, right.columns)
    backward.append(
      Call(left: upstream, right: right.transposed, output: leftGradient))
    backward.append(
      right.isTransposed
        ? Call(left: upstream.transposed, right: left, output: rightGradient)
        : Call(left: left.transposed, right: upstream, output: rightGradient))
  }

  /// A matrix of ordinary numbers: zeros or denormals might be faster or slower.
  private func matrix(_ rows: Int, _ columns: Int) -> MatrixView {
    slot = (slot + 1) % 6
    if let hit = pool["\(rows) \(columns) \(slot)"] { return hit }
    let buffer = FloatBuffer(count: rows * columns)
    defer {
      pool["\(rows) \(columns) \(slot)"] = MatrixView(buffer.base, rows: rows, columns: columns)
    }
    for index in 0..<buffer.count { buffer.base[index] = Float(index % 7) * 0.125 - 0.375 }
    buffers.append(buffer)
    return MatrixView(buffer.base, rows: rows, columns: columns)
  }
}
