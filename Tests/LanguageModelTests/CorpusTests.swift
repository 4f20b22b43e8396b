import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Corpus")
  struct CorpusTests {
    @Test("SplitMix64 gives the published sequence of seed 1234567")
    func splitMix() {
      var random = SplitMix64(seed: 1_234_567)
      let values = (0..<3).map { _ in random.next() }
      #expect(
        values == [
          6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        ])
    }

    @Test("transforms have the moments they claim")
    func moments() {
      var random = SplitMix64(seed: 1)
      let draws = (0..<20_000).map { _ in random.nextNormal() }
      let mean = draws.reduce(0, +) / 20_000
      let variance = draws.reduce(0.0) { $0 + $1 * $1 } / 20_000 - mean * mean
      #expect(abs(mean) < 4 / 20_000.0.squareRoot())
      #expect(abs(variance - 1) < 0.04)
      #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.next(below: 7)) })
    }

    @Test("the grammar's text depends on the seed alone and has the length asked for")
    func grammar() {
      var first = CorpusGrammar(seed: 1)
      var again = CorpusGrammar(seed: 1)
      var other = CorpusGrammar(seed: 2)
      let text = first.text(bytes: 20_000)
      #expect(text.count == 20_000)
      #expect(text == again.text(bytes: 20_000))
      #expect(text != other.text(bytes: 20_000))
      #expect(text.allSatisfy { $0 == 10 || (32..<127).contains($0) })
      let sample = String(decoding: text.prefix(while: { $0 != 10 }), as: UTF8.self)
      #expect(sample == Self.firstLine)
      #expect(TextCleaner.clean(text).count < text.count * 98 / 100)
    }

    private static let firstLine = """
      Before noon, a welder measured the valve near the workshop because the oiled smith measured \
      the strange lathes in the workshop. On the third day, the oiled apprentices were new. The \
      precise designer repaired twelve quiet springs in the depot.
      """

    @Test("cleaning collapses blanks, drops empty and repeated lines, keeps order")
    func cleaning() {
      func clean(_ text: String) -> String {
        String(decoding: TextCleaner.clean(Array(text.utf8)), as: UTF8.self)
      }
      #expect(clean("  a \t b\r\n\r\n\n c\u{7F}d ") == "a b\nc d\n")
      #expect(clean("x y\nz\nx  y\nz\nw") == "x y\nz\nw\n")
      #expect(clean("") == "")
      #expect(clean("\n \n\t") == "")
      #expect(clean("grün\n") == "grün\n")
    }

    @Test("one sequence in ten is held out and never trained on")
    func heldOut() throws {
      let configuration = try TransformerConfiguration.micro(batch: 3, context: 8)
      // Sequence k consists of the byte k and counts up in no position.
      let tokens = (0..<25).flatMap { [UInt8](repeating: UInt8($0), count: 9) }
      let dataset = try TokenDataset(tokens, for: configuration)
      #expect(dataset.heldOutCount == 2)
      #expect(dataset.trainingCount == 23)
      var batch = TokenBatch(zerosOf: configuration)
      dataset.fillHeldOut(&batch, first: 0)
      #expect(Set(batch.inputs) == [9, 19])
      var random = SplitMix64(seed: 1)
      var seen: Set<UInt8> = []
      for _ in 0..<200 {
        dataset.fillTraining(&batch, &random)
        seen.formUnion(batch.targets)
      }
      #expect(seen == Set((0..<25).filter { $0 != 9 && $0 != 19 }))
      #expect(throws: LanguageModelError.tooFewSequences(found: 9, required: 10)) {
        try TokenDataset(Array(tokens.prefix(89)), for: configuration)
      }
    }

    @Test("each file holds out its own tenths, and a part is the same read alone")
    func files() throws {
      let configuration = try TransformerConfiguration.micro(batch: 3, context: 8)
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        var paths: [String] = []
        for (name, values) in [("a", 0..<15), ("b", 100..<127)] {
          let header = Array("MKSPTOK1".utf8) + [9, 0, 0, 0, UInt8(values.count), 0, 0, 0]
          let tokens = values.flatMap { [UInt8](repeating: UInt8($0), count: 9) }
          try Data(header + tokens).write(to: URL(fileURLWithPath: pipeline.path(name)))
          paths.append(pipeline.path(name))
        }
        func read(_ part: TokenDataset.Part) throws -> TokenDataset {
          var bytes = 0
          let dataset = try TokenDataset(
            files: paths, for: configuration, keeping: part, bytesRead: &bytes)
          #expect(bytes == 2 * 16 + 9 * 42)
          return dataset
        }
        let (all, heldOut, training) = (try read(.all), try read(.heldOut), try read(.training))
        #expect(all.heldOutCount == 3 && all.trainingCount == 39)
        #expect(heldOut.heldOutCount == 3 && heldOut.trainingCount == 0)
        #expect(training.heldOutCount == 0 && training.trainingCount == 39)
        var (batch, alone) = (
          TokenBatch(zerosOf: configuration), TokenBatch(zerosOf: configuration)
        )
        all.fillHeldOut(&batch, first: 0)
        heldOut.fillHeldOut(&alone, first: 0)
        #expect(Set(batch.inputs) == [9, 109, 119] && batch == alone)
        var (random, same) = (SplitMix64(seed: 1), SplitMix64(seed: 1))
        for _ in 0..<20 {
          all.fillTraining(&batch, &random)
          training.fillTraining(&alone, &same)
          #expect(batch == alone)
          #expect(Set(batch.inputs).isDisjoint(with: [9, 109, 119]))
        }
      }
    }

    @Test("targets are the inputs one token later")
    func targets() throws {
      let configuration = try TransformerConfiguration.micro(batch: 2, context: 8)
      let tokens = (0..<90).map { UInt8($0) }
      let dataset = try TokenDataset(tokens, for: configuration)
      var batch = TokenBatch(zerosOf: configuration)
      var random = SplitMix64(seed: 1)
      dataset.fillTraining(&batch, &random)
      #expect(batch.targets == batch.inputs.map { $0 + 1 })
    }
  }
}
