import Foundation

/// The tasks of a benchmark: for each stage and size one for each worker, in the worker's folder.
struct StageBenchmarkPlan {
  private let benchmark: StageBenchmark
  private let folders: [String]
  /// MiB of raw text of each size, and where they end in the corpus file, as shares of it.
  private let shards: [(units: Double, share: Double)]

  /// Makes the folders, and looks at the corpus file if there is one.
  ///
  /// - Throws: `LanguageModelError.outputNotWritable`, `corpusNotFound`, `corpusNotReadable` or
  ///   `corpusTooSmall`.
  init(_ benchmark: StageBenchmark, directory: URL) throws(LanguageModelError) {
    self.benchmark = benchmark
    folders = (0..<benchmark.concurrent).map { directory.path + "/worker-\($0)" }
    for folder in folders { try WholeFile.createFolder(folder) }
    if let corpus = benchmark.corpus {
      let bytes = try StageTask.corpusSize(corpus.path, for: benchmark.size.configuration)
      let size = Double(bytes) / Double(StageTask.shardBytes)
      let factor = min(1, size / (benchmark.load.shards.last ?? 1))
      shards = benchmark.load.shards.map { ($0 * factor, min(1, $0 * factor / size)) }
    } else {
      shards = benchmark.load.shards.map { ($0, 1) }
    }
  }

  /// Where the text comes from.
  var corpusDescription: String {
    if let corpus = benchmark.corpus { return "file \(corpus.lastPathComponent)" }
    let bytes = Int((benchmark.load.shards.last ?? 0) * Double(StageTask.shardBytes))
    return "grammar text, \(bytes) bytes, seed \(benchmark.seed)"
  }

  /// Tasks that must have run, and are not timed, before a stage: `train` is measured as a segment
  /// that goes on from a checkpoint.
  func preparation(of stage: Stage) -> [[StageTask]] {
    guard stage == .train else { return [] }
    return [
      folders.map { folder in
        var task = task(.train, tokens(ofSteps: 1), in: folder)
        task.inputs.tokens = [tokens(folder)]
        task.output = start(folder)
        return task
      }
    ]
  }

  /// By size, then by worker.
  ///
  /// - Parameter repetition: searches of different repetitions and workers draw different trials, which
  ///   differ in what they cost.
  func tasks(of stage: Stage, repetition: Int) -> [[StageTask]] {
    switch stage {
    case .loadData:
      each(.loadData, shards.map(\.units)) { task, size, _ in
        task.corpus = benchmark.corpus?.path
        task.shareEnd = shards[size].share
      }
    case .preprocess:
      each(.preprocess, shards.map(\.units)) { task, size, folder in
        task.inputs.raw = [output(.loadData, size, folder)]
      }
    case .train:
      each(.train, benchmark.load.trainingSteps.map(tokens(ofSteps:))) { task, _, folder in
        task.inputs.tokens = [tokens(folder)]
        task.inputs.checkpoint = start(folder)
      }
    case .evaluate:
      each(.evaluate, benchmark.load.evaluationBatches.map(tokens(ofSteps:))) { task, _, folder in
        task.inputs.tokens = [tokens(folder)]
        task.inputs.checkpoint = start(folder)
      }
    case .optimize:
      each(.optimize, benchmark.load.trials.map(Double.init)) { task, _, folder in
        task.inputs.tokens = [tokens(folder)]
        let worker = folders.firstIndex(of: folder) ?? 0
        task.index = repetition * folders.count + worker
      }
    }
  }

  private func each(
    _ stage: Stage, _ units: [Double], _ fill: (inout StageTask, Int, String) -> Void
  ) -> [[StageTask]] {
    units.enumerated().map { size, units in
      folders.map { folder in
        var task = task(stage, units, in: folder)
        task.output = output(stage, size, folder)
        fill(&task, size, folder)
        return task
      }
    }
  }

  private func task(_ stage: Stage, _ units: Double, in folder: String) -> StageTask {
    StageTask(
      stage: stage, model: benchmark.size, units: units, seed: benchmark.seed, output: folder)
  }

  private func tokens(ofSteps steps: Int) -> Double {
    Double(steps * benchmark.size.configuration.tokensPerStep)
  }

  private func output(_ stage: Stage, _ size: Int, _ folder: String) -> String {
    "\(folder)/\(stage.rawValue)-\(size)"
  }

  /// The largest file of packed tokens.
  private func tokens(_ folder: String) -> String { output(.preprocess, shards.count - 1, folder) }

  private func start(_ folder: String) -> String { "\(folder)/start.safetensors" }
}
