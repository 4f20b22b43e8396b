import Foundation
import LanguageModel

/// Times the language model's training step, and its matrix products alone.
///
/// `makespan-bench language-model SIZE` obeys one order a line on standard input, so that a driver
/// can take turns between this process and another: `step N` takes N optimizer steps, `products N`
/// calls the step's list of matrix products N times; both answer with processor seconds per turn.
struct LanguageModelBenchmark {
  let configuration: TransformerConfiguration
  let trainer: Trainer
  let products: ProductList
  private var batch: TokenBatch
  private var random = SplitMix64(seed: 1)

  init(_ size: ModelSize) throws {
    BLASLibrary.threads = 1
    configuration = size.configuration
    trainer = Trainer(
      Transformer(configuration, seed: 1),
      schedule: try LearningRateSchedule(peak: 3e-3, warmUpSteps: 10, totalSteps: 10_000))
    products = ProductList(configuration)
    batch = TokenBatch(zerosOf: configuration)
  }

  /// Processor seconds per training step.
  mutating func step(_ count: Int) throws -> Double {
    for index in 0..<batch.count {
      batch.inputs[index] = UInt8(97 + random.next(below: 26))
      batch.targets[index] = UInt8(97 + random.next(below: 26))
    }
    let start = Stopwatch.processorSeconds
    for _ in 0..<count { try trainer.step(on: batch) }
    return (Stopwatch.processorSeconds - start) / Double(count)
  }

  /// Processor seconds per pass over the products.
  func run(_ count: Int) -> Double {
    let start = Stopwatch.processorSeconds
    for _ in 0..<count { products.run() }
    return (Stopwatch.processorSeconds - start) / Double(count)
  }

  /// Obeys standard input until it ends.
  mutating func obey() throws {
    print("ready \(products.count) products, \(products.operations) operations")
    fflush(nil)
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]), count > 0 else {
        Benchmark.fail("cannot read '\(line)'")
      }
      switch words[0] {
      case "step": print(try step(count))
      case "products": print(run(count))
      default: Benchmark.fail("cannot read '\(line)'")
      }
      fflush(nil)
    }
  }
}
