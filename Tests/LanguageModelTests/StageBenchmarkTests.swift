import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("StageBenchmark")
  struct StageBenchmarkTests {
    private var benchmark: StageBenchmark {
      var load = StageBenchmark.Load(for: .micro)
      load.shards = [0.02, 0.04]
      load.trainingSteps = [1, 2]
      load.evaluationBatches = [1, 3]
      load.trials = [1, 2]
      return StageBenchmark(size: .micro, repetitions: 2, seed: 1, load: load)
    }

    @Test("a measurement has every stage, its sizes, all samples and positive medians")
    func measurement() throws {
      var calls: [String] = []
      BLASLibrary.threads = 2
      let result = try withScratch { directory in
        try benchmark.measure(in: directory) { stage, repetition, repetitions in
          calls.append("\(stage.rawValue) \(repetition)/\(repetitions)")
        }
      }
      #expect(BLASLibrary.threads == 2)
      BLASLibrary.threads = 1
      #expect(result.stages.map(\.stage) == Stage.allCases)
      let shards = [20_972 / 1_048_576.0, 41_943 / 1_048_576.0]
      #expect(
        result.stages.map { $0.points.map(\.units) } == [
          shards, shards, [64, 128], [64, 192], [1, 2],
        ])
      let step = Double(benchmark.size.configuration.trainingOperations(batch: 4, time: 16))
      #expect(
        result.stages.dropLast().map { $0.points.map(\.flops) } == [
          [0, 0], [0, 0], [step, 2 * step], [step / 3, step],
        ])
      // One trial of four steps, scored on one batch.
      #expect(result.stages[4].points[0].flops == 4 * step + step / 3)
      #expect(result.stages[0].points.map(\.bytes) == [20_972, 41_943])
      for stage in result.stages {
        #expect(stage.main == stage.points[1])
        for point in stage.points {
          #expect(point.samples.count == 2)
          #expect(point.samples.allSatisfy { $0 > 0 })
          #expect(point.processorSeconds.count == 2)
          #expect(point.medianSeconds == (point.samples[0] + point.samples[1]) / 2)
          #expect((point.gflops > 0) == (point.flops > 0))
          #expect(point.gflops <= 1.2 * result.peakGFLOPS)
        }
      }
      #expect(
        calls
          == (0...2).flatMap { round in Stage.allCases.map { "\($0.rawValue) \(round)/2" } })
      #expect(result.threads == 1 && result.concurrent == 1)
      #expect(result.modelSize == "micro")
      #expect(result.corpusDescription == "grammar text, 41943 bytes, seed 1")
      #expect(result.blasVersion.hasPrefix("OpenBLAS"))
      #expect(!result.blasCore.isEmpty && !result.cpu.isEmpty)
      #expect(abs(result.firstLoss - log(256)) < 0.1)
      #expect(result.lastLoss != result.firstLoss)
    }

    @Test("several workers get the same task at once, each in its folder, and all samples count")
    func concurrentWorkers() throws {
      var benchmark = benchmark
      benchmark.concurrent = 3
      var folders: Set<String> = []
      let result = try withScratch { directory in
        try benchmark.measure(
          in: directory,
          workers: { tasks throws(LanguageModelError) in
            #expect(tasks.count == 3)
            #expect(Set(tasks.map(\.output)).count == 3)
            #expect(Set(tasks.map(\.units)).count == 1 && Set(tasks.map(\.stage)).count == 1)
            var timings: [StageTiming] = []
            for task in tasks {
              folders.insert((task.output as NSString).deletingLastPathComponent)
              timings.append(try StageTiming(running: task))
            }
            return timings
          })
      }
      #expect(folders.count == 3)
      #expect(result.concurrent == 3)
      #expect(result.stages.allSatisfy { $0.points.allSatisfy { $0.samples.count == 6 } })
    }

    @Test("a corpus file smaller than the sizes is measured in parts of itself")
    func corpus() throws {
      try withScratch { directory in
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appendingPathComponent("book.txt")
        var grammar = CorpusGrammar(seed: 4)
        try Data(grammar.text(bytes: 30_000)).write(to: file)
        var benchmark = benchmark
        benchmark.corpus = file
        let result = try benchmark.measure(in: directory.appendingPathComponent("scratch"))
        #expect(result.corpusDescription == "file book.txt")
        let loads = result.stages[0].points
        #expect(loads[1].units == 30_000 / 1_048_576.0)
        #expect(abs(loads[0].units / loads[1].units - 0.5) < 0.02)
      }
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
        #expect(throws: LanguageModelError.invalidSetting(name: "concurrent workers", value: 2)) {
          try StageBenchmark(concurrent: 2).measure(in: directory)
        }
        var benchmark = benchmark
        benchmark.load.trials = []
        #expect(throws: LanguageModelError.invalidSetting(name: "number of sizes", value: 0)) {
          try benchmark.measure(in: directory)
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
