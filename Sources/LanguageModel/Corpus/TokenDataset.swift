/// Packed sequences, split into a training part and a held-out part.
///
/// Every tenth sequence of each file is held out, so a sequence is on the same side whatever other
/// files are beside it. A sequence has context + 1 tokens: its first `context` tokens are inputs,
/// its last `context` the targets.
package struct TokenDataset: Sendable {
  package let configuration: TransformerConfiguration
  private let tokens: [UInt8]
  private let training: [Int32]
  private let heldOut: [Int32]

  /// One sequence in so many is held out; as many sequences are needed at least.
  package static let heldOutInterval = 10

  /// Creates a data set from one file of sequences × (context + 1) tokens, row-major.
  ///
  /// - Throws: `LanguageModelError.tooFewSequences` if there are fewer than ten.
  package init(
    _ tokens: [UInt8], for configuration: TransformerConfiguration
  ) throws(LanguageModelError) {
    try self.init(files: [tokens], for: configuration)
  }

  /// Creates a data set from several files.
  ///
  /// - Throws: `LanguageModelError.tooFewSequences` if no file has ten.
  package init(
    files: [[UInt8]], for configuration: TransformerConfiguration
  ) throws(LanguageModelError) {
    let length = configuration.context + 1
    var tokens: [UInt8] = []
    tokens.reserveCapacity(files.reduce(0) { $0 + $1.count })
    var training: [Int32] = []
    var heldOut: [Int32] = []
    for file in files {
      let first = tokens.count / length
      for index in 0..<(file.count / length) {
        if index % Self.heldOutInterval == Self.heldOutInterval - 1 {
          heldOut.append(Int32(first + index))
        } else {
          training.append(Int32(first + index))
        }
      }
      tokens += file.prefix(file.count / length * length)
    }
    guard !heldOut.isEmpty else {
      throw .tooFewSequences(
        found: files.map { $0.count / length }.max() ?? 0, required: Self.heldOutInterval)
    }
    self.configuration = configuration
    self.tokens = tokens
    self.training = training
    self.heldOut = heldOut
  }

  /// Number of held-out sequences.
  package var heldOutCount: Int { heldOut.count }
  /// Number of training sequences.
  package var trainingCount: Int { training.count }

  /// A fingerprint of all tokens.
  var fingerprint: Fingerprint {
    var sum = Fingerprint()
    sum.add(tokens)
    return sum
  }

  /// Fills a batch with training sequences drawn at random, with replacement.
  package func fillTraining(_ batch: inout TokenBatch, _ random: inout SplitMix64) {
    for row in 0..<batch.batch {
      copy(Int(training[random.next(below: training.count)]), to: row, of: &batch)
    }
  }

  /// Fills a batch with held-out sequences from `first` on, starting over at the end.
  package func fillHeldOut(_ batch: inout TokenBatch, first: Int) {
    for row in 0..<batch.batch {
      copy(Int(heldOut[(first + row) % heldOut.count]), to: row, of: &batch)
    }
  }

  private func copy(_ sequence: Int, to row: Int, of batch: inout TokenBatch) {
    let start = sequence * (configuration.context + 1)
    for position in 0..<batch.time {
      batch.inputs[row * batch.time + position] = tokens[start + position]
      batch.targets[row * batch.time + position] = tokens[start + position + 1]
    }
  }
}
