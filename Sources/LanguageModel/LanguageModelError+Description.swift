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
    case .scratchNotWritable(let path):
      "cannot write \(path)"
    case .shardUnreadable(let path):
      "shard file \(path) is missing or damaged, or was made for another sequence length"
    case .missingInput(let stage, let needs):
      "stage \(stage.rawValue) needs the files of stage \(needs.rawValue), which has not run"
    }
  }
}
