extension Transformer {
  private var attentionScale: Float { 1 / Float(configuration.headWidth).squareRoot() }

  /// Causal multi-head attention over `kept.queryKeyValue` into `kept.attended`.
  ///
  /// Heads are read and written in place as strided columns, so nothing is transposed or copied,
  /// and a head's time × time square stays in the cache from its scores to its output.
  func attend(_ kept: Activations.Block, in space: Activations) {
    for sequence in 0..<space.batch {
      for head in 0..<configuration.heads {
        let square = weightSquare(kept, sequence, head, in: space)
        let value = slice(2, of: kept.queryKeyValue, sequence, head, in: space)
        products.multiply(
          slice(0, of: kept.queryKeyValue, sequence, head, in: space),
          slice(1, of: kept.queryKeyValue, sequence, head, in: space).transposed, into: square,
          scale: attentionScale)
        Kernels.causalSoftmax(square.base, time: space.time, stride: space.weightStride)
        products.multiply(
          square, value, into: headColumns(of: kept.attended, sequence, head, in: space))
      }
    }
  }

  /// Turns `gradients.attended` into `gradients.queryKeyValue`.
  func attendBackward(_ kept: Activations.Block, in space: Activations) {
    let gradients = space.gradients
    let scores = MatrixView(
      gradients.attentionWeights.base, rows: space.time, columns: space.time,
      stride: space.weightStride)
    for sequence in 0..<space.batch {
      for head in 0..<configuration.heads {
        let weights = weightSquare(kept, sequence, head, in: space)
        let upstream = headColumns(of: gradients.attended, sequence, head, in: space)
        let query = slice(0, of: kept.queryKeyValue, sequence, head, in: space)
        let key = slice(1, of: kept.queryKeyValue, sequence, head, in: space)
        let value = slice(2, of: kept.queryKeyValue, sequence, head, in: space)
        products.multiply(
          weights.transposed, upstream,
          into: slice(2, of: gradients.queryKeyValue, sequence, head, in: space))
        products.multiply(upstream, value.transposed, into: scores)
        Kernels.causalSoftmaxBackward(
          scores.base, weights: weights.base, time: space.time, stride: space.weightStride)
        products.multiply(
          scores, key, into: slice(0, of: gradients.queryKeyValue, sequence, head, in: space),
          scale: attentionScale)
        products.multiply(
          scores.transposed, query,
          into: slice(1, of: gradients.queryKeyValue, sequence, head, in: space),
          scale: attentionScale)
      }
    }
  }

  /// Query (0), key (1) or value (2) of one head of one sequence: time × head width.
  private func slice(
    _ part: Int, of buffer: FloatBuffer, _ sequence: Int, _ head: Int, in space: Activations
  ) -> MatrixView {
    let width = configuration.width
    let column = part * width + head * configuration.headWidth
    return MatrixView(
      buffer.base + (sequence * space.time * 3 * width + column), rows: space.time,
      columns: configuration.headWidth, stride: 3 * width)
  }

  /// One head's columns of a positions × width buffer, for one sequence: time × head width.
  private func headColumns(
    of buffer: FloatBuffer, _ sequence: Int, _ head: Int, in space: Activations
  ) -> MatrixView {
    let width = configuration.width
    return MatrixView(
      buffer.base + (sequence * space.time * width + head * configuration.headWidth),
      rows: space.time, columns: configuration.headWidth, stride: width)
  }

  /// One head's attention weights for one sequence: time × time.
  private func weightSquare(
    _ kept: Activations.Block, _ sequence: Int, _ head: Int, in space: Activations
  ) -> MatrixView {
    let index = sequence * configuration.heads + head
    return MatrixView(
      kept.attentionWeights.base + index * space.time * space.weightStride, rows: space.time,
      columns: space.time, stride: space.weightStride)
  }
}
