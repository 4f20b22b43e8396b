import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("StageTask")
  struct StageTaskTests {
    init() { BLASLibrary.threads = 1 }

    private func runAll(_ pipeline: StagePipeline) throws -> [StageReport] {
      func path(_ name: String) -> String { pipeline.path(name) }
      let tokens = StageTask.Inputs(tokens: [path("tokens")])
      let shard = 20_000 / 1_048_576.0
      return [
        try pipeline.task(.loadData, shard, index: 0, to: "raw-0").run(),
        try pipeline.task(.loadData, shard, index: 1, to: "raw-1").run(),
        try pipeline.task(
          .preprocess, 2, to: "tokens", .init(raw: [path("raw-0"), path("raw-1")])
        ).run(),
        try pipeline.task(.optimize, 4, index: 0, to: "search-0.json", tokens).run(),
        try pipeline.task(.optimize, 3, index: 1, to: "search-1.json", tokens).run(),
        try pipeline.train(steps: 3, results: ["search-0.json", "search-1.json"], to: "a").run(),
        try pipeline.train(steps: 2, from: "a", to: "b").run(),
        try pipeline.task(
          .evaluate, 100, to: "score.json",
          .init(tokens: [path("tokens")], checkpoint: path("b"))
        ).run(),
      ]
    }

    @Test("the pipeline runs from files to files, and again gives the same bytes")
    func pipeline() throws {
      try withScratch { folder in
        let first = try StagePipeline(folder.appendingPathComponent("first"))
        let again = try StagePipeline(folder.appendingPathComponent("again"))
        let reports = try runAll(first)
        #expect(try runAll(again) == reports)
        let names = try first.names("")
        #expect(names.count == 8)
        for name in names { #expect(try first.bytes(name) == (try again.bytes(name)), "\(name)") }

        let configuration = ModelSize.micro.configuration
        let step = configuration.trainingOperations(batch: 4, time: 16)
        #expect(try first.bytes("raw-0") != (try first.bytes("raw-1")))
        #expect(reports[0].units == 20_000 / 1_048_576.0)
        #expect(reports[0].bytesWritten == 20_000 && reports[0].bytesRead == 0)
        #expect(reports[2].units == 40_000 / 1_048_576.0)
        #expect(reports[2].bytesRead == 40_000)
        #expect(reports[2].bytesWritten == 16 + 17 * Int(reports[2].metrics["sequences"] ?? 0))
        #expect(reports[3].units == 4 && reports[4].units == 3)
        #expect(reports[6].units == 2 * 64)
        #expect(reports[6].metrics["learning_rate"] == reports[5].metrics["learning_rate"])
        #expect(reports[7].units == 128)
        if reports[5].metrics["width"] == 16 {
          #expect(reports[5].operations == 3 * step)
          #expect(reports[7].operations == 2 * step / 3)
        }
        #expect((4...8.5).contains(reports[7].metrics["bits_per_byte"] ?? 0))
      }
    }

    @Test("a training takes the rate of the best search, and its width if it starts fresh")
    func bestResult() throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        func write(_ name: String, _ bits: String, _ rate: Double, _ width: Int) throws {
          let text = """
            {"stage": "optimize", "bits_per_byte": \(bits), "learning_rate": \(rate), \
            "width": \(width), "trials": []}
            """
          try Data(text.utf8).write(to: URL(fileURLWithPath: pipeline.path(name)))
        }
        try write("worse", "3.5", 0.5, 16)
        try write("best", "3.25", 0.001, 8)
        try write("diverged", "null", 0.7, 16)
        let score = #"{"stage": "evaluate", "bits_per_byte": 1}"#
        try Data(score.utf8).write(to: URL(fileURLWithPath: pipeline.path("score")))
        let all = ["worse", "diverged", "best", "score"]
        let fresh = try pipeline.train(steps: 1, results: all, to: "a").run()
        #expect(fresh.metrics["learning_rate"] == 0.001)
        #expect(fresh.metrics["width"] == 8)
        let plain = try pipeline.train(steps: 1, to: "b").run()
        #expect(plain.metrics["learning_rate"] == 3e-3)
        #expect(plain.metrics["width"] == 16)
        let more = try pipeline.train(steps: 1, from: "b", results: all, to: "c").run()
        #expect(more.metrics["learning_rate"] == 0.001)
        #expect(more.metrics["width"] == 16)
        // Without a result, a segment keeps to the rate of the one before.
        let last = try pipeline.train(steps: 1, from: "c", to: "d").run()
        #expect(last.metrics["learning_rate"] == 0.001)
      }
    }

    @Test("progress is told at every step, and ends at the last")
    func progress() throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        let tokens = StageTask.Inputs(tokens: [pipeline.path("tokens")])
        var seen: [StageProgress] = []
        try pipeline.train(steps: 3, to: "a").run { seen.append($0) }
        #expect(seen == (1...3).map { StageProgress(step: $0, of: 3) })
        seen = []
        try pipeline.task(.optimize, 3, to: "s", tokens).run { seen.append($0) }
        // Three trials for 2 steps, then two for 3 (budget 3 × 4, two rounds); narrow models take
        // smaller ones.
        #expect(seen.allSatisfy { $0.steps == 12 } && seen.last?.step == 12)
        #expect(Set(seen.map(\.step)).isSuperset(of: [2, 4, 6, 9, 12]))
        #expect(seen.map(\.step) == seen.map(\.step).sorted())
        seen = []
        try pipeline.task(.preprocess, 1, to: "t", .init(raw: [pipeline.path("raw-0")]))
          .run { seen.append($0) }
        #expect(seen == [StageProgress(step: 1, of: 1)])
      }
    }

    @Test("shares of a corpus file that meet are cut at lines, and nothing is lost or read twice")
    func shares() throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        var grammar = CorpusGrammar(seed: 2)
        let text = grammar.text(bytes: isRelease ? 2_500_000 : 60_000)
        try Data(text).write(to: URL(fileURLWithPath: pipeline.path("book")))
        var parts: [Data] = []
        let cuts = [0, 0.1, 0.1001, 0.5, 0.9, 1]
        for (index, cut) in cuts.dropLast().enumerated() {
          var task = pipeline.task(.loadData, 1, to: "part")
          task.corpus = pipeline.path("book")
          task.shareStart = cut
          task.shareEnd = cuts[index + 1]
          let report = try task.run()
          parts.append(try pipeline.bytes("part"))
          #expect(report.units == Double(parts[index].count) / 1_048_576)
          #expect(report.bytesRead == parts[index].count)
        }
        #expect(Array(parts.joined()) == text)
        for part in parts.dropLast() where !part.isEmpty { #expect(part.last == 10) }
        // Without line ends, the shares themselves are the cuts.
        try Data(repeating: 120, count: 200_000).write(
          to: URL(fileURLWithPath: pipeline.path("book")))
        var task = pipeline.task(.loadData, 1, to: "part")
        task.corpus = pipeline.path("book")
        (task.shareStart, task.shareEnd) = (0.25, 0.5)
        #expect(try task.run().bytesRead == 50_000)
      }
    }

    @Test("a task goes through JSON unchanged")
    func json() throws {
      var task = StageTask(
        stage: .train, model: .tiny, units: 20480, seed: 3, index: 2,
        inputs: .init(tokens: ["t"], checkpoint: "c", results: ["r"]), output: "o",
        checkpointFolder: "f", checkpointSteps: 5)
      task.corpus = "book"
      let data = try JSONEncoder().encode(task)
      #expect(try JSONDecoder().decode(StageTask.self, from: data) == task)
    }
  }
}
