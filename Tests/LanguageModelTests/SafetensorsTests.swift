import Foundation
import LanguageModel
import Testing

/// The Python of the virtual environment that scripts/check-safetensors.sh makes, if it is there.
private let python: URL? = {
  let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build-python/bin/python")
  return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
}()

extension LanguageModelSuite {
  @Suite("Safetensors")
  struct SafetensorsTests {
    /// What the package sees of one tensor.
    private struct Tensor: Decodable, Equatable {
      var shape: [Int]
      var type: String
      var first: Double
      var last: Double
    }

    private struct Contents: Decodable {
      var metadata: [String: String]
      var tensors: [String: Tensor]
    }

    private static let script = """
      import json, sys
      from safetensors import safe_open
      tensors = {}
      with safe_open(sys.argv[1], framework="numpy") as file:
          metadata = file.metadata()
          for name in file.keys():
              tensor = file.get_tensor(name)
              tensors[name] = {"shape": list(tensor.shape), "type": str(tensor.dtype),
                               "first": float(tensor.flat[0]), "last": float(tensor.flat[-1])}
      print(json.dumps({"metadata": metadata, "tensors": tensors}))
      """

    @Test(
      "the Python package reads a checkpoint: names, shapes, values and metadata",
      .enabled(if: python != nil, "needs the environment of scripts/check-safetensors.sh"))
    func pythonReads() throws {
      BLASLibrary.threads = 1
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        try pipeline.train(steps: 3, to: "a").run()
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", Self.script, pipeline.path("a")]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let contents = try JSONDecoder().decode(Contents.self, from: output)

        let checkpoint = try Checkpoint(readingFrom: pipeline.path("a"))
        let layout = ParameterLayout(.micro)
        var wanted: [String: Tensor] = [:]
        for (prefix, values) in [
          ("", checkpoint.parameters), ("optimizer.mean.", checkpoint.mean),
          ("optimizer.mean_square.", checkpoint.meanSquare),
        ] {
          for view in layout.views {
            wanted[prefix + view.name] = Tensor(
              shape: view.shape, type: "float32", first: Double(values[view.offset]),
              last: Double(values[view.range.upperBound - 1]))
          }
        }
        #expect(contents.tensors == wanted)
        #expect(contents.metadata["format"] == "makespan-checkpoint")
        #expect(contents.metadata["steps"] == "3" && contents.metadata["seed"] == "7")
      }
    }
  }
}
