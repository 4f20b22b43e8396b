import Foundation

/// Times every stage as the tasks that a real run is made of, and at several sizes, so that what a
/// task costs however small it is can be told from what each unit costs.
///
/// A sample is one `StageTask.run` from files to a file. Each size runs once to warm up and then
/// `repetitions` times, the sizes of a stage in turn; all times are kept. Several workers run the
/// same stage and size at the same time, each in a folder of its own, and wait for each other before
/// the next one.
public struct StageBenchmark: Sendable {
  /// How much work a run of each stage does, ascending. The third size, or the last of fewer, stands
  /// for the stage where one must.
  public struct Load: Equatable, Sendable {
    /// MiB of raw text of `load_data` and `preprocess`. From a corpus file that is smaller than the
    /// last, in proportion less.
    public var shards: [Double]
    /// Optimizer steps of `train`.
    public var trainingSteps: [Int]
    /// Batches of `evaluate`.
    public var evaluationBatches: [Int]
    /// Trials of `optimize`: multiples of the widths that a search tries in turn, so that all sizes
    /// have the same mix.
    public var trials: [Int]

    /// Fewer steps for larger models, so that a repetition stays within seconds.
    public init(for size: ModelSize) {
      let widths = size.searchWidths.count
      shards = size == .micro ? [0.02, 0.04, 0.08] : [0.5, 1, 2, 4]
      switch size {
      case .micro: trainingSteps = [1, 2, 4]
      case .tiny: trainingSteps = [5, 10, 20, 40]
      case .small: trainingSteps = [2, 4, 8, 16]
      case .base: trainingSteps = [1, 2, 4]
      }
      evaluationBatches = trainingSteps
      trials = (size == .base || size == .micro ? [1, 2] : [1, 2, 4]).map { $0 * widths }
    }
  }

  /// The index of the size that stands for a stage.
  static let mainSize = 2

  /// Called before each repetition with the stage, the repetition (0 is the warm-up) and their
  /// number.
  public typealias Progress = (_ stage: Stage, _ repetition: Int, _ repetitions: Int) -> Void

  /// Runs one task in each worker at the same time and returns their timings in the same order.
  public typealias Workers = ([StageTask]) throws(LanguageModelError) -> [StageTiming]

  /// The measured model.
  public var size: ModelSize
  /// A text file, or nil for the grammar's text.
  public var corpus: URL?
  /// Timed runs of each stage.
  public var repetitions: Int
  /// OpenBLAS threads of each worker.
  public var threads: Int
  /// Workers that run at once.
  public var concurrent: Int
  /// Seeds the grammar, the model and the batches.
  public var seed: UInt64
  /// Work of each stage.
  public var load: Load

  /// Creates a benchmark; nil for `load` is the model's own.
  public init(
    size: ModelSize = .tiny, corpus: URL? = nil, repetitions: Int = 5, threads: Int = 1,
    concurrent: Int = 1, seed: UInt64 = 1, load: Load? = nil
  ) {
    self.size = size
    self.corpus = corpus
    self.repetitions = repetitions
    self.threads = threads
    self.concurrent = concurrent
    self.seed = seed
    self.load = load ?? Load(for: size)
  }

  /// Runs the benchmark with its files in `directory`, which is created if missing and kept.
  ///
  /// - Parameter workers: what runs `concurrent` tasks at once, with `threads` OpenBLAS threads each.
  ///   Nil, for one worker: this process, whose thread count is set meanwhile.
  /// - Throws: `LanguageModelError.invalidSetting` if a count is not positive, what the tasks throw,
  ///   or what `workers` throws.
  public func measure(
    in directory: URL, progress: Progress = { _, _, _ in }, workers: Workers? = nil
  ) throws(LanguageModelError) -> MachineMeasurement {
    try checkSettings(hasWorkers: workers != nil)
    let formerThreads = BLASLibrary.threads
    BLASLibrary.threads = threads
    defer { BLASLibrary.threads = formerThreads }
    let inThisProcess: Workers = { tasks throws(LanguageModelError) in
      var timings: [StageTiming] = []
      for task in tasks { timings.append(try StageTiming(running: task)) }
      return timings
    }
    let run = workers ?? inThisProcess
    let plan = try StageBenchmarkPlan(self, directory: directory)
    var losses: [Double] = []
    // The warm-up makes what later stages read.
    for stage in Stage.allCases {
      progress(stage, 0, repetitions)
      for tasks in plan.preparation(of: stage) { losses += Self.losses(try run(tasks)) }
      for tasks in plan.tasks(of: stage, repetition: 0) { _ = try run(tasks) }
    }
    let timings = try time(plan, run, progress)
    losses += Self.losses(timings[.train]?.last ?? [])
    let stages = Stage.allCases.map { stage in
      StageMeasurement(stage: stage, points: (timings[stage] ?? []).map(StagePoint.init))
    }
    return MachineMeasurement(
      cpu: Machine.processorName, blasVersion: BLASLibrary.version, blasCore: BLASLibrary.core,
      threads: BLASLibrary.threads, concurrent: concurrent, peakGFLOPS: BLASLibrary.peakGFLOPS(),
      modelSize: size.rawValue, corpusDescription: plan.corpusDescription, stages: stages,
      firstLoss: losses.first ?? 0, lastLoss: losses.last ?? 0)
  }

  private static func losses(_ timings: [StageTiming]) -> [Double] {
    timings.compactMap { $0.report.metrics["loss"] }
  }

  /// The timings of each stage and size.
  ///
  /// Every repetition goes through all stages and sizes, so that a machine that is slower for a while
  /// is slower for all of them.
  private func time(
    _ plan: StageBenchmarkPlan, _ run: Workers, _ progress: Progress
  ) throws(LanguageModelError) -> [Stage: [[StageTiming]]] {
    var timings: [Stage: [[StageTiming]]] = [:]
    for repetition in 1...repetitions {
      for stage in Stage.allCases {
        progress(stage, repetition, repetitions)
        let sizes = plan.tasks(of: stage, repetition: repetition)
        var known = timings[stage] ?? [[StageTiming]](repeating: [], count: sizes.count)
        for (index, tasks) in sizes.enumerated() { known[index] += try run(tasks) }
        timings[stage] = known
      }
    }
    return timings
  }

  private func checkSettings(hasWorkers: Bool) throws(LanguageModelError) {
    var counts = [
      ("repetitions", repetitions), ("threads", threads), ("concurrent workers", concurrent),
    ]
    counts += load.trainingSteps.map { ("training steps", $0) }
    counts += load.evaluationBatches.map { ("evaluation batches", $0) }
    counts += load.trials.map { ("trials", $0) }
    for list in [load.trainingSteps, load.evaluationBatches, load.trials] {
      counts.append(("number of sizes", list.count))
    }
    counts.append(("number of sizes", load.shards.count))
    for (name, value) in counts where value < 1 {
      throw .invalidSetting(name: name, value: Double(value))
    }
    for value in load.shards where !(value > 0) {
      throw .invalidSetting(name: "shards", value: value)
    }
    guard concurrent == 1 || hasWorkers else {
      throw .invalidSetting(name: "concurrent workers", value: Double(concurrent))
    }
  }
}
