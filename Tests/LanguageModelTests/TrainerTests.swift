import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Trainer")
  struct TrainerTests {
    init() { BLASLibrary.threads = 1 }

    @Test(
      "a batch of eight sequences is learned by heart, to below 0.1 nats",
      .enabled(if: isRelease, "trains for hundreds of steps: release builds only"))
    func overfit() throws {
      let configuration = try TransformerConfiguration(
        width: 64, layers: 2, heads: 4, context: 32, batch: 8)
      let trainer = Trainer(
        Transformer(configuration, seed: 1),
        schedule: try LearningRateSchedule(peak: 3e-3, warmUpSteps: 10, totalSteps: 300))
      let batch = try randomBatch(configuration, seed: 2)
      var loss = try trainer.model.loss(on: batch)
      #expect(loss > 5)
      while trainer.steps < 300, loss > 0.08 { loss = try trainer.step(on: batch) }
      #expect(try trainer.model.loss(on: batch) < 0.1)
    }

    @Test(
      "on the grammar's text the held-out loss falls below the entropy of single bytes",
      .enabled(if: isRelease, "trains for hundreds of steps: release builds only"))
    func learnsGrammar() throws {
      let configuration = TransformerConfiguration.tiny
      var grammar = CorpusGrammar(seed: 3)
      let text = TextCleaner.clean(grammar.text(bytes: 400_000))
      let dataset = try TokenDataset(text, for: configuration)
      let trainer = Trainer(
        Transformer(configuration, seed: 1),
        schedule: try LearningRateSchedule(peak: 3e-3, warmUpSteps: 10, totalSteps: 150))
      var batch = TokenBatch(zerosOf: configuration)
      var random = SplitMix64(seed: 1)
      for _ in 0..<150 {
        dataset.fillTraining(&batch, &random)
        try trainer.step(on: batch)
      }
      dataset.fillHeldOut(&batch, first: 0)
      let loss = try trainer.model.loss(on: batch)
      var counts = [Double](repeating: 0, count: 256)
      for byte in text { counts[Int(byte)] += 1 }
      let entropy = counts.filter { $0 > 0 }.reduce(0.0) {
        $0 - $1 / Double(text.count) * log($1 / Double(text.count))
      }
      #expect(loss < 0.85 * entropy, "\(loss) nats against \(entropy)")
    }

    @Test("the loss falls within a few steps")
    func fewSteps() throws {
      let configuration = try TransformerConfiguration.micro(batch: 4)
      let trainer = Trainer(
        Transformer(configuration, seed: 1),
        schedule: try LearningRateSchedule(peak: 1e-2, warmUpSteps: 2, totalSteps: 30))
      let batch = try randomBatch(configuration, seed: 2)
      let first = try trainer.step(on: batch)
      #expect(abs(first - log(256)) < 0.05)
      for _ in 0..<29 { try trainer.step(on: batch) }
      #expect(try trainer.model.loss(on: batch) < 0.8 * first)
    }

    @Test("equal seeds give equal bits with one thread, other seeds others")
    func determinism() throws {
      func run(seed: UInt64) throws -> (losses: [Double], parameters: [Float]) {
        let configuration = try TransformerConfiguration.micro()
        let trainer = Trainer(
          Transformer(configuration, seed: seed),
          schedule: try LearningRateSchedule(peak: 1e-2, warmUpSteps: 2, totalSteps: 10))
        let losses = try (0..<10).map { step in
          try trainer.step(on: randomBatch(configuration, seed: UInt64(step)))
        }
        return (losses, trainer.model.allParameters())
      }
      let first = try run(seed: 1)
      let again = try run(seed: 1)
      #expect(first.losses == again.losses)
      #expect(first.parameters == again.parameters)
      #expect(try run(seed: 2).parameters != first.parameters)
    }

    @Test("a restarted trainer repeats a fresh one")
    func restart() throws {
      let configuration = try TransformerConfiguration.micro()
      let schedule = try LearningRateSchedule(peak: 1e-2, warmUpSteps: 2, totalSteps: 10)
      let batch = try randomBatch(configuration, seed: 1)
      let trainer = Trainer(Transformer(configuration, seed: 1), schedule: schedule)
      for _ in 0..<3 { try trainer.step(on: batch) }
      let parameters = trainer.model.allParameters()
      trainer.restart(seed: 1, schedule: schedule)
      for _ in 0..<3 { try trainer.step(on: batch) }
      #expect(trainer.model.allParameters() == parameters)
    }

    @Test("AdamW equals its formula element by element, clipping and decay included")
    func adamW() throws {
      let model = Transformer.shaken(try .micro(), seed: 3)
      let optimizer = AdamW(model.layout)
      let batch = try randomBatch(model.configuration, seed: 4)
      let decays = model.layout.views.flatMap { view in
        [Double](repeating: view.isMatrix ? 0.1 : 0, count: view.count)
      }
      var wanted = model.allParameters().map(Double.init)
      var means = [Double](repeating: 0, count: wanted.count)
      var squares = means
      for step in 1...3 {
        let before = model.allParameters().map(Double.init)
        _ = try model.lossWithGradients(on: batch)
        let gradients = model.allGradients().map(Double.init)
        let norm = gradients.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        // Clipped in some steps and not in others.
        let clip = step == 2 ? norm * 2 : norm / 3
        let reported = optimizer.step(model, learningRate: 0.01, clip: clip)
        #expect(abs(reported - norm) < 1e-6 * norm)
        let factor = min(1, clip / norm)
        for index in wanted.indices {
          let gradient = gradients[index] * factor
          means[index] = 0.9 * means[index] + 0.1 * gradient
          squares[index] = 0.95 * squares[index] + 0.05 * gradient * gradient
          let mean = means[index] / (1 - pow(0.9, Double(step)))
          let square = squares[index] / (1 - pow(0.95, Double(step)))
          wanted[index] =
            before[index] * (1 - 0.01 * decays[index]) - 0.01 * mean / (square.squareRoot() + 1e-8)
        }
        let got = model.allParameters()
        let worst = wanted.indices.map { abs(Double(got[$0]) - wanted[$0]) }.max() ?? 1
        #expect(worst < 2e-6, "step \(step): \(worst)")
      }
    }

    @Test("the schedule warms up, falls along a cosine and stays at a tenth")
    func schedule() throws {
      let schedule = try LearningRateSchedule(peak: 2, warmUpSteps: 4, totalSteps: 14)
      #expect((0..<4).map(schedule.rate) == [0.5, 1, 1.5, 2])
      #expect(schedule.rate(at: 4) == 2)
      #expect(abs(schedule.rate(at: 9) - 1.1) < 1e-12)
      #expect(schedule.rate(at: 14) == 0.2)
      #expect(schedule.rate(at: 1000) == 0.2)
      #expect(throws: LanguageModelError.invalidSetting(name: "warm-up steps", value: 5)) {
        try LearningRateSchedule(peak: 1, warmUpSteps: 5, totalSteps: 5)
      }
      #expect(throws: LanguageModelError.invalidSetting(name: "peak", value: 0)) {
        try LearningRateSchedule(peak: 0, warmUpSteps: 0, totalSteps: 5)
      }
    }
  }
}
