/// Token sequences of equal length with the token that follows each position.
public struct TokenBatch: Equatable, Sendable {
  /// Number of sequences.
  public let batch: Int
  /// Tokens per sequence.
  public let time: Int
  /// Batch × time tokens, row-major.
  public package(set) var inputs: [UInt8]
  /// The next token of each input, batch × time, row-major.
  public package(set) var targets: [UInt8]

  /// Number of positions, batch × time.
  public var count: Int { batch * time }

  /// Creates a batch.
  ///
  /// - Throws: `LanguageModelError.invalidBatch` if it is empty or a count is not batch × time.
  public init(
    batch: Int, time: Int, inputs: [UInt8], targets: [UInt8]
  ) throws(LanguageModelError) {
    let (count, overflow) = batch.multipliedReportingOverflow(by: time)
    guard batch > 0, time > 0, !overflow, inputs.count == count, targets.count == count else {
      throw .invalidBatch(
        batch: batch, time: time, inputs: inputs.count, targets: targets.count)
    }
    self.batch = batch
    self.time = time
    self.inputs = inputs
    self.targets = targets
  }

  /// Creates a batch of zero tokens, to be filled by a `TokenDataset`.
  package init(zerosOf configuration: TransformerConfiguration) {
    batch = configuration.batch
    time = configuration.context
    inputs = Array(repeating: 0, count: batch * time)
    targets = inputs
  }
}
