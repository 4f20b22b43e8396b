/// All that a training needs to go on as if it had never stopped: parameters, optimizer state, the
/// state of the random draws, and the schedule.
///
/// With one OpenBLAS thread, a training that is saved, dropped and resumed gives the same bits as
/// one that ran through, on one kind of processor.
///
/// The file is in the safetensors format (<https://huggingface.co/docs/safetensors>): the length of
/// the header (64 bits, little-endian), a JSON header, then the data. The parameters have their
/// names in `ParameterLayout`, and the optimizer's moments the same names behind `optimizer.mean.`
/// and `optimizer.mean_square.`; the rest is in `__metadata__`, where reals are the hexadecimal
/// digits of their bits. `checksum` is the `Fingerprint` of the whole file with its own sixteen
/// digits as zeros.
public struct Checkpoint: Equatable, Sendable {
  /// The shape of the model and of the batches that it was trained on.
  public var configuration: TransformerConfiguration
  /// Optimizer steps taken since the model was made.
  public var steps: Int
  /// The seed of the task that wrote it.
  public var seed: UInt64
  /// The state of the generator that draws the batches.
  public var randomState: UInt64
  /// The learning rates of the segment that it is from.
  public var schedule: LearningRateSchedule
  /// The steps that had been taken when that segment began.
  public var scheduleStart: Int
  /// Tells apart the tasks whose checkpoints lie in one folder: sixteen hexadecimal digits, zeros in
  /// the output of a task.
  public var task: String

  // β₁ᵗ and β₂ᵗ.
  var firstPower: Double
  var secondPower: Double
  /// The parameters, in the order of `ParameterLayout`.
  public package(set) var parameters: [Float]
  /// The mean of the gradients, in the same order.
  package var mean: [Float]
  /// The mean of their squares, in the same order.
  package var meanSquare: [Float]

  /// The steps that its segment had taken.
  public var stepsOfSegment: Int { steps - scheduleStart }

  /// The `task` of a checkpoint that belongs to none.
  static let noTask = String(repeating: "0", count: 16)

  /// The bytes of its data section.
  var dataBytes: Int { 3 * parameters.count * MemoryLayout<Float>.size }
}

extension Trainer {
  /// The state of this training.
  func checkpoint(seed: UInt64, randomState: UInt64, task: String) -> Checkpoint {
    Checkpoint(
      configuration: model.configuration, steps: steps, seed: seed, randomState: randomState,
      schedule: schedule, scheduleStart: scheduleStart, task: task,
      firstPower: optimizer.firstPower, secondPower: optimizer.secondPower,
      parameters: Array(model.parameters.floats), mean: Array(optimizer.mean.floats),
      meanSquare: Array(optimizer.meanSquare.floats))
  }

  /// Takes over the state of a training of a model of the same shape.
  func restore(_ checkpoint: Checkpoint) {
    model.parameters.take(checkpoint.parameters)
    optimizer.mean.take(checkpoint.mean)
    optimizer.meanSquare.take(checkpoint.meanSquare)
    optimizer.steps = checkpoint.steps
    optimizer.firstPower = checkpoint.firstPower
    optimizer.secondPower = checkpoint.secondPower
    follow(checkpoint.schedule, from: checkpoint.scheduleStart)
  }

  /// Creates a trainer in a checkpoint's state.
  convenience init(_ checkpoint: Checkpoint) {
    self.init(Transformer(checkpoint), schedule: checkpoint.schedule)
    restore(checkpoint)
  }
}

extension Transformer {
  /// Creates a model with a checkpoint's parameters.
  public convenience init(_ checkpoint: Checkpoint) {
    self.init(zerosOf: checkpoint.configuration)
    parameters.take(checkpoint.parameters)
  }
}

extension FloatBuffer {
  /// Copies as many floats as fit.
  fileprivate func take(_ values: [Float]) {
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      base.update(from: start, count: min(count, source.count))
    }
  }
}
