import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Checkpoint")
  struct CheckpointTests {
    init() { BLASLibrary.threads = 1 }

    /// A checkpoint after three steps, as `a`.
    private func withCheckpoint(_ body: (StagePipeline) throws -> Void) throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        try pipeline.train(steps: 3, to: "a").run()
        try body(pipeline)
      }
    }

    @Test("a checkpoint reads back as it was, and writes the same bytes again")
    func roundTrip() throws {
      try withCheckpoint { pipeline in
        let checkpoint = try Checkpoint(readingFrom: pipeline.path("a"))
        #expect(checkpoint.steps == 3 && checkpoint.seed == 7 && checkpoint.scheduleStart == 0)
        #expect(checkpoint.configuration == .micro)
        #expect(checkpoint.parameters.count == ParameterLayout(.micro).count)
        #expect(checkpoint.mean.contains { $0 != 0 } && checkpoint.meanSquare.contains { $0 > 0 })
        #expect(Transformer(checkpoint).allParameters() == checkpoint.parameters)
        try checkpoint.write(to: pipeline.path("again"))
        #expect(try pipeline.bytes("again") == (try pipeline.bytes("a")))
      }
    }

    @Test("the header is JSON with sorted keys, F32 tensors without gaps, and aligned data")
    func header() throws {
      try withCheckpoint { pipeline in
        let bytes = [UInt8](try pipeline.bytes("a"))
        let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        #expect(length % 8 == 0)
        let text = String(decoding: bytes[8..<(8 + length)], as: UTF8.self)
        let names = text.matches(of: #/"([a-z_.0-9]+)":\{/#).map { String($0.1) }
        #expect(names == names.sorted())
        let header = try #require(
          try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]])
        let layout = ParameterLayout(.micro)
        #expect(header.count == 1 + 3 * layout.views.count)
        var ends: [Int: Int] = [:]
        for (name, tensor) in header where name != "__metadata__" {
          #expect(tensor["dtype"] as? String == "F32")
          let offsets = try #require(tensor["data_offsets"] as? [Int])
          ends[offsets[0]] = offsets[1]
        }
        var end = 0
        while let next = ends[end] { end = next }
        #expect(end == bytes.count - 8 - length)
        #expect(end == 12 * layout.count)
        let view = try #require(layout.view(named: "blocks.1.perceptron.up.weight"))
        let tensor = try #require(header["optimizer.mean_square.\(view.name)"])
        #expect(tensor["shape"] as? [Int] == view.shape)
        #expect(
          tensor["data_offsets"] as? [Int] == [
            8 * layout.count + 4 * view.offset, 8 * layout.count + 4 * view.range.upperBound,
          ])
        #expect(header["__metadata__"]?["steps"] as? String == "3")
      }
    }

    @Test("any changed, missing or added byte is found, wherever it is")
    func damage() throws {
      try withCheckpoint { pipeline in
        let sound = [UInt8](try pipeline.bytes("a"))
        let file = URL(fileURLWithPath: pipeline.path("b"))
        func refuses(_ bytes: [UInt8]) throws -> Bool {
          try Data(bytes).write(to: file)
          do {
            _ = try Checkpoint(readingFrom: file.path)
            return false
          } catch .checkpointCorrupt(let path, _) {
            return path == file.path
          } catch {
            return false
          }
        }
        #expect(try !refuses(sound))
        for place in stride(from: 0, to: sound.count, by: isRelease ? 97 : 3001) {
          var bytes = sound
          bytes[place] ^= 0x10
          #expect(try refuses(bytes), "byte \(place)")
        }
        for count in [0, 7, 8, 100, sound.count / 2, sound.count - 1] {
          #expect(try refuses(Array(sound.prefix(count))), "\(count) bytes")
        }
        #expect(try refuses(sound + [0]))
        #expect(try refuses(sound + [UInt8](repeating: 0, count: 8)))
        #expect(try refuses(Array("no checkpoint at all, but text".utf8)))
      }
    }

    @Test("what is wrong with a checkpoint is said")
    func reasons() throws {
      try withCheckpoint { pipeline in
        func error(_ path: String) -> String {
          do {
            _ = try Checkpoint(readingFrom: path)
            return ""
          } catch {
            return "\(error)".replacing(pipeline.folder.path + "/", with: "")
          }
        }
        #expect(
          error(pipeline.path("none"))
            == "cannot read the checkpoint none: No such file or directory")
        #expect(error(pipeline.path("")).hasSuffix("it is not a regular file"))
        #expect(
          error(pipeline.path("tokens")).hasPrefix(
            "the checkpoint tokens is damaged: its header would have "))
        var bytes = try pipeline.bytes("a")
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: pipeline.path("b")))
        #expect(
          error(pipeline.path("b")) == "the checkpoint b is damaged: its checksum does not match")
      }
    }
  }
}
