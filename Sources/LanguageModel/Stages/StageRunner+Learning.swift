import Foundation

extension StageRunner {
  /// Takes the next `steps` optimizer steps. Units: tokens, steps × batch × context.
  ///
  /// - Throws: `LanguageModelError.missingInput` before `preprocess`, or what reading its files
  ///   throws.
  @discardableResult
  public func train(steps: Int) throws(LanguageModelError) -> StageWork {
    let dataset = try loadedDataset(for: .train)
    let trainer = try trainerInUse()
    let before = trainer.model.operations
    for _ in 0..<steps {
      dataset.fillTraining(&batch, &trainingRandom)
      let loss = try trainer.step(on: batch)
      if firstLoss == nil { firstLoss = loss }
      lastLoss = loss
    }
    return StageWork(
      stage: .train, units: Double(steps * configuration.tokensPerStep),
      operations: trainer.model.operations - before, outcome: lastLoss)
  }

  /// The mean held-out loss over `batches` batches, in bits per byte. Units: tokens.
  ///
  /// - Throws: `LanguageModelError.missingInput` before `preprocess`, or what reading its files
  ///   throws.
  @discardableResult
  public func evaluate(batches: Int) throws(LanguageModelError) -> StageWork {
    let dataset = try loadedDataset(for: .evaluate)
    let model = try trainerInUse().model
    let before = model.operations
    let loss = try heldOutLoss(of: model, dataset, batches: batches)
    return StageWork(
      stage: .evaluate, units: Double(batches * configuration.tokensPerStep),
      operations: model.operations - before, outcome: loss / log(2.0))
  }

  /// Trains `trials` fresh models for `steps` steps each, at learning rates that double from one
  /// trial to the next around 3e-3, and keeps the one with the lowest held-out loss on a batch.
  ///
  /// Units: trials; a trial trains on steps × batch × context tokens (`tokensPerTrial`). Equal
  /// seeds for all trials, so that the learning rate is all that differs.
  ///
  /// - Throws: `LanguageModelError.missingInput` before `preprocess`, `invalidSetting` if trials or
  ///   steps are not positive, or what reading its files throws.
  @discardableResult
  public func optimize(trials: Int, steps: Int) throws(LanguageModelError) -> StageWork {
    guard trials > 0 else { throw .invalidSetting(name: "trials", value: Double(trials)) }
    let dataset = try loadedDataset(for: .optimize)
    let trainer = try trialTrainerInUse(steps: steps)
    let before = trainer.model.operations
    var best = (rate: 0.0, loss: Double.infinity)
    for trial in 0..<trials {
      let exponent = Double(trial) - Double(trials - 1) / 2
      let rate = Self.learningRate * exp2(exponent)
      let schedule = try LearningRateSchedule(
        peak: rate, warmUpSteps: steps / 5, totalSteps: steps)
      trainer.restart(seed: seed, schedule: schedule)
      var random = SplitMix64(seed: seed)
      for _ in 0..<steps {
        dataset.fillTraining(&batch, &random)
        try trainer.step(on: batch)
      }
      let loss = try heldOutLoss(of: trainer.model, dataset, batches: 1)
      if loss < best.loss { best = (rate, loss) }
    }
    return StageWork(
      stage: .optimize, units: Double(trials), operations: trainer.model.operations - before,
      outcome: best.rate)
  }

  private func heldOutLoss(
    of model: Transformer, _ dataset: TokenDataset, batches: Int
  ) throws(LanguageModelError) -> Double {
    guard batches > 0 else { throw .invalidSetting(name: "batches", value: Double(batches)) }
    var total = 0.0
    for index in 0..<batches {
      dataset.fillHeldOut(&batch, first: index * batch.batch)
      total += try model.loss(on: batch)
    }
    return total / Double(batches)
  }

  private func trainerInUse() throws(LanguageModelError) -> Trainer {
    if let trainer { return trainer }
    let schedule = try LearningRateSchedule(
      peak: Self.learningRate, warmUpSteps: 10, totalSteps: Self.scheduledSteps)
    let created = Trainer(Transformer(configuration, seed: seed), schedule: schedule)
    trainer = created
    return created
  }

  private func trialTrainerInUse(steps: Int) throws(LanguageModelError) -> Trainer {
    if let trialTrainer { return trialTrainer }
    let schedule = try LearningRateSchedule(
      peak: Self.learningRate, warmUpSteps: 0, totalSteps: steps)
    let created = Trainer(Transformer(configuration, seed: seed), schedule: schedule)
    trialTrainer = created
    return created
  }
}
