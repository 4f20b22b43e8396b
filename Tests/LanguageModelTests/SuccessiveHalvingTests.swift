import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("SuccessiveHalving")
  struct SuccessiveHalvingTests {
    init() { BLASLibrary.threads = 1 }

    private func rounds(_ trials: Int, _ steps: Int) -> [[Int]] {
      SuccessiveHalving(trials: trials, stepsPerTrial: steps).rounds.map {
        [$0.survivors, $0.steps]
      }
    }

    @Test("the better half goes on with twice the steps, within the published budget")
    func budget() {
      #expect(rounds(1, 10) == [[1, 10]])
      #expect(rounds(2, 10) == [[2, 10]])
      #expect(rounds(4, 10) == [[4, 5], [2, 10]])
      #expect(rounds(3, 10) == [[3, 5], [2, 7]])
      // B = 160 in four rounds of 40 steps.
      #expect(rounds(16, 10) == [[16, 2], [8, 5], [4, 10], [2, 20]])
      // One step at least, even where the budget has less.
      #expect(rounds(8, 2) == [[8, 1], [4, 1], [2, 2]])
      for trials in 1...100 {
        let halving = SuccessiveHalving(trials: trials, stepsPerTrial: 20)
        #expect(halving.totalSteps <= 20 * trials)
        #expect(halving.totalSteps > 13 * trials, "\(trials)")
        #expect(halving.mostSteps == halving.rounds.reduce(0) { $0 + $1.steps })
        #expect(halving.rounds.last.map { $0.survivors <= 2 } == true)
      }
    }

    private struct Result: Decodable {
      struct Trial: Decodable {
        var learningRate: Double
        var width: Int
        var steps: Int
        var rounds: Int
        var bitsPerByte: Double
      }
      var bitsPerByte: Double
      var learningRate: Double
      var width: Int
      var trials: [Trial]

      static func read(_ data: Data) throws -> Result {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Result.self, from: data)
      }
    }

    @Test("a search keeps its best half at each round, and names the best of the last")
    func search() throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        func search(_ index: Int) throws -> Result {
          let report = try pipeline.task(
            .optimize, 6, index: index, to: "s", .init(tokens: [pipeline.path("tokens")])
          ).run()
          let result = try Result.read(try pipeline.bytes("s"))
          #expect(report.metrics["learning_rate"] == result.learningRate)
          #expect(report.metrics["bits_per_byte"] == result.bitsPerByte)
          return result
        }
        let result = try search(0)
        // Budget 6 × 4 = 24, three rounds of 8 steps: 6 × 1, 3 × 2, 2 × 4.
        #expect(result.trials.map(\.rounds).sorted() == [1, 1, 1, 2, 3, 3])
        // A step of width 8 costs 24,576 N operations, one of width 16 67,584 N: 2.75 times as many.
        for trial in result.trials {
          let steps = trial.width == 16 ? [0, 1, 3, 7] : [0, 3, 9, 20]
          #expect(trial.steps == steps[trial.rounds])
        }
        #expect(result.trials.map(\.width) == [16, 8, 16, 8, 16, 8])
        let last = result.trials.filter { $0.rounds == 3 }
        let best = try #require(last.min { $0.bitsPerByte < $1.bitsPerByte })
        #expect(result.bitsPerByte == best.bitsPerByte)
        #expect(result.learningRate == best.learningRate && result.width == best.width)
        // Rates spread over six octaves, and differ between tasks.
        let rates = result.trials.map(\.learningRate)
        #expect(rates.allSatisfy { (3e-3 / 8...3e-3 * 8).contains($0) })
        let others = try search(1).trials.map(\.learningRate)
        #expect(Set(rates + others).count == 12)
      }
    }

    @Test("a trial that goes on after a round trains as if it had not stopped")
    func survivorsContinue() throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        // Two trials make one round, four make two; the first trials of both are the same.
        let tokens = StageTask.Inputs(tokens: [pipeline.path("tokens")])
        try pipeline.task(.optimize, 4, to: "four", tokens).run()
        let four = try Result.read(try pipeline.bytes("four"))
        for trial in four.trials where trial.rounds == 2 {
          let configuration = try TransformerConfiguration(
            width: trial.width, layers: 2, heads: 2, context: 16, batch: 4)
          // The twin: the same seed, rate and steps in one go.
          // Two rounds, of 2 and 4 steps at the model's own width.
          let steps = trial.width == 16 ? 6 : 6 + 11
          #expect(trial.steps == steps)
          let trainer = Trainer(
            Transformer(configuration, seed: pipeline.seed),
            schedule: try LearningRateSchedule(
              peak: trial.learningRate, warmUpSteps: steps / 5, totalSteps: steps))
          let dataset = try TokenDataset(
            [UInt8](try pipeline.bytes("tokens").dropFirst(16)), for: .micro)
          var batch = TokenBatch(zerosOf: .micro)
          var random = pipeline.task(.optimize, 4, to: "").random(.trialBatches, index: nil)
          for _ in 0..<steps {
            dataset.fillTraining(&batch, &random)
            try trainer.step(on: batch)
          }
          dataset.fillHeldOut(&batch, first: 0)
          let bits = try trainer.model.loss(on: batch) / log(2)
          #expect(abs(bits - trial.bitsPerByte) < 1e-12)
        }
      }
    }
  }
}
