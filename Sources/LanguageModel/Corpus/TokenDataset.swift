/// Packed sequences, split into a training part and a held-out part.
///
/// Every tenth sequence is held out. A sequence has context + 1 tokens: its first `context` tokens
/// are inputs, its last `context` the targets.
package struct TokenDataset: Sendable {
  package let configuration: TransformerConfiguration
  private let tokens: [UInt8]
  private let sequences: Int

  /// One sequence in so many is held out; as many sequences are needed at least.
  package static let heldOutInterval = 10

  /// Creates a data set from sequences × (context + 1) tokens, row-major.
  ///
  /// - Throws: `LanguageModelError.tooFewSequences` if there are fewer than ten.
  package init(
    _ tokens: [UInt8], for configuration: TransformerConfiguration
  ) throws(LanguageModelError) {
    sequences = tokens.count / (configuration.context + 1)
    guard sequences >= Self.heldOutInterval else {
      throw .tooFewSequences(found: sequences, required: Self.heldOutInterval)
    }
    self.configuration = configuration
    self.tokens = tokens
  }

  /// Number of held-out sequences.
  package var heldOutCount: Int { sequences / Self.heldOutInterval }
  /// Number of training sequences.
  package var trainingCount: Int { sequences - heldOutCount }

  /// Fills a batch with training sequences drawn at random, with replacement.
  package func fillTraining(_ batch: inout TokenBatch, _ random: inout SplitMix64) {
    for row in 0..<batch.batch {
      let index = random.next(below: trainingCount)
      // Training sequences are those that do not close a group of ten.
      copy(index + index / (Self.heldOutInterval - 1), to: row, of: &batch)
    }
  }

  /// Fills a batch with held-out sequences from `first` on, starting over at the end.
  package func fillHeldOut(_ batch: inout TokenBatch, first: Int) {
    for row in 0..<batch.batch {
      let group = (first + row) % heldOutCount
      copy(group * Self.heldOutInterval + Self.heldOutInterval - 1, to: row, of: &batch)
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
