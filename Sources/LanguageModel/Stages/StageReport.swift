/// How far a task is.
public struct StageProgress: Equatable, Sendable {
  /// Steps done: optimizer steps, batches, or MiB begun.
  public var step: Int
  /// Steps in all.
  public var steps: Int

  /// Creates a position.
  public init(step: Int, of steps: Int) {
    self.step = step
    self.steps = steps
  }
}

/// What a task did.
public struct StageReport: Codable, Equatable, Sendable {
  /// Work done in the stage's unit, all attempts together: shards by their bytes, whole batches of
  /// tokens, trials.
  public var units: Double
  /// Floating-point operations of this attempt's matrix products, 2 m n k each.
  public var operations = 0
  /// Bytes of files that this attempt read and wrote.
  public var bytesRead = 0
  public var bytesWritten = 0
  /// Figures of the result: `loss` of the last step in nats per token, `learning_rate` and `width`
  /// (train); `bits_per_byte` (evaluate); `bits_per_byte`, `learning_rate` and `width` of the best
  /// trial (optimize); `sequences` (preprocess).
  public var metrics: [String: Double] = [:]
  /// The step of this task that a checkpoint of an earlier attempt had reached; 0: from the start.
  public var resumedFromStep = 0
  /// Damaged checkpoints of earlier attempts that were passed over.
  public var corruptCheckpoints = 0

  /// Creates a report of nothing but units.
  public init(units: Double) { self.units = units }
}
