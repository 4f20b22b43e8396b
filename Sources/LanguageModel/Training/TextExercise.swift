import Foundation

/// Trains a fresh model on the first nine tenths of a text, and predicts the last tenth.
///
/// Three hundred steps on windows drawn at random, at a learning rate of 3e-3 after 20 steps of
/// warm-up, falling along a cosine to a tenth.
package struct TextExercise {
  /// Steps taken.
  package static let steps = 300
  /// The largest learning rate.
  package static let learningRate = 3e-3
  /// Steps of warm-up.
  package static let warmUpSteps = 20

  private let trainingText: ArraySlice<UInt8>
  private let heldOutText: ArraySlice<UInt8>
  private let configuration: TransformerConfiguration

  /// Splits a text.
  ///
  /// - Throws: `LanguageModelError.tooFewSequences` if either part is shorter than a window.
  package init(
    _ text: [UInt8], for configuration: TransformerConfiguration
  ) throws(LanguageModelError) {
    let split = text.count * 9 / 10
    trainingText = text[..<split]
    heldOutText = text[split...]
    self.configuration = configuration
    let windows = heldOutText.count / (configuration.context + 1)
    guard windows > 0 else { throw .tooFewSequences(found: windows, required: 1) }
  }

  /// A model trained on the first part. Depends on the text, the configuration and the seed.
  package func trainedModel(
    seed: UInt64, progress: (_ step: Int, _ loss: Double) -> Void = { _, _ in }
  ) throws(LanguageModelError) -> Transformer {
    let schedule = try LearningRateSchedule(
      peak: Self.learningRate, warmUpSteps: Self.warmUpSteps, totalSteps: Self.steps)
    let trainer = Trainer(Transformer(configuration, seed: seed), schedule: schedule)
    var random = SplitMix64(seed: seed)
    let starts = trainingText.count - configuration.context
    for step in 1...Self.steps {
      let windows = (0..<configuration.batch).map { _ in random.next(below: starts) }
      let batch = try self.batch(at: windows, of: trainingText, time: configuration.context)
      progress(step, try trainer.step(on: batch))
    }
    return trainer.model
  }

  /// Bits per byte of the second part, in windows that follow one another: each byte but the first is
  /// predicted once, from at most a context of bytes before it.
  package func heldOutBits(of model: Transformer) throws(LanguageModelError) -> Double {
    let context = configuration.context
    let predictions = heldOutText.count - 1
    let start = heldOutText.startIndex
    let whole = (0..<predictions / context).map { start + $0 * context }
    var nats = 0.0
    for window in whole {
      let batch = try self.batch(at: [window], of: heldOutText, time: context)
      nats += try model.loss(on: batch) * Double(batch.count)
    }
    let rest = predictions % context
    if rest > 0 {
      let batch = try self.batch(
        at: [start + whole.count * context], of: heldOutText, time: rest)
      nats += try model.loss(on: batch) * Double(rest)
    }
    return nats / Double(predictions) / log(2.0)
  }

  private func batch(
    at starts: [Int], of text: ArraySlice<UInt8>, time: Int
  ) throws(LanguageModelError) -> TokenBatch {
    try TokenBatch(
      batch: starts.count, time: time, inputs: starts.flatMap { text[$0..<$0 + time] },
      targets: starts.flatMap { text[$0 + 1..<$0 + 1 + time] })
  }
}
