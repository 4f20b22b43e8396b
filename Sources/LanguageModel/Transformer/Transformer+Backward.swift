extension Transformer {
  /// Replaces the gradients, from the gradient of the logits that `space.logits` holds.
  ///
  /// Weight gradients are written by their product; only what is accumulated row by row (biases,
  /// norms, positions) is zeroed first.
  func backward(_ tokens: TokenBatch, in space: Activations) {
    let width = configuration.width
    let rows = tokens.count
    zeroAccumulatedGradients()
    let normed = MatrixView(space.gradients.normed.base, rows: rows, columns: width)
    products.multiply(
      logitMatrix(space).transposed,
      MatrixView(space.finalNormed.base, rows: rows, columns: width),
      into: embeddingMatrix(gradients))
    products.multiply(logitMatrix(space), embeddingMatrix(parameters), into: normed)

    let blocks = layout.blocks
    space.gradients.residual.base.update(repeating: 0, count: rows * width)
    normalizeBackward(
      layout.finalNorm, input: space.residuals[blocks.count],
      statistics: space.statistics(space.finalStatistics),
      bias: blocks[blocks.count - 1].perceptronDown.bias, in: space)
    for index in blocks.indices.reversed() {
      backward(
        blocks[index], from: space.residuals[index], keeping: space.blocks[index],
        biasBelow: index > 0 ? blocks[index - 1].perceptronDown.bias : nil, in: space)
    }
    Kernels.addEmbeddingGradients(
      tokens.inputs, from: space.gradients.residual.base,
      tokenTable: gradients.base + layout.tokenEmbedding,
      positionTable: gradients.base + layout.positionEmbedding, time: tokens.time, width: width)
  }

  /// One block, on `gradients.residual` in place. `biasBelow` is the offset of the bias that was
  /// added to the residual stream just before the block.
  private func backward(
    _ block: ParameterLayout.Block, from input: FloatBuffer, keeping kept: Activations.Block,
    biasBelow: Int?, in space: Activations
  ) {
    let width = configuration.width
    let rows = space.batch * space.time
    let scratch = space.gradients
    let residual = MatrixView(scratch.residual.base, rows: rows, columns: width)
    let normed = MatrixView(scratch.normed.base, rows: rows, columns: width)

    let hidden = MatrixView(scratch.hidden.base, rows: rows, columns: 4 * width)
    backward(
      block.perceptronDown, residual,
      input: MatrixView(kept.activated.base, rows: rows, columns: 4 * width), into: hidden)
    Kernels.geluBackward(
      hidden.base, derivative: kept.hidden.base,
      columnSums: gradients.base + block.perceptronUp.bias, rows: rows, width: 4 * width)
    backward(
      block.perceptronUp, hidden,
      input: MatrixView(kept.perceptronNormed.base, rows: rows, columns: width), into: normed)
    normalizeBackward(
      block.perceptronNorm, input: kept.middle,
      statistics: space.statistics(kept.perceptronStatistics), bias: block.attentionOutput.bias,
      in: space)

    backward(
      block.attentionOutput, residual,
      input: MatrixView(kept.attended.base, rows: rows, columns: width),
      into: MatrixView(scratch.attended.base, rows: rows, columns: width))
    attendBackward(kept, in: space)
    let queryKeyValue = MatrixView(scratch.queryKeyValue.base, rows: rows, columns: 3 * width)
    Kernels.addColumnSums(
      of: queryKeyValue.base, to: gradients.base + block.attentionInput.bias, rows: rows,
      width: 3 * width)
    backward(
      block.attentionInput, queryKeyValue,
      input: MatrixView(kept.attentionNormed.base, rows: rows, columns: width), into: normed)
    normalizeBackward(
      block.attentionNorm, input: input, statistics: space.statistics(kept.attentionStatistics),
      bias: biasBelow, in: space)
  }

  /// Writes a linear map's weight gradient and the gradient of its input.
  private func backward(
    _ linear: ParameterLayout.Linear, _ upstream: MatrixView, input: MatrixView,
    into downstream: MatrixView
  ) {
    products.multiply(input.transposed, upstream, into: weightMatrix(linear, in: gradients))
    products.multiply(upstream, weightMatrix(linear, in: parameters).transposed, into: downstream)
  }

  /// Adds the gradient through a norm to `gradients.residual`, whose column sums then are the
  /// gradient of `bias`.
  private func normalizeBackward(
    _ norm: ParameterLayout.Norm, input: FloatBuffer, statistics: Kernels.RowStatistics,
    bias: Int?, in space: Activations
  ) {
    Kernels.layerNormBackward(
      space.gradients.normed.base, addingTo: space.gradients.residual.base, input: input.base,
      scale: parameters.base + norm.scale, statistics: statistics,
      gradients: (gradients.base + norm.scale, gradients.base + norm.shift),
      columnSums: bias.map { gradients.base + $0 }, rows: space.batch * space.time,
      width: configuration.width)
  }

  private func zeroAccumulatedGradients() {
    for view in layout.views where !view.isMatrix || view.offset == layout.positionEmbedding {
      (gradients.base + view.offset).update(repeating: 0, count: view.count)
    }
  }
}
