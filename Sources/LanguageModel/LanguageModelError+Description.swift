extension LanguageModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidConfiguration(let property, let value):
      "invalid model configuration: \(property) cannot be \(value)"
    case .invalidBatch(let batch, let time, let inputs, let targets):
      "a batch of \(batch) × \(time) tokens was given \(inputs) inputs and \(targets) targets"
    case .sequenceTooLong(let time, let context):
      "a sequence of \(time) tokens does not fit the model's context of \(context)"
    case .invalidSetting(let name, let value):
      "setting \(name) cannot be \(value)"
    case .corpusNotFound(let path):
      "no corpus file at \(path)"
    case .corpusNotReadable(let path):
      "corpus file \(path) cannot be read"
    case .corpusTooSmall(let bytes, let required):
      "the corpus has \(bytes) bytes; the model needs at least \(required)"
    case .tooFewSequences(let found, let required):
      "the corpus gives \(found) sequences after cleaning; at least \(required) are needed"
    case .outputNotWritable(let path, let reason):
      "cannot write \(path): \(reason)"
    case .shardUnreadable(let path):
      "shard file \(path) is missing or damaged, or was made for another sequence length"
    case .missingInput(let stage, let needs):
      "stage \(stage.rawValue) needs a file of stage \(needs.rawValue), and was given none"
    case .checkpointUnreadable(let path, let reason):
      "cannot read the checkpoint \(path): \(reason)"
    case .checkpointCorrupt(let path, let reason):
      "the checkpoint \(path) is damaged: \(reason)"
    case .checkpointMismatch(let path, let reason):
      "the checkpoint \(path) is of another model: \(reason)"
    case .resultUnreadable(let path):
      "the result \(path) is missing, or not what an optimize task writes"
    case .workerFailed(let reason):
      "a worker process failed: \(reason)"
    }
  }
}
