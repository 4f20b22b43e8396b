import Foundation

extension StageTask {
  /// The peak learning rate where no search found a better one.
  static let defaultPeak = 3e-3
  /// The most steps of warm-up, and the share of a fresh training's steps that it takes at most.
  private static let warmUp = (steps: 10, share: 5)

  /// A segment of training: `units` tokens in whole batches, to a checkpoint.
  ///
  /// A model that starts fresh warms up, then follows a cosine over the steps of this task alone. One
  /// that goes on from a checkpoint keeps the moments of its optimizer, needs no warm-up, and starts
  /// a cosine again: warm restarts (Loshchilov and Hutter, "SGDR", 2017). The peak is that of the best
  /// search result, else that of the checkpoint, else 3e-3. Only a fresh model takes the best result's
  /// width.
  func train(_ progress: (StageProgress) -> Void) throws(LanguageModelError) -> StageReport {
    var report = StageReport(units: 0)
    let dataset = try dataset(
      keeping: .training, fingerprinting: checkpointFolder != nil, &report)
    let best = try SearchResult.best(of: inputs.results, bytesRead: &report.bytesRead)
    var start: Checkpoint?
    if let path = inputs.checkpoint { start = try startingPoint(path, &report) }
    let fresh = try model.configuration(width: best?.width)
    let configuration = start?.configuration ?? fresh
    let steps = batches(of: configuration)
    let schedule = try LearningRateSchedule(
      peak: best?.learningRate ?? start?.schedule.peak ?? Self.defaultPeak,
      warmUpSteps: start == nil ? min(Self.warmUp.steps, steps / Self.warmUp.share) : 0,
      totalSteps: steps)
    let task = fingerprint(schedule, configuration, start, dataset)

    let trainer: Trainer
    var random = random(.batches, index: index)
    let folder = TrainingCheckpoints(checkpointFolder)
    let found = folder.newest(of: task, below: steps, &report)
    if let found {
      trainer = Trainer(found)
      random = SplitMix64(seed: found.randomState)
      report.resumedFromStep = found.stepsOfSegment
    } else if let start {
      trainer = Trainer(start)
      trainer.follow(schedule, from: trainer.steps)
    } else {
      trainer = Trainer(Transformer(configuration, seed: seed), schedule: schedule)
    }

    if checkpointSteps != nil { try folder.prepare() }
    var kept = folder.keeping(report.resumedFromStep)
    var batch = TokenBatch(zerosOf: configuration)
    for step in (report.resumedFromStep + 1)...steps {
      dataset.fillTraining(&batch, &random)
      let loss = try trainer.step(on: batch)
      if loss.isFinite { report.metrics["loss"] = loss }
      if let every = checkpointSteps, step % every == 0, step < steps {
        let state = trainer.checkpoint(seed: seed, randomState: random.state, task: task)
        report.bytesWritten += try kept.write(state)
      }
      progress(StageProgress(step: step, of: steps))
    }
    // The output is the same whether checkpoints were kept on the way or not.
    let state = trainer.checkpoint(
      seed: seed, randomState: random.state, task: Checkpoint.noTask)
    report.bytesWritten += try state.write(to: output)
    report.units = Double(steps * configuration.tokensPerStep)
    report.operations = trainer.model.operations
    report.metrics["learning_rate"] = schedule.peak
    report.metrics["width"] = Double(configuration.width)
    return report
  }

  /// Tells this task's checkpoints from those of any other, its inputs included.
  private func fingerprint(
    _ schedule: LearningRateSchedule, _ configuration: TransformerConfiguration,
    _ start: Checkpoint?, _ dataset: TokenDataset
  ) -> String {
    var sum = dataset.fingerprint
    sum.add(Array(model.rawValue.utf8))
    sum.add(seed)
    sum.add(schedule.peak.bitPattern)
    for count in [index, configuration.width, schedule.warmUpSteps, schedule.totalSteps] {
      sum.add(UInt64(truncatingIfNeeded: count))
    }
    if let start {
      sum.add(start.header(checksum: Checkpoint.noChecksum))
      start.parameters.withUnsafeBytes { sum.add($0) }
    }
    return sum.digits
  }
}

extension ModelSize {
  /// The shape behind the name, or the same with another width.
  ///
  /// - Throws: `LanguageModelError.invalidConfiguration`.
  func configuration(width: Int?) throws(LanguageModelError) -> TransformerConfiguration {
    guard let width, width != configuration.width else { return configuration }
    return try TransformerConfiguration(
      width: width, layers: configuration.layers, heads: configuration.heads,
      context: configuration.context, batch: configuration.batch)
  }
}
