import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Errors of StageTask")
  struct StageTaskErrorTests {
    init() { BLASLibrary.threads = 1 }

    private func withTokens(_ body: (StagePipeline) throws -> Void) throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        try body(pipeline)
      }
    }

    @Test("settings outside their range are refused")
    func settings() throws {
      func error(_ change: (inout StageTask) -> Void) -> LanguageModelError? {
        var task = StageTask(stage: .loadData, model: .micro, units: 1, seed: 1, output: "/none/x")
        change(&task)
        do {
          try task.run()
          return nil
        } catch {
          return error
        }
      }
      for units in [0, -1, .infinity, 4097] {
        #expect(error { $0.units = units } == .invalidSetting(name: "units", value: units))
      }
      #expect(error { $0.units = .nan } != nil)
      #expect(error { $0.index = -1 } == .invalidSetting(name: "index", value: -1))
      #expect(error { $0.shareStart = 1 } == .invalidSetting(name: "share start", value: 1))
      #expect(error { $0.shareEnd = 1.5 } == .invalidSetting(name: "share end", value: 1.5))
      #expect(
        error { $0.checkpointSteps = 0 } == .invalidSetting(name: "checkpoint steps", value: 0))
    }

    @Test("a stage that is given no input says whose it needs")
    func noInputs() throws {
      try withTokens { pipeline in
        let needs: [(Stage, Stage, StageTask.Inputs)] = [
          (.preprocess, .loadData, .init()), (.train, .preprocess, .init()),
          (.optimize, .preprocess, .init()),
          (.evaluate, .train, .init(tokens: [pipeline.path("tokens")])),
          (.evaluate, .preprocess, .init(checkpoint: pipeline.path("a"))),
        ]
        for (stage, needed, inputs) in needs {
          #expect(throws: LanguageModelError.missingInput(stage: stage, needs: needed)) {
            try pipeline.task(stage, 1, to: "x", inputs).run()
          }
        }
      }
    }

    @Test("missing and damaged inputs are typed errors with their paths")
    func damagedInputs() throws {
      try withTokens { pipeline in
        let none = pipeline.path("none")
        #expect(throws: LanguageModelError.shardUnreadable(path: none)) {
          try pipeline.task(.preprocess, 1, to: "x", .init(raw: [none])).run()
        }
        #expect(throws: LanguageModelError.shardUnreadable(path: none)) {
          try pipeline.task(.train, 1, to: "x", .init(tokens: [none])).run()
        }
        let tokens = try pipeline.bytes("tokens")
        let damaged = URL(fileURLWithPath: pipeline.path("damaged"))
        for bytes in [tokens.dropLast(), tokens.prefix(10), Data("x".utf8) + tokens.dropFirst()] {
          try bytes.write(to: damaged)
          #expect(throws: LanguageModelError.shardUnreadable(path: damaged.path)) {
            try pipeline.task(.optimize, 1, to: "x", .init(tokens: [damaged.path])).run()
          }
        }
        var other = pipeline.train(steps: 1, to: "x")
        other.model = .tiny
        #expect(throws: LanguageModelError.shardUnreadable(path: pipeline.path("tokens"))) {
          try other.run()
        }
        for text in ["{", "{}", #"{"stage": "optimize"}"#, #"{"stage": "other"}"#] {
          try Data(text.utf8).write(to: damaged)
          #expect(throws: LanguageModelError.resultUnreadable(path: damaged.path)) {
            try pipeline.train(steps: 1, results: ["damaged"], to: "x").run()
          }
        }
        #expect(!FileManager.default.fileExists(atPath: pipeline.path("x")))
      }
    }

    @Test("a checkpoint of another model is told from a damaged one")
    func otherModel() throws {
      try withTokens { pipeline in
        var tiny = pipeline
        tiny.model = .tiny
        try tiny.task(
          .preprocess, 1, to: "tiny-tokens", .init(raw: [pipeline.path("raw-0")])
        ).run()
        try tiny.task(
          .train, 1, to: "tiny", .init(tokens: [pipeline.path("tiny-tokens")])
        ).run()
        #expect(
          throws: LanguageModelError.checkpointMismatch(
            path: pipeline.path("tiny"),
            reason: "it has 2 layers, context 64 and batch 16; model 'micro' has 2, 16 and 4")
        ) { try pipeline.train(steps: 1, from: "tiny", to: "x").run() }
      }
    }

    @Test("a corpus file that is missing, no file or too small is a typed error")
    func corpus() throws {
      try withTokens { pipeline in
        func load(_ name: String) throws {
          var task = pipeline.task(.loadData, 1, to: "x")
          task.corpus = pipeline.path(name)
          try task.run()
        }
        #expect(throws: LanguageModelError.corpusNotFound(path: pipeline.path("none"))) {
          try load("none")
        }
        #expect(throws: LanguageModelError.corpusNotReadable(path: pipeline.path(""))) {
          try load("")
        }
        try Data(repeating: 65, count: 169).write(to: URL(fileURLWithPath: pipeline.path("book")))
        #expect(throws: LanguageModelError.corpusTooSmall(bytes: 169, required: 170)) {
          try load("book")
        }
        try Data(repeating: 65, count: 100).write(to: URL(fileURLWithPath: pipeline.path("raw-0")))
        try pipeline.task(.preprocess, 1, to: "few", .init(raw: [pipeline.path("raw-0")])).run()
        #expect(throws: LanguageModelError.tooFewSequences(found: 5, required: 10)) {
          try pipeline.task(.train, 1, to: "x", .init(tokens: [pipeline.path("few")])).run()
        }
      }
    }

    @Test("an output that cannot be written is a typed error and leaves nothing behind")
    func outputs() throws {
      try withTokens { pipeline in
        let before = try pipeline.names("")
        #expect(
          throws: LanguageModelError.outputNotWritable(
            path: pipeline.path("none/x"), reason: "No such file or directory")
        ) { try pipeline.train(steps: 1, to: "none/x").run() }
        try FileManager.default.createDirectory(
          atPath: pipeline.path("folder"), withIntermediateDirectories: true)
        #expect(
          throws: LanguageModelError.outputNotWritable(
            path: pipeline.path("folder"), reason: "Is a directory")
        ) { try pipeline.task(.loadData, 0.01, to: "folder").run() }
        var task = pipeline.train(steps: 1, to: "x")
        (task.checkpointFolder, task.checkpointSteps) = (pipeline.path("raw-0/steps"), 1)
        #expect(
          throws: LanguageModelError.outputNotWritable(
            path: pipeline.path("raw-0/steps"), reason: "the folder cannot be made")
        ) { try task.run() }
        #expect(try pipeline.names("") == (before + ["folder"]).sorted())
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
        .outputNotWritable(path: "a", reason: "No space left on device"),
        .shardUnreadable(path: "a.tokens"), .missingInput(stage: .train, needs: .preprocess),
        .checkpointUnreadable(path: "c", reason: "Permission denied"),
        .checkpointCorrupt(path: "c", reason: "its checksum does not match"),
        .checkpointMismatch(path: "c", reason: "it has 3 layers"), .resultUnreadable(path: "r"),
        .workerFailed(reason: "it ended"),
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
          cannot write a: No space left on device
          shard file a.tokens is missing or damaged, or was made for another sequence length
          stage train needs a file of stage preprocess, and was given none
          cannot read the checkpoint c: Permission denied
          the checkpoint c is damaged: its checksum does not match
          the checkpoint c is of another model: it has 3 layers
          the result r is missing, or not what an optimize task writes
          a worker process failed: it ended
          """)
    }
  }
}
