/// A model, its optimizer and its learning-rate schedule, advanced one batch at a time.
public final class Trainer {
  /// The model in training.
  public let model: Transformer
  /// The schedule; its step 0 is `scheduleStart`.
  public private(set) var schedule: LearningRateSchedule
  /// The steps that had been taken when the schedule began.
  public private(set) var scheduleStart = 0
  let optimizer: AdamW

  /// Creates a trainer at step 0.
  public init(_ model: Transformer, schedule: LearningRateSchedule) {
    self.model = model
    self.schedule = schedule
    optimizer = AdamW(model.layout)
  }

  /// Steps taken.
  public var steps: Int { optimizer.steps }

  /// Takes one step and returns the loss before it, in nats per token. Allocates nothing once a
  /// batch of this shape has been seen.
  ///
  /// - Throws: `LanguageModelError.sequenceTooLong` if the batch is longer than the context.
  @discardableResult
  public func step(on tokens: TokenBatch) throws(LanguageModelError) -> Double {
    let loss = try model.lossWithGradients(on: tokens)
    optimizer.step(model, learningRate: schedule.rate(at: steps - scheduleStart))
    return loss
  }

  /// Starts again from a seed, with another schedule, in the same buffers.
  public func restart(seed: UInt64, schedule: LearningRateSchedule) {
    model.resetParameters(seed: seed)
    optimizer.reset()
    follow(schedule, from: 0)
  }

  /// Follows another schedule, whose step 0 is after `start` steps; model and optimizer go on.
  public func follow(_ schedule: LearningRateSchedule, from start: Int) {
    self.schedule = schedule
    scheduleStart = start
  }
}
