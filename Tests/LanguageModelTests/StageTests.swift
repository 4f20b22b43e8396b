import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Stages")
  struct StageTests {
    init() { BLASLibrary.threads = 1 }

    @Test("the stages hand over through files and count their units")
    func stages() throws {
      let configuration = try TransformerConfiguration.micro()
      try withScratch { directory in
        let runner = try StageRunner(
          configuration, directory: directory, corpus: nil, grammarBytes: 30_000, seed: 1)
        let load = try runner.loadData()
        #expect(load.units == 30_000 / 1_048_576.0)
        let raw = try Data(contentsOf: directory.appendingPathComponent("raw-0000.txt"))
        #expect(raw == (try Data(contentsOf: runner.corpus)))
        #expect(try runner.preprocess().units == load.units)
        let packed = try Data(contentsOf: directory.appendingPathComponent("shard-0000.tokens"))
        #expect((packed.count - 16) % 12 == 0)
        #expect(packed.count > 25_000)

        let operations = configuration.trainingOperations(batch: 2, time: 11)
        let train = try runner.train(steps: 3)
        #expect(train.units == 3 * 22)
        #expect(train.operations == 3 * operations)
        #expect(runner.lastLoss == train.outcome)
        #expect(abs((runner.firstLoss ?? 0) - log(256)) < 0.05)
        let evaluate = try runner.evaluate(batches: 2)
        #expect(evaluate.units == 2 * 22)
        #expect(evaluate.operations == 2 * operations / 3)
        #expect(abs((evaluate.outcome ?? 0) - 8) < 0.5)
        let optimize = try runner.optimize(trials: 2, steps: 2)
        #expect(optimize.units == 2)
        #expect(optimize.operations == 2 * (2 * operations + operations / 3))
        #expect(try runner.optimize(trials: 2, steps: 2) == optimize)
        #expect(runner.tokensPerTrial(steps: 2) == 44)
      }
    }

    @Test("a corpus is cut at lines into shards of at most 1 MiB, and nothing is lost")
    func shards() throws {
      try withScratch { directory in
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let corpus = directory.appendingPathComponent("mine.txt")
        var grammar = CorpusGrammar(seed: 2)
        let text = grammar.text(bytes: isRelease ? 2_500_000 : 1_100_000)
        try Data(text).write(to: corpus)
        let scratch = directory.appendingPathComponent("scratch")
        let runner = try StageRunner(.tiny, directory: scratch, corpus: corpus, seed: 1)
        try runner.loadData()
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(names.count == (isRelease ? 3 : 2))
        let parts = try names.map {
          try [UInt8](Data(contentsOf: scratch.appendingPathComponent($0)))
        }
        #expect(parts.flatMap { $0 } == text)
        #expect(parts.allSatisfy { $0.count <= 1 << 20 })
        #expect(parts.dropLast().allSatisfy { $0.last == 10 })

        // A smaller corpus leaves no shard of the larger one behind.
        try Data(text.prefix(100_000)).write(to: corpus)
        try runner.loadData()
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["raw-0000.txt"])
      }
    }

    @Test("what can go wrong with files is a typed error")
    func errors() throws {
      try withScratch { directory in
        let missing = directory.appendingPathComponent("missing.txt")
        #expect(throws: LanguageModelError.corpusNotFound(path: missing.path)) {
          try StageRunner(.tiny, directory: directory, corpus: missing, seed: 1)
        }
        #expect(throws: LanguageModelError.corpusNotReadable(path: directory.path)) {
          try StageRunner(.tiny, directory: directory, corpus: directory, seed: 1)
        }
        #expect(throws: LanguageModelError.corpusTooSmall(bytes: 649, required: 650)) {
          try StageRunner(.tiny, directory: directory, corpus: nil, grammarBytes: 649, seed: 1)
        }
        let file = directory.appendingPathComponent("corpus.txt")
        #expect(throws: LanguageModelError.scratchNotWritable(path: file.path)) {
          try StageRunner(.tiny, directory: file, corpus: nil, seed: 1)
        }
        let runner = try StageRunner(
          .tiny, directory: directory, corpus: nil, grammarBytes: 20_000, seed: 1)
        #expect(throws: LanguageModelError.missingInput(stage: .preprocess, needs: .loadData)) {
          try runner.preprocess()
        }
        #expect(throws: LanguageModelError.missingInput(stage: .train, needs: .preprocess)) {
          try runner.train(steps: 1)
        }
        try runner.loadData()
        try runner.preprocess()
        let shard = directory.appendingPathComponent("shard-0000.tokens")
        let bytes = try Data(contentsOf: shard)
        for damaged in [bytes.dropLast(), bytes.prefix(10), Data("x".utf8) + bytes.dropFirst()] {
          try damaged.write(to: shard)
          #expect(throws: LanguageModelError.shardUnreadable(path: shard.path)) {
            try runner.evaluate(batches: 1)
          }
        }
      }
    }

    @Test("every error has its wording")
    func wording() {
      let errors: [LanguageModelError] = [
        .invalidConfiguration(property: "heads", value: 3),
        .invalidBatch(batch: 2, time: 3, inputs: 5, targets: 6),
        .sequenceTooLong(time: 9, context: 8), .invalidSetting(name: "trials", value: 0),
        .corpusNotFound(path: "a.txt"), .corpusNotReadable(path: "a.txt"),
        .corpusTooSmall(bytes: 3, required: 650), .tooFewSequences(found: 3, required: 10),
        .scratchNotWritable(path: "a"), .shardUnreadable(path: "a.tokens"),
        .missingInput(stage: .train, needs: .preprocess),
      ]
      #expect(
        errors.map(\.description).joined(separator: "\n") == """
          invalid model configuration: heads cannot be 3
          a batch of 2 × 3 tokens was given 5 inputs and 6 targets
          a sequence of 9 tokens does not fit the model's context of 8
          setting trials cannot be 0.0
          no corpus file at a.txt
          corpus file a.txt cannot be read
          the corpus has 3 bytes; the model needs at least 650
          the corpus gives 3 sequences after cleaning; at least 10 are needed
          cannot write a
          shard file a.tokens is missing or damaged, or was made for another sequence length
          stage train needs the files of stage preprocess, which has not run
          """)
    }
  }
}
