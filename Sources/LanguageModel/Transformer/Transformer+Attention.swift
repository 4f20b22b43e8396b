extension Transformer {
  private var attentionScale: Float { 1 / Float(configuration.headWidth).squareRoot() }

  /// Queries per block. Longer blocks make better products, shorter ones skip more of what is
  /// hidden above the diagonal.
  private func blockLength(_ time: Int) -> Int { time <= 64 ? 32 : 64 }

  /// Causal multi-head attention over `kept.queryKeyValue` into `kept.attended`.
  ///
  /// Heads are read and written in place as strided columns. Scores and weights are stored
  /// keys × queries and worked on in blocks of queries, of which each needs only the keys up to its
  /// own end. The products are counted in full all the same.
  func attend(_ kept: Activations.Block, in space: Activations) {
    kept.attended.base.update(repeating: 0, count: kept.attended.count)
    let length = blockLength(space.time)
    for sequence in 0..<space.batch {
      for head in 0..<configuration.heads {
        let square = weightSquare(kept, sequence, head, in: space)
        let query = slice(0, of: kept.queryKeyValue, sequence, head, in: space)
        let key = slice(1, of: kept.queryKeyValue, sequence, head, in: space)
        let value = slice(2, of: kept.queryKeyValue, sequence, head, in: space)
        let output = headColumns(of: kept.attended, sequence, head, in: space)
        for start in stride(from: 0, to: space.time, by: length) {
          let end = min(start + length, space.time)
          let scores = square.block(row: 0, column: start, rows: end, columns: end - start)
          Kernels.clear(scores)
          products.accumulate(
            key.rows(0, end), query.rows(start, end).transposed, into: scores,
            scale: attentionScale)
          Kernels.causalSoftmax(
            square.base, queries: start, end, stride: space.weightStride)
          products.accumulate(
            scores.transposed, value.rows(0, end), into: output.rows(start, end))
        }
      }
    }
    countAttention(products: 2, in: space)
  }

  /// Turns `gradients.attended` into `gradients.queryKeyValue`.
  func attendBackward(_ kept: Activations.Block, in space: Activations) {
    let gradients = space.gradients
    let square = MatrixView(
      gradients.attentionWeights.base, rows: space.time, columns: space.time,
      stride: space.weightStride)
    gradients.queryKeyValue.base.update(repeating: 0, count: gradients.queryKeyValue.count)
    let length = blockLength(space.time)
    for sequence in 0..<space.batch {
      for head in 0..<configuration.heads {
        let weights = weightSquare(kept, sequence, head, in: space)
        let upstream = headColumns(of: gradients.attended, sequence, head, in: space)
        let query = slice(0, of: kept.queryKeyValue, sequence, head, in: space)
        let key = slice(1, of: kept.queryKeyValue, sequence, head, in: space)
        let value = slice(2, of: kept.queryKeyValue, sequence, head, in: space)
        let outputs = (0..<3).map {
          slice($0, of: gradients.queryKeyValue, sequence, head, in: space)
        }
        for start in stride(from: 0, to: space.time, by: length) {
          let end = min(start + length, space.time)
          let scores = square.block(row: 0, column: start, rows: end, columns: end - start)
          Kernels.clear(scores)
          products.accumulate(
            value.rows(0, end), upstream.rows(start, end).transposed, into: scores)
          Kernels.causalSoftmaxBackward(
            square.base, weights: weights.base, queries: start, end,
            stride: space.weightStride)
          products.accumulate(
            scores.transposed, key.rows(0, end), into: outputs[0].rows(start, end),
            scale: attentionScale)
        }
        for start in stride(from: 0, to: space.time, by: length) {
          let end = min(start + length, space.time)
          products.accumulate(
            weights.block(
              row: start, column: start, rows: end - start, columns: space.time - start),
            upstream.rows(start, space.time), into: outputs[2].rows(start, end))
          products.accumulate(
            square.block(
              row: start, column: start, rows: end - start, columns: space.time - start),
            query.rows(start, space.time), into: outputs[1].rows(start, end),
            scale: attentionScale)
        }
      }
    }
    countAttention(products: 4, in: space)
  }

  private func countAttention(products count: Int, in space: Activations) {
    let perHead = 2 * space.time * space.time * configuration.headWidth
    products.count(count * space.batch * configuration.heads * perHead)
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

  /// One head's attention weights for one sequence: keys × queries.
  private func weightSquare(
    _ kept: Activations.Block, _ sequence: Int, _ head: Int, in space: Activations
  ) -> MatrixView {
    let index = sequence * configuration.heads + head
    return MatrixView(
      kept.attentionWeights.base + index * space.time * space.weightStride, rows: space.time,
      columns: space.time, stride: space.weightStride)
  }
}
