import SchedulingModel

/// The life of a generative language model, from raw shards to the evaluated final model.
///
/// - `load_data-k` reads a shard, and `preprocess-k` turns it into tokens.
/// - `train-0` needs every preprocessed shard; each later segment `train-k` needs the checkpoint of
///   the one before. `evaluate-k` scores segment k on the side: nothing waits for it.
/// - `optimize-k` are the trials of a hyperparameter search. A trial trains small models on the same
///   shards, so it needs every preprocessed shard but no segment: trials and segments compete for
///   the devices, which is what makes the graph interesting to schedule.
/// - `train-final` needs the last segment's checkpoint and every trial's result, and
///   `evaluate-final` scores its checkpoint.
///
/// Costs are in measured units, so that a cost profile turns them into seconds: shards for
/// `load_data` and `preprocess`, tokens for `train` and `evaluate`, trials for `optimize`.
///
/// Priorities rise along the critical chain, so that `priority-list` prefers what is nearest its
/// end: `train-k` has k + 1, `train-final` segments + 1, `evaluate-final` segments + 2; all else 0.
public struct GLMLifecycle: Sendable, Equatable {
  /// The stages, in the order of the pipeline; they name the entries of a cost profile.
  public static let stages = ["load_data", "preprocess", "train", "evaluate", "optimize"]

  /// The number of data shards, at least 1.
  public var shards = 8
  /// The number of training segments before the final training, at least 1.
  public var segments = 4
  /// The number of optimization trials; 0 leaves the search out.
  public var trials = 4
  /// Measured units of `load_data` and `preprocess` (shards of 1 MiB of text) in one data shard.
  public var unitsPerShard = 1.0
  /// Measured units of `optimize` (the toy model's short trials) in one optimization trial.
  public var unitsPerTrial = 1.0
  /// Tokens of one training segment.
  public var segmentTokens = 2e7
  /// Tokens of the final training.
  public var finalTokens = 4e7
  /// Tokens of one evaluation.
  public var evaluationTokens = 1e6
  /// The data of one shard, raw or preprocessed, in bytes.
  public var shardBytes = 2.56e8
  /// A checkpoint handed to the next segment or to an evaluation, in bytes.
  public var checkpointBytes = 1e9
  /// The result of an optimization trial, in bytes.
  public var resultBytes = 4096.0
  /// Memory that a task of each stage needs on its device, in bytes; 0 where a stage is absent.
  public var memoryBytes: [String: Double] = [:]
  /// The devices that may run each stage; any where a stage is absent.
  public var placements: [String: Workflow.PlacementRule] = [:]

  /// The default pipeline: 8 shards, 4 segments, 4 trials.
  public init() {}

  func validate() throws(GeneratorError) {
    let check = ParameterCheck(kind: "glm-lifecycle")
    try check.count(shards, "shards")
    try check.count(segments, "segments")
    try check.count(trials, "trials", atLeast: 0)
    try check.quantity(unitsPerShard, "units per shard")
    try check.quantity(unitsPerTrial, "units per trial")
    try check.quantity(segmentTokens, "segment tokens")
    try check.quantity(finalTokens, "final tokens")
    try check.quantity(evaluationTokens, "evaluation tokens")
    try check.quantity(shardBytes, "shard bytes")
    try check.quantity(checkpointBytes, "checkpoint bytes")
    try check.quantity(resultBytes, "result bytes")
    // Sorted, so that of two bad stages always the same one is named.
    for (stage, bytes) in memoryBytes.sorted(by: { $0.key < $1.key }) {
      try check.key(stage, "memory stage", among: Self.stages)
      try check.quantity(bytes, "memory of \(stage)")
    }
    for stage in placements.keys.sorted() {
      try check.key(stage, "placement stage", among: Self.stages)
    }
  }
}
