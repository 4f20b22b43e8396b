extension Transformer {
  /// Fills `space` up to the logits. With `training`, also keeps what `backward` needs.
  func forward(_ tokens: TokenBatch, in space: Activations, training: Bool) {
    let width = configuration.width
    let rows = tokens.count
    Kernels.embed(
      tokens.inputs, into: space.residuals[0].base,
      tokenTable: parameters.base + layout.tokenEmbedding,
      positionTable: parameters.base + layout.positionEmbedding, time: tokens.time, width: width)
    for (index, block) in layout.blocks.enumerated() {
      forward(
        block, from: space.residuals[index], to: space.residuals[index + 1],
        keeping: space.blocks[index], in: space, training: training)
    }
    let last = space.residuals[layout.blocks.count]
    normalize(
      last, into: space.finalNormed, layout.finalNorm,
      statistics: space.statistics(space.finalStatistics), rows: rows)
    products.multiply(
      MatrixView(space.finalNormed.base, rows: rows, columns: width),
      embeddingMatrix(parameters).transposed, into: logitMatrix(space))
  }

  /// One block. The sums into the residual stream cost no pass: the norm that reads a row also
  /// writes row + bias to where the closing product of the half-block accumulates.
  private func forward(
    _ block: ParameterLayout.Block, from input: FloatBuffer, to output: FloatBuffer,
    keeping kept: Activations.Block, in space: Activations, training: Bool
  ) {
    let width = configuration.width
    let rows = space.batch * space.time
    normalize(
      input, into: kept.attentionNormed, block.attentionNorm,
      statistics: space.statistics(kept.attentionStatistics),
      carry: (kept.middle.base, parameters.base + block.attentionOutput.bias), rows: rows)
    apply(block.attentionInput, to: kept.attentionNormed, into: kept.queryKeyValue, rows: rows)
    attend(kept, in: space)
    products.multiply(
      MatrixView(kept.attended.base, rows: rows, columns: width),
      weightMatrix(block.attentionOutput, in: parameters),
      into: MatrixView(kept.middle.base, rows: rows, columns: width), accumulating: true)

    normalize(
      kept.middle, into: kept.perceptronNormed, block.perceptronNorm,
      statistics: space.statistics(kept.perceptronStatistics),
      carry: (output.base, parameters.base + block.perceptronDown.bias), rows: rows)
    apply(block.perceptronUp, to: kept.perceptronNormed, into: kept.hidden, rows: rows)
    Kernels.gelu(
      kept.hidden.base, into: kept.activated.base, count: rows * 4 * width,
      keepingDerivative: training)
    products.multiply(
      MatrixView(kept.activated.base, rows: rows, columns: 4 * width),
      weightMatrix(block.perceptronDown, in: parameters),
      into: MatrixView(output.base, rows: rows, columns: width), accumulating: true)
  }

  private func normalize(
    _ input: FloatBuffer, into output: FloatBuffer, _ norm: ParameterLayout.Norm,
    statistics: Kernels.RowStatistics,
    carry: (output: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>)? = nil,
    rows: Int
  ) {
    Kernels.layerNorm(
      input.base, into: output.base, scale: parameters.base + norm.scale,
      shift: parameters.base + norm.shift, statistics: statistics, carry: carry, rows: rows,
      width: configuration.width)
  }

  /// output ← input · weight + bias.
  private func apply(
    _ linear: ParameterLayout.Linear, to input: FloatBuffer, into output: FloatBuffer, rows: Int
  ) {
    Kernels.fillRows(
      output.base, with: parameters.base + linear.bias, rows: rows, width: linear.outputs)
    products.multiply(
      MatrixView(input.base, rows: rows, columns: linear.inputs),
      weightMatrix(linear, in: parameters),
      into: MatrixView(output.base, rows: rows, columns: linear.outputs), accumulating: true)
  }

  /// A linear map's weight (inputs × outputs) in a parameter or gradient buffer.
  func weightMatrix(_ linear: ParameterLayout.Linear, in buffer: FloatBuffer) -> MatrixView {
    MatrixView(buffer.base + linear.weight, rows: linear.inputs, columns: linear.outputs)
  }

  /// The token embedding (vocabulary × width) in a parameter or gradient buffer.
  func embeddingMatrix(_ buffer: FloatBuffer) -> MatrixView {
    MatrixView(
      buffer.base + layout.tokenEmbedding, rows: TransformerConfiguration.vocabulary,
      columns: configuration.width)
  }

  /// The logits, or their gradients (positions × vocabulary).
  func logitMatrix(_ space: Activations) -> MatrixView {
    MatrixView(
      space.logits.base, rows: space.batch * space.time,
      columns: TransformerConfiguration.vocabulary)
  }
}
