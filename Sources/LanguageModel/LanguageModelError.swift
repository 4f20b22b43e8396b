/// What can go wrong in the language model and its stages. The wording is in
/// `LanguageModelError+Description.swift`.
public enum LanguageModelError: Error, Equatable, Sendable {
  /// A property of a `TransformerConfiguration` is outside what the kernels support.
  case invalidConfiguration(property: String, value: Int)
  /// A batch has no tokens, or its token count is not batch × time.
  case invalidBatch(batch: Int, time: Int, inputs: Int, targets: Int)
  /// A sequence is longer than the model's context, both in tokens.
  case sequenceTooLong(time: Int, context: Int)
  /// A setting of a benchmark, schedule or generation is outside its range.
  case invalidSetting(name: String, value: Double)
  /// No file at this path.
  case corpusNotFound(path: String)
  /// The corpus is there but cannot be read.
  case corpusNotReadable(path: String)
  /// The corpus has too few bytes for ten sequences.
  case corpusTooSmall(bytes: Int, required: Int)
  /// Cleaning and deduplication left too few sequences to train and to evaluate on.
  case tooFewSequences(found: Int, required: Int)
  /// A file in the scratch directory cannot be written.
  case scratchNotWritable(path: String)
  /// A shard file is absent, truncated or has another format or sequence length.
  case shardUnreadable(path: String)
  /// A stage ran before the stage whose files it reads.
  case missingInput(stage: Stage, needs: Stage)
}
