/// What can go wrong in the language model and its stages. The wording is in
/// `LanguageModelError+Description.swift`.
public enum LanguageModelError: Error, Equatable, Sendable {
  /// A property of a `TransformerConfiguration` is outside what the kernels support.
  case invalidConfiguration(property: String, value: Int)
  /// A batch has no tokens, or its token count is not batch × time.
  case invalidBatch(batch: Int, time: Int, inputs: Int, targets: Int)
  /// A sequence is longer than the model's context, both in tokens.
  case sequenceTooLong(time: Int, context: Int)
  /// A setting of a task, benchmark, schedule or generation is outside its range.
  case invalidSetting(name: String, value: Double)
  /// No file at this path.
  case corpusNotFound(path: String)
  /// The corpus is there but cannot be read.
  case corpusNotReadable(path: String)
  /// The corpus has too few bytes for ten sequences.
  case corpusTooSmall(bytes: Int, required: Int)
  /// Cleaning and deduplication left too few sequences to train and to evaluate on.
  case tooFewSequences(found: Int, required: Int)
  /// An output cannot be written; what was written of it is gone.
  case outputNotWritable(path: String, reason: String)
  /// A file of raw text or packed tokens is absent, truncated or has another format or sequence
  /// length.
  case shardUnreadable(path: String)
  /// A stage was given no file of the kind that this other stage makes.
  case missingInput(stage: Stage, needs: Stage)
  /// A checkpoint is absent or cannot be read.
  case checkpointUnreadable(path: String, reason: String)
  /// A checkpoint was read, but is not what was written: truncated, changed, or no checkpoint.
  case checkpointCorrupt(path: String, reason: String)
  /// A sound checkpoint of a model that this stage cannot go on with.
  case checkpointMismatch(path: String, reason: String)
  /// The result of a search is absent, or is none.
  case resultUnreadable(path: String)
  /// A process that runs tasks beside others ended, or said something else than it should.
  case workerFailed(reason: String)
}
