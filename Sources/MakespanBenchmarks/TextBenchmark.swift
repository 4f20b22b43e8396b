import Foundation
import LanguageModel

/// Trains a model on a text file and lets it write.
///
/// `makespan-bench text SIZE FILE [PROMPT]` prints the bits per held-out byte and a sample.
struct TextBenchmark {
  let size: ModelSize
  let file: String
  let prompt: String

  func run() throws {
    BLASLibrary.threads = 1
    let text = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let exercise = try TextExercise(text, for: size.configuration)
    let start = Stopwatch.processorSeconds
    let model = try exercise.trainedModel(seed: 1) { step, loss in
      if step % 50 == 0 {
        print("step \(step): \(String(format: "%.3f", loss / log(2.0))) bits per byte")
      }
    }
    let seconds = Stopwatch.processorSeconds - start
    let bits = try exercise.heldOutBits(of: model)
    print(
      "\(size.rawValue), \(text.count) bytes, \(TextExercise.steps) steps in "
        + String(format: "%.1f s of processor time: %.3f bits per held-out byte", seconds, bits))
    let options = SamplingOptions(temperature: 0.6, topK: 20, seed: 7)
    let sample = try model.generate(after: Array(prompt.utf8), count: 400, options: options)
    print(
      "sample after '\(prompt)', temperature \(options.temperature), top-k \(options.topK), "
        + "seed \(options.seed):")
    print(prompt + String(decoding: sample, as: UTF8.self))
  }
}
