import Foundation

/// Runs the stages for real: on files in a scratch directory and on a model in memory.
///
/// The data stages hand over through files (`raw-0000.txt`, `shard-0000.tokens`, …), so that they
/// could run in processes of their own; `train`, `evaluate` and `optimize` read those files at
/// their first use. A runner belongs to one task at a time.
public final class StageRunner {
  /// The shape of the model and its batches.
  public let configuration: TransformerConfiguration
  /// Where the stages keep their files.
  public let directory: URL
  /// The corpus file.
  public let corpus: URL
  /// Seeds the model and the batches.
  public let seed: UInt64

  /// The loss of the first training step and of the latest one, in nats per token.
  public internal(set) var firstLoss: Double?
  public internal(set) var lastLoss: Double?

  var dataset: TokenDataset?
  var trainer: Trainer?
  var trialTrainer: Trainer?
  var trainingRandom: SplitMix64
  var batch: TokenBatch

  /// The peak learning rate of `train`, and the middle one of `optimize`.
  static let learningRate = 3e-3
  /// Steps over which `train` lowers its learning rate.
  static let scheduledSteps = 400

  /// Creates a runner; a missing scratch directory is created.
  ///
  /// - Parameter corpus: a text file, or nil to write `grammarBytes` of the grammar's text to
  ///   `corpus.txt` in the directory.
  /// - Throws: `LanguageModelError.scratchNotWritable`, `corpusNotFound`, `corpusNotReadable` or
  ///   `corpusTooSmall`.
  public init(
    _ configuration: TransformerConfiguration, directory: URL, corpus: URL?,
    grammarBytes: Int = 2 << 20, seed: UInt64
  ) throws(LanguageModelError) {
    self.configuration = configuration
    self.directory = directory
    self.seed = seed
    trainingRandom = SplitMix64(seed: seed)
    batch = TokenBatch(zerosOf: configuration)
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw .scratchNotWritable(path: directory.path)
    }
    if let corpus {
      self.corpus = corpus
    } else {
      var grammar = CorpusGrammar(seed: seed)
      self.corpus = directory.appendingPathComponent("corpus.txt")
      try ShardFile.write(grammar.text(bytes: max(0, grammarBytes)), to: self.corpus)
    }
    _ = try readCorpus()
  }

  /// Tokens of training in one trial of `optimize`.
  public func tokensPerTrial(steps: Int) -> Int { steps * configuration.tokensPerStep }
}
