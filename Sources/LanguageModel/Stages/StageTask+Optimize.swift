import Foundation

extension StageTask {
  /// Octaves of the learning rate that a search spans, around `defaultPeak`.
  private static let octaves = 6.0
  /// The share of a trial's steps that its warm-up takes.
  private static let warmUpShare = 5

  /// Searches learning rate and width by successive halving over `units` trials.
  ///
  /// All trials of a run start from one seed and see the same batches, so that configurations are all
  /// that differs. They are drawn by their number in the whole run (`index` × trials + place): widths
  /// in turn, and learning rates at fractional parts of multiples of the golden ratio, so that the
  /// trials of several tasks spread evenly too. Trials compete at equal arithmetic: a narrower model
  /// takes more steps, as many as cost what the steps of the task's own model do. A score is the
  /// held-out loss on one batch; ties go to the earlier trial.
  func optimize(_ progress: (StageProgress) -> Void) throws(LanguageModelError) -> StageReport {
    var report = StageReport(units: 0)
    let dataset = try dataset(keeping: .all, &report)
    let count = max(1, Int(units.rounded(.up)))
    let halving = SuccessiveHalving(trials: count, stepsPerTrial: model.stepsPerTrial)
    var search = try Search(self, dataset, trials: count, halving)
    var left = Array(0..<count)
    var done = 0
    for round in halving.rounds {
      left = Array(left.prefix(round.survivors))
      for trial in left {
        try search.advance(trial, by: round.steps) { share in
          let step = done + Int(Double(round.steps) * share)
          progress(StageProgress(step: step, of: halving.totalSteps))
        }
        done += round.steps
      }
      left.sort { (search.losses[$0], $0) < (search.losses[$1], $1) }
    }
    let best = search.trials[left[0]]
    report.bytesWritten = try writeResult(
      SearchResult(
        bitsPerByte: best.bitsPerByte, learningRate: best.learningRate, width: best.width,
        trials: search.trials), to: output)
    report.units = Double(count)
    report.operations = search.operations
    report.metrics["bits_per_byte"] = best.bitsPerByte
    report.metrics["learning_rate"] = best.learningRate
    report.metrics["width"] = Double(best.width)
    return report
  }

  /// The configurations of a search and their trainings, which take turns in one trainer per width.
  private struct Search {
    private(set) var trials: [SearchResult.Trial] = []
    /// The held-out loss of each trial after its last round; infinite where it diverged.
    private(set) var losses: [Double]
    private var states: [Checkpoint?]
    private var trainers: [Int: Trainer] = [:]
    private let task: StageTask
    private let dataset: TokenDataset
    private let schedules: [LearningRateSchedule]
    private var batch: TokenBatch

    init(
      _ task: StageTask, _ dataset: TokenDataset, trials count: Int, _ halving: SuccessiveHalving
    ) throws(LanguageModelError) {
      self.task = task
      self.dataset = dataset
      losses = Array(repeating: .infinity, count: count)
      states = Array(repeating: nil, count: count)
      batch = TokenBatch(zerosOf: dataset.configuration)
      var random = task.random(.trials, index: nil)
      let offset = random.nextUniform()
      let widths = task.model.searchWidths
      var schedules: [LearningRateSchedule] = []
      for place in 0..<count {
        let number = task.index * count + place
        let position = offset + 0.618_033_988_749_894_9 * Double(number)
        let octave = StageTask.octaves * (position - position.rounded(.down) - 0.5)
        let rate = StageTask.defaultPeak * exp2(octave)
        trials.append(
          SearchResult.Trial(
            learningRate: rate, width: widths[number % widths.count], steps: 0, rounds: 0))
        var steps = 0
        for round in halving.rounds {
          steps += try task.model.steps(round.steps, atWidth: widths[number % widths.count])
        }
        schedules.append(
          try LearningRateSchedule(
            peak: rate, warmUpSteps: steps / StageTask.warmUpShare, totalSteps: steps))
      }
      self.schedules = schedules
    }

    /// Floating-point operations of all trainings so far.
    var operations: Int { trainers.values.reduce(0) { $0 + $1.model.operations } }

    /// Trains one configuration for the arithmetic of so many steps more of the task's own model, and
    /// scores it. `stepped` is told the share that is done, after each step.
    mutating func advance(
      _ trial: Int, by ownSteps: Int, _ stepped: (_ share: Double) -> Void
    ) throws(LanguageModelError) {
      let steps = try task.model.steps(ownSteps, atWidth: trials[trial].width)
      let trainer = try trainer(of: trials[trial].width)
      var random = task.random(.trialBatches, index: nil)
      if let state = states[trial] {
        trainer.restore(state)
        random = SplitMix64(seed: state.randomState)
      } else {
        trainer.restart(seed: task.seed, schedule: schedules[trial])
      }
      for step in 1...steps {
        dataset.fillTraining(&batch, &random)
        try trainer.step(on: batch)
        stepped(Double(step) / Double(steps))
      }
      dataset.fillHeldOut(&batch, first: 0)
      let loss = try trainer.model.loss(on: batch)
      losses[trial] = loss.isFinite ? loss : .infinity
      trials[trial].bitsPerByte = loss.bitsPerByte
      trials[trial].steps += steps
      trials[trial].rounds += 1
      states[trial] = trainer.checkpoint(
        seed: task.seed, randomState: random.state, task: Checkpoint.noTask)
    }

    private mutating func trainer(of width: Int) throws(LanguageModelError) -> Trainer {
      if let known = trainers[width] { return known }
      let configuration = try task.model.configuration(width: width)
      let created = Trainer(
        Transformer(configuration, seed: task.seed), schedule: schedules[0])
      trainers[width] = created
      return created
    }
  }
}

extension ModelSize {
  /// Optimizer steps of a trial of `optimize`, on average.
  var stepsPerTrial: Int {
    switch self {
    case .micro: 4
    case .tiny: 10
    case .small: 5
    case .base: 2
    }
  }

  /// The steps of a model of another width that cost what so many of this one's do, at least one.
  func steps(_ steps: Int, atWidth width: Int) throws(LanguageModelError) -> Int {
    func operations(_ shape: TransformerConfiguration) -> Double {
      Double(shape.trainingOperations(batch: shape.batch, time: shape.context))
    }
    let factor = operations(configuration) / operations(try configuration(width: width))
    return max(1, Int((Double(steps) * factor).rounded()))
  }

  /// The widths that a search tries in turn: the model's own, half and three quarters of it, as far
  /// as the kernels and the heads allow.
  var searchWidths: [Int] {
    let own = configuration.width
    return [own, own / 2, own / 4 * 3].filter { (try? configuration(width: $0)) != nil }
  }
}
