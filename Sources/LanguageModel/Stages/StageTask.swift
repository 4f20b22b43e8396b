/// One task of the pipeline, from files to a file: what a worker process runs.
///
/// The same task with the same inputs gives an output of the same bytes, with one OpenBLAS thread
/// and on one kind of processor; outputs hold no times. An output appears whole or not at all, so a
/// task that was ended in the middle can simply run again.
public struct StageTask: Codable, Equatable, Sendable {
  /// The files that a task reads; each stage reads those that it needs.
  public struct Inputs: Codable, Equatable, Sendable {
    /// Outputs of `load_data`, or any text: what `preprocess` reads.
    public var raw: [String]
    /// Outputs of `preprocess`: what `train`, `evaluate` and `optimize` read.
    public var tokens: [String]
    /// An output of `train`: what `train` goes on from, and what `evaluate` scores.
    public var checkpoint: String?
    /// Outputs of `optimize`, of which `train` takes the best; those of other stages are left alone.
    public var results: [String]

    /// Creates a list of inputs.
    public init(
      raw: [String] = [], tokens: [String] = [], checkpoint: String? = nil, results: [String] = []
    ) {
      self.raw = raw
      self.tokens = tokens
      self.checkpoint = checkpoint
      self.results = results
    }
  }

  /// What to do.
  public var stage: Stage
  /// The size of the model.
  public var model: ModelSize
  /// How much: shards of 1 MiB, tokens or trials. Tokens are rounded up to whole batches, trials to
  /// whole ones; the data stages do what their inputs hold.
  public var units: Double
  /// The run's seed: it makes the grammar's text, the model's first parameters, the draws of batches
  /// and the trials of the search.
  public var seed: UInt64
  /// The number of the task among those of its stage, at least 0: which shard, which trials. Tasks
  /// of different numbers draw differently.
  public var index: Int
  /// A text file; nil for the text of the project's grammar.
  public var corpus: String?
  /// Where the part of the corpus file that `load_data` reads begins and ends, as shares of its
  /// bytes in 0…1. Both are moved up to the next line, so that parts which meet share no line.
  public var shareStart: Double
  public var shareEnd: Double
  /// What it reads.
  public var inputs: Inputs
  /// The path of the file that it writes; the folder must be there.
  public var output: String
  /// Where `train` keeps checkpoints while it runs, and finds those of an earlier attempt; made if
  /// missing. A folder is for one task, and for one attempt at a time. Nil: no checkpoints.
  public var checkpointFolder: String?
  /// A checkpoint every so many optimizer steps; nil: none.
  public var checkpointSteps: Int?

  /// Creates a task.
  public init(
    stage: Stage, model: ModelSize, units: Double, seed: UInt64, index: Int = 0,
    corpus: String? = nil, shareStart: Double = 0, shareEnd: Double = 1,
    inputs: Inputs = Inputs(), output: String, checkpointFolder: String? = nil,
    checkpointSteps: Int? = nil
  ) {
    self.stage = stage
    self.model = model
    self.units = units
    self.seed = seed
    self.index = index
    self.corpus = corpus
    self.shareStart = shareStart
    self.shareEnd = shareEnd
    self.inputs = inputs
    self.output = output
    self.checkpointFolder = checkpointFolder
    self.checkpointSteps = checkpointSteps
  }

  /// Runs the task in this process and returns what it did.
  ///
  /// OpenBLAS uses `BLASLibrary.threads`, which is the caller's to set: 1 for results that repeat.
  ///
  /// - Parameter progress: called after every optimizer step, batch or MiB.
  /// - Throws: `LanguageModelError`: a setting out of range, an input that is missing or damaged, an
  ///   output that cannot be written.
  @discardableResult
  public func run(
    progress: (StageProgress) -> Void = { _ in }
  ) throws(LanguageModelError) -> StageReport {
    try check()
    return switch stage {
    case .loadData: try loadData(progress)
    case .preprocess: try preprocess(progress)
    case .train: try train(progress)
    case .evaluate: try evaluate(progress)
    case .optimize: try optimize(progress)
    }
  }

  private func check() throws(LanguageModelError) {
    guard units.isFinite, units > 0, units <= mostUnits else {
      throw .invalidSetting(name: "units", value: units)
    }
    guard index >= 0, index <= Self.mostTasks else {
      throw .invalidSetting(name: "index", value: Double(index))
    }
    guard shareStart >= 0, shareStart < shareEnd else {
      throw .invalidSetting(name: "share start", value: shareStart)
    }
    guard shareEnd <= 1 else { throw .invalidSetting(name: "share end", value: shareEnd) }
    if let checkpointSteps, checkpointSteps < 1 {
      throw .invalidSetting(name: "checkpoint steps", value: Double(checkpointSteps))
    }
  }

  /// More would not fit in memory, or could not be counted in steps.
  private var mostUnits: Double {
    switch stage {
    case .loadData where corpus == nil: 4096
    case .optimize: 10_000
    default: 1e12
    }
  }
  private static let mostTasks = 1_000_000

  /// The generator of one purpose of this task, or of all tasks of the run where `index` is nil.
  package func random(_ purpose: Purpose, index: Int?) -> SplitMix64 {
    var mixer = SplitMix64(seed: seed)
    let own = UInt64(purpose.rawValue) << 32 | UInt64(truncatingIfNeeded: index.map { $0 + 1 } ?? 0)
    var stream = SplitMix64(seed: mixer.next() ^ own)
    return SplitMix64(seed: stream.next())
  }

  /// What a stream of random numbers is for.
  package enum Purpose: UInt32 {
    case text = 1
    case batches
    case trials
    case trialBatches
  }

  /// `units` tokens as whole batches, at least one.
  func batches(of configuration: TransformerConfiguration) -> Int {
    max(1, Int((units / Double(configuration.tokensPerStep)).rounded(.up)))
  }

  /// The sequences of all packed inputs, as far as the stage uses them.
  func dataset(
    keeping part: TokenDataset.Part, fingerprinting: Bool = false, _ report: inout StageReport
  ) throws(LanguageModelError) -> TokenDataset {
    guard !inputs.tokens.isEmpty else { throw .missingInput(stage: stage, needs: .preprocess) }
    return try TokenDataset(
      files: inputs.tokens, for: model.configuration, keeping: part,
      fingerprinting: fingerprinting, bytesRead: &report.bytesRead)
  }

  /// A checkpoint of a model whose batches are those of this task's model.
  func startingPoint(
    _ path: String, _ report: inout StageReport
  ) throws(LanguageModelError) -> Checkpoint {
    let checkpoint = try Checkpoint(readingFrom: path)
    report.bytesRead += checkpoint.dataBytes
    let (own, wanted) = (checkpoint.configuration, model.configuration)
    guard own.context == wanted.context, own.batch == wanted.batch, own.layers == wanted.layers
    else {
      throw .checkpointMismatch(
        path: path,
        reason: "it has \(own.layers) layers, context \(own.context) and batch \(own.batch); model "
          + "'\(model.rawValue)' has \(wanted.layers), \(wanted.context) and \(wanted.batch)")
    }
    return checkpoint
  }
}
