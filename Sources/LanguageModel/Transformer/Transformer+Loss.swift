extension Transformer {
  /// The mean cross-entropy of a batch, in nats per token, without gradients.
  ///
  /// - Throws: `LanguageModelError.sequenceTooLong` if the batch is longer than the context.
  public func loss(on tokens: TokenBatch) throws(LanguageModelError) -> Double {
    let space = try activations(for: tokens)
    forward(tokens, in: space, training: false)
    let total = Kernels.crossEntropy(
      space.logits.base, targets: tokens.targets, gradientScale: nil,
      width: TransformerConfiguration.vocabulary)
    return total / Double(tokens.count)
  }

  /// The mean cross-entropy of a batch, in nats per token; replaces the gradients.
  ///
  /// - Throws: `LanguageModelError.sequenceTooLong` if the batch is longer than the context.
  public func lossWithGradients(on tokens: TokenBatch) throws(LanguageModelError) -> Double {
    let space = try activations(for: tokens)
    forward(tokens, in: space, training: true)
    let total = Kernels.crossEntropy(
      space.logits.base, targets: tokens.targets, gradientScale: 1 / Float(tokens.count),
      width: TransformerConfiguration.vocabulary)
    backward(tokens, in: space)
    return total / Double(tokens.count)
  }

  /// The logits of every position, (batch · time) × vocabulary, row-major.
  ///
  /// - Throws: `LanguageModelError.sequenceTooLong` if the batch is longer than the context.
  public func logits(for tokens: TokenBatch) throws(LanguageModelError) -> [Float] {
    let space = try activations(for: tokens)
    forward(tokens, in: space, training: false)
    return Array(space.logits.floats)
  }
}
