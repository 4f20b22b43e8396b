import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("StageBenchmark")
  struct StageBenchmarkTests {
    private var load: StageBenchmark.Load {
      var load = StageBenchmark.Load(for: .tiny)
      load.grammarBytes = 40_000
      load.trainingSteps = 1
      load.evaluationBatches = 1
      load.trials = 2
      load.stepsPerTrial = 1
      return load
    }

    @Test("a measurement has every stage, its units, all samples and positive medians")
    func measurement() throws {
      var benchmark = StageBenchmark(repetitions: 2, seed: 1, load: load)
      benchmark.configuration = try .micro(batch: 4, context: 16)
      benchmark.modelSize = "micro"
      var calls: [String] = []
      BLASLibrary.threads = 2
      let result = try withScratch { directory in
        try benchmark.measure(in: directory) { stage, repetition, repetitions in
          calls.append("\(stage.rawValue) \(repetition)/\(repetitions)")
        }
      }
      #expect(BLASLibrary.threads == 2)
      BLASLibrary.threads = 1
      #expect(
        result.stages.map(\.stage) == ["load_data", "preprocess", "train", "evaluate", "optimize"])
      #expect(result.stages.map(\.unit) == ["shard", "shard", "token", "token", "trial"])
      let shards = 40_000 / 1_048_576.0
      #expect(result.stages.map(\.units) == [shards, shards, 64, 64, 2])
      #expect(result.stages.map(\.tokensPerUnit) == [nil, nil, 1, 1, 64])
      let step = benchmark.configuration.trainingOperations(batch: 4, time: 16)
      #expect(result.stages[0].flops == 0 && result.stages[1].flops == 0)
      #expect(result.stages[2].flops == Double(step))
      #expect(result.stages[3].flops == Double(step / 3))
      #expect(result.stages[4].flops == Double(2 * (step + step / 3)))
      for stage in result.stages {
        #expect(stage.samples.count == 2)
        #expect(stage.samples.allSatisfy { $0 > 0 })
        #expect(stage.processorSeconds.count == 2)
        #expect(stage.processorSeconds.allSatisfy { $0 > 0 })
        #expect(stage.medianSeconds == (stage.samples[0] + stage.samples[1]) / 2)
        #expect(stage.secondsPerUnit > 0)
        #expect((stage.gflops > 0) == (stage.flops > 0))
        #expect(stage.gflops <= 1.2 * result.peakGFLOPS)
      }
      #expect(
        calls
          == Stage.allCases.flatMap { stage in (0...2).map { "\(stage.rawValue) \($0)/2" } })
      #expect(result.threads == 1)
      #expect(result.modelSize == "micro")
      #expect(result.corpusDescription == "grammar text, 40000 bytes, seed 1")
      #expect(result.blasVersion.hasPrefix("OpenBLAS"))
      #expect(!result.blasCore.isEmpty && !result.cpu.isEmpty)
      #expect(abs(result.firstLoss - log(256)) < 0.1)
      #expect(abs(result.lastLoss - log(256)) < 0.1)
      #expect(result.lastLoss != result.firstLoss)
    }

    @Test("counts that are not positive are refused before any work")
    func refusals() throws {
      try withScratch { directory in
        #expect(throws: LanguageModelError.invalidSetting(name: "repetitions", value: 0)) {
          try StageBenchmark(repetitions: 0).measure(in: directory)
        }
        #expect(throws: LanguageModelError.invalidSetting(name: "threads", value: -1)) {
          try StageBenchmark(threads: -1).measure(in: directory)
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path))
      }
    }

    @Test("the median of samples")
    func median() {
      #expect(Stopwatch.median([3, 1, 2]) == 2)
      #expect(Stopwatch.median([4, 1, 2, 3]) == 2.5)
      #expect(Stopwatch.median([]) == 0)
    }
  }
}
