import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Exercises")
  struct TrainingExerciseTests {
    init() { BLASLibrary.threads = 1 }

    /// The losses of PyTorch 2.15.0 (one thread, scaled-dot-product attention, fused AdamW) on the
    /// same weights, batches and learning rates, by `scripts/compare-pytorch.sh`.
    static let torchLosses: [ModelSize: [Double]] = [
      .tiny: [5.618563, 5.036174, 4.483089, 3.973121, 3.732060],
      .small: [6.053005, 4.138483, 3.210529, 2.724209, 2.441033],
    ]

    @Test(
      "the first five losses are PyTorch's, to 1e-4",
      arguments: isRelease ? [ModelSize.tiny, .small] : [.tiny])
    func losses(size: ModelSize) throws {
      let wanted = try #require(Self.torchLosses[size])
      let losses = try TrainingExercise(size.configuration).losses()
      #expect(losses.count == wanted.count)
      for (got, torch) in zip(losses, wanted) { #expect(abs(got - torch) < 1e-4) }
    }

    @Test("the exercise names every parameter and has a batch for each step")
    func export() throws {
      let configuration = try TransformerConfiguration.micro()
      let encoder = JSONEncoder()
      let data = try encoder.encode(TrainingExercise(configuration))
      let object = try #require(
        JSONSerialization.jsonObject(with: data) as? [String: Any])
      let weights = try #require(object["weights"] as? [Double])
      #expect(weights.count == ParameterLayout(configuration).count)
      let parameters = try #require(object["parameters"] as? [[String: Any]])
      #expect(parameters.count == ParameterLayout(configuration).views.count)
      for key in ["inputs", "targets"] {
        let batches = try #require(object[key] as? [[Int]])
        #expect(batches.map(\.count) == Array(repeating: configuration.tokensPerStep, count: 5))
      }
      #expect((object["learningRates"] as? [Double])?.count == 5)
    }

    static let licenseFile = "/usr/share/common-licenses/GPL-3"
    static let canTrainOnLicense =
      isRelease && ProcessInfo.processInfo.environment["CI"] != nil
      && FileManager.default.fileExists(atPath: licenseFile)

    @Test(
      "small predicts the last tenth of the GPL's text with at most 3.4 bits per byte",
      .enabled(
        if: canTrainOnLicense,
        "trains for a minute: release builds with CI set, where the text is installed"))
    func license() throws {
      let text = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.licenseFile)))
      let exercise = try TextExercise(text, for: .small)
      let bits = try exercise.heldOutBits(of: exercise.trainedModel(seed: 1))
      #expect(bits <= 3.4, "\(bits) bits per byte")
    }

    @Test("held-out bits count every byte once, in whole windows and a shorter last one")
    func heldOutBits() throws {
      let configuration = try TransformerConfiguration.micro()
      let text = (0..<400).map { UInt8(97 + $0 * $0 % 26) }
      let exercise = try TextExercise(text, for: configuration)
      let model = Transformer.shaken(configuration, seed: 1)
      let held = Array(text[360...])
      var nats = 0.0
      // Forty bytes: three windows of eleven predictions and one of six.
      for (start, length) in [(0, 11), (11, 11), (22, 11), (33, 6)] {
        let batch = try TokenBatch(
          batch: 1, time: length, inputs: Array(held[start..<start + length]),
          targets: Array(held[start + 1..<start + length + 1]))
        nats += try model.loss(on: batch) * Double(length)
      }
      let bits = try exercise.heldOutBits(of: model)
      #expect(abs(bits - nats / 39 / log(2)) < 1e-9)
      #expect(throws: LanguageModelError.tooFewSequences(found: 0, required: 1)) {
        try TextExercise(Array(text[..<100]), for: configuration)
      }
    }
  }
}
