import Foundation
import LanguageModel

/// Times the language model's training step and its matrix products alone, and exports what another
/// implementation needs to take the same steps.
///
/// `makespan-bench language-model SIZE` obeys one order a line on standard input and answers with one
/// line, so that a driver can take turns between this process and another:
///
/// - `step N` takes N optimizer steps and answers with processor seconds per step;
/// - `products N` calls the step's list of matrix products N times and answers with processor
///   seconds per pass;
/// - `export FILE` writes the exercise of `TrainingExercise` and answers with the losses here;
/// - `describe` answers with what the figures depend on.
struct LanguageModelBenchmark {
  let size: ModelSize
  let trainer: Trainer
  let products: ProductList
  private var random = SplitMix64(seed: 1)

  init(_ size: ModelSize) throws {
    BLASLibrary.threads = 1
    self.size = size
    trainer = Trainer(
      Transformer(size.configuration, seed: 1),
      schedule: try LearningRateSchedule(peak: 1e-3, warmUpSteps: 10, totalSteps: 10_000))
    products = ProductList(size.configuration)
  }

  /// Obeys standard input until it ends.
  mutating func obey() throws {
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 1)
      let argument = words.count == 2 ? String(words[1]) : ""
      switch (words.first, Int(argument)) {
      case ("step", let count?) where count > 0: print(try step(count))
      case ("products", let count?) where count > 0: print(run(count))
      case ("export", nil) where !argument.isEmpty: print(try export(to: argument))
      case ("describe", nil): print(description)
      default: Benchmark.fail("cannot read the order '\(line)'")
      }
      fflush(nil)
    }
  }

  private mutating func step(_ count: Int) throws -> Double {
    let batch = TokenBatch.walk(size.configuration, &random)
    let start = Stopwatch.processorSeconds
    for _ in 0..<count { try trainer.step(on: batch) }
    return (Stopwatch.processorSeconds - start) / Double(count)
  }

  private func run(_ count: Int) -> Double {
    let start = Stopwatch.processorSeconds
    for _ in 0..<count { products.run() }
    return (Stopwatch.processorSeconds - start) / Double(count)
  }

  private func export(to path: String) throws -> String {
    let exercise = try TrainingExercise(size.configuration)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try encoder.encode(exercise).write(to: URL(fileURLWithPath: path))
    return try exercise.losses().map { "\($0)" }.joined(separator: " ")
  }

  private var description: String {
    "\(Machine.processorName); \(BLASLibrary.version), core \(BLASLibrary.core); "
      + "kernels for \(Kernels.target); \(products.count) products, "
      + "\(products.operations) operations"
  }
}
