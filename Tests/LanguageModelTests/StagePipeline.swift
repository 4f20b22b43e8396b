import Foundation
import LanguageModel

/// Tasks of a small pipeline in one folder.
struct StagePipeline {
  let folder: URL
  var model = ModelSize.micro
  var seed: UInt64 = 7

  init(_ folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder.path + "/" + name }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  func task(
    _ stage: Stage, _ units: Double, index: Int = 0, to output: String,
    _ inputs: StageTask.Inputs = StageTask.Inputs()
  ) -> StageTask {
    StageTask(
      stage: stage, model: model, units: units, seed: seed, index: index, inputs: inputs,
      output: path(output))
  }

  /// Two shards of 20 kB, packed into one file `tokens`.
  func prepareTokens() throws {
    for index in 0..<2 {
      try task(.loadData, 20_000 / 1_048_576, index: index, to: "raw-\(index)").run()
    }
    try task(
      .preprocess, 1, to: "tokens", .init(raw: [path("raw-0"), path("raw-1")])
    ).run()
  }

  /// A training of so many steps on `tokens`.
  func train(
    steps: Int, from checkpoint: String? = nil, results: [String] = [], to output: String
  ) -> StageTask {
    task(
      .train, Double(steps * model.configuration.tokensPerStep), to: output,
      .init(
        tokens: [path("tokens")], checkpoint: checkpoint.map(path), results: results.map(path)))
  }
}
