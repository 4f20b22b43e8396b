/// Packed sequences, split into a training part and a held-out part.
///
/// Every tenth sequence of each file is held out, so a sequence is on the same side whatever other
/// files are beside it. A sequence has context + 1 tokens: its first `context` tokens are inputs,
/// its last `context` the targets.
package struct TokenDataset: Sendable {
  /// Which sequences are kept in memory.
  package enum Part {
    case training
    case heldOut
    case all
  }

  package let configuration: TransformerConfiguration
  /// Whole sequences, row-major.
  private var training: [UInt8] = []
  private var heldOut: [UInt8] = []
  /// A fingerprint of all tokens of the files, if it was asked for.
  private(set) var fingerprint = Fingerprint()

  /// One sequence in so many is held out; as many sequences are needed at least.
  package static let heldOutInterval = 10

  /// Creates a data set from one file's sequences × (context + 1) tokens, row-major.
  ///
  /// - Throws: `LanguageModelError.tooFewSequences` if there are fewer than ten.
  package init(
    _ tokens: [UInt8], for configuration: TransformerConfiguration
  ) throws(LanguageModelError) {
    self.configuration = configuration
    let length = configuration.context + 1
    let found = tokens.count / length
    add(tokens[..<(found * length)], keeping: .all)
    try check(found)
  }

  /// Creates a data set from packed files, of which one part is kept. O(bytes).
  ///
  /// - Parameter bytesRead: is raised by what was read.
  /// - Throws: `LanguageModelError.shardUnreadable` for a file that is missing, damaged or of another
  ///   context; `tooFewSequences` if no file has ten.
  package init(
    files: [String], for configuration: TransformerConfiguration, keeping part: Part,
    fingerprinting: Bool = false, bytesRead: inout Int
  ) throws(LanguageModelError) {
    self.configuration = configuration
    let length = configuration.context + 1
    // Whole groups, so that each piece begins with one; small enough to stay in the cache.
    let piece = max(1, (1 << 18) / (Self.heldOutInterval * length)) * Self.heldOutInterval
    var most = 0
    for path in files {
      let file = try PackedTokens(path, length: length)
      most = max(most, file.count)
      for first in stride(from: 0, to: file.count, by: piece) {
        let tokens = try file.sequences(first..<min(first + piece, file.count))
        if fingerprinting { fingerprint.add(tokens) }
        add(tokens[...], keeping: part)
      }
      bytesRead += file.bytes
    }
    try check(most)
  }

  /// Adds sequences of which the first opens a group of ten.
  private mutating func add(_ tokens: ArraySlice<UInt8>, keeping part: Part) {
    let length = configuration.context + 1
    let trained = (Self.heldOutInterval - 1) * length
    for start in stride(from: tokens.startIndex, to: tokens.endIndex, by: trained + length) {
      let middle = min(start + trained, tokens.endIndex)
      if part != .heldOut { training += tokens[start..<middle] }
      let end = min(middle + length, tokens.endIndex)
      if part != .training { heldOut += tokens[middle..<end] }
    }
  }

  private func check(_ found: Int) throws(LanguageModelError) {
    guard found >= Self.heldOutInterval else {
      throw .tooFewSequences(found: found, required: Self.heldOutInterval)
    }
  }

  /// Number of held-out sequences in memory.
  package var heldOutCount: Int { heldOut.count / (configuration.context + 1) }
  /// Number of training sequences in memory.
  package var trainingCount: Int { training.count / (configuration.context + 1) }

  /// Fills a batch with training sequences drawn at random, with replacement.
  package func fillTraining(_ batch: inout TokenBatch, _ random: inout SplitMix64) {
    let count = trainingCount
    for row in 0..<batch.batch {
      copy(random.next(below: count), of: training, to: row, of: &batch)
    }
  }

  /// Fills a batch with held-out sequences from `first` on, starting over at the end.
  package func fillHeldOut(_ batch: inout TokenBatch, first: Int) {
    let count = heldOutCount
    for row in 0..<batch.batch {
      copy((first + row) % count, of: heldOut, to: row, of: &batch)
    }
  }

  private func copy(
    _ sequence: Int, of tokens: [UInt8], to row: Int, of batch: inout TokenBatch
  ) {
    let start = sequence * (configuration.context + 1)
    for position in 0..<batch.time {
      batch.inputs[row * batch.time + position] = tokens[start + position]
      batch.targets[row * batch.time + position] = tokens[start + position + 1]
    }
  }
}
