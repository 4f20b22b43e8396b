import Foundation

/// Times every stage for real and reports what a unit of each costs on this machine.
///
/// Each stage runs once to warm up (files, buffers, caches) and then `repetitions` times; all times
/// are kept. The OpenBLAS thread count is set for the whole process and restored at the end.
public struct StageBenchmark: Sendable {
  /// How much work a repetition of each stage does.
  public struct Load: Equatable, Sendable {
    /// Bytes of text made when no corpus is given.
    public var grammarBytes = 2 << 20
    /// Optimizer steps per repetition of `train`.
    public var trainingSteps: Int
    /// Batches per repetition of `evaluate`.
    public var evaluationBatches: Int
    /// Trials per repetition of `optimize`.
    public var trials: Int
    /// Optimizer steps per trial.
    public var stepsPerTrial: Int

    /// Fewer steps for larger models, so that a repetition stays within seconds.
    public init(for size: ModelSize) {
      switch size {
      case .tiny: (trainingSteps, evaluationBatches, trials, stepsPerTrial) = (20, 10, 3, 10)
      case .small: (trainingSteps, evaluationBatches, trials, stepsPerTrial) = (8, 4, 3, 5)
      case .base: (trainingSteps, evaluationBatches, trials, stepsPerTrial) = (2, 2, 2, 2)
      }
    }
  }

  /// Called before each repetition with the stage, the repetition (0 is the warm-up) and their
  /// number.
  public typealias Progress = (_ stage: Stage, _ repetition: Int, _ repetitions: Int) -> Void

  /// The shape of the measured model.
  public var configuration: TransformerConfiguration
  /// The name the measurement gives to the model's size.
  public var modelSize: String
  /// A text file, or nil for the grammar's text.
  public var corpus: URL?
  /// Timed runs of each stage.
  public var repetitions: Int
  /// OpenBLAS threads.
  public var threads: Int
  /// Seeds the grammar, the model and the batches.
  public var seed: UInt64
  /// Work per repetition.
  public var load: Load

  /// Creates a benchmark of a preset; nil for `load` is the preset's own.
  public init(
    size: ModelSize = .tiny, corpus: URL? = nil, repetitions: Int = 5, threads: Int = 1,
    seed: UInt64 = 1, load: Load? = nil
  ) {
    configuration = size.configuration
    modelSize = size.rawValue
    self.corpus = corpus
    self.repetitions = repetitions
    self.threads = threads
    self.seed = seed
    self.load = load ?? Load(for: size)
  }

  /// Runs the benchmark with its files in `directory`, which is created if missing and kept.
  ///
  /// - Throws: `LanguageModelError.invalidSetting` if a count is not positive, or what the stages
  ///   throw.
  public func measure(
    in directory: URL, progress: Progress = { _, _, _ in }
  ) throws(LanguageModelError) -> MachineMeasurement {
    try checkSettings()
    let formerThreads = BLASLibrary.threads
    BLASLibrary.threads = threads
    defer { BLASLibrary.threads = formerThreads }
    let runner = try StageRunner(
      configuration, directory: directory, corpus: corpus, grammarBytes: load.grammarBytes,
      seed: seed)
    var stages: [StageMeasurement] = []
    for stage in Stage.allCases {
      stages.append(try measure(stage, on: runner, progress))
    }
    return MachineMeasurement(
      cpu: Machine.processorName, blasVersion: BLASLibrary.version, blasCore: BLASLibrary.core,
      threads: BLASLibrary.threads, peakGFLOPS: BLASLibrary.peakGFLOPS(),
      modelSize: modelSize, corpusDescription: corpusDescription, stages: stages,
      firstLoss: runner.firstLoss ?? 0, lastLoss: runner.lastLoss ?? 0)
  }

  private func measure(
    _ stage: Stage, on runner: StageRunner, _ progress: Progress
  ) throws(LanguageModelError) -> StageMeasurement {
    progress(stage, 0, repetitions)
    var work = try run(stage, on: runner)
    var samples: [Double] = []
    var processorSeconds: [Double] = []
    for repetition in 1...repetitions {
      progress(stage, repetition, repetitions)
      let before = Stopwatch.processorSeconds
      samples.append(
        try Stopwatch.seconds { () throws(LanguageModelError) in
          work = try run(stage, on: runner)
        })
      processorSeconds.append(Stopwatch.processorSeconds - before)
    }
    let tokensPerUnit: Double? =
      switch stage {
      case .loadData, .preprocess: nil
      case .train, .evaluate: 1
      case .optimize: Double(runner.tokensPerTrial(steps: load.stepsPerTrial))
      }
    return StageMeasurement(
      work, tokensPerUnit: tokensPerUnit, samples: samples, processorSeconds: processorSeconds)
  }

  private func run(
    _ stage: Stage, on runner: StageRunner
  ) throws(LanguageModelError) -> StageWork {
    switch stage {
    case .loadData: try runner.loadData()
    case .preprocess: try runner.preprocess()
    case .train: try runner.train(steps: load.trainingSteps)
    case .evaluate: try runner.evaluate(batches: load.evaluationBatches)
    case .optimize: try runner.optimize(trials: load.trials, steps: load.stepsPerTrial)
    }
  }

  private func checkSettings() throws(LanguageModelError) {
    let counts = [
      ("repetitions", repetitions), ("threads", threads), ("training steps", load.trainingSteps),
      ("evaluation batches", load.evaluationBatches), ("trials", load.trials),
      ("steps per trial", load.stepsPerTrial),
    ]
    for (name, value) in counts where value < 1 {
      throw .invalidSetting(name: name, value: Double(value))
    }
  }

  private var corpusDescription: String {
    if let corpus { return "file \(corpus.lastPathComponent)" }
    return "grammar text, \(load.grammarBytes) bytes, seed \(seed)"
  }
}
