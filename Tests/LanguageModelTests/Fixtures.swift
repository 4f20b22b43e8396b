import Foundation
import LanguageModel
import Testing

/// True in release builds; the tests that train for hundreds of steps run there only.
let isRelease: Bool = {
  #if DEBUG
    false
  #else
    true
  #endif
}()

/// All tests of this module run one after the other in one suite: they share OpenBLAS's
/// process-wide thread count, and time is measured.
@Suite("LanguageModel", .serialized)
struct LanguageModelSuite {}

extension TransformerConfiguration {
  /// A model small enough for plain loops, with a context that is no whole number of lanes.
  static func micro(batch: Int = 2, context: Int = 11) throws -> TransformerConfiguration {
    try TransformerConfiguration(width: 16, layers: 2, heads: 2, context: context, batch: batch)
  }
}

extension Transformer {
  /// A model whose parameters are all far from zero, one and each other, so that no gradient hides
  /// behind a symmetry of the initial state.
  static func shaken(_ configuration: TransformerConfiguration, seed: UInt64) -> Transformer {
    let model = Transformer(configuration, seed: seed)
    var random = SplitMix64(seed: seed &+ 1)
    model.setParameters(model.allParameters().map { $0 + 0.2 * Float(random.nextNormal()) })
    return model
  }
}

/// A batch of random lower-case letters.
func randomBatch(
  _ configuration: TransformerConfiguration, time: Int? = nil, seed: UInt64
) throws -> TokenBatch {
  var random = SplitMix64(seed: seed)
  let count = configuration.batch * (time ?? configuration.context)
  let inputs = (0..<count).map { _ in UInt8(97 + random.next(below: 26)) }
  let targets = (0..<count).map { _ in UInt8(97 + random.next(below: 26)) }
  return try TokenBatch(
    batch: configuration.batch, time: time ?? configuration.context, inputs: inputs,
    targets: targets)
}

/// Runs `body` with a fresh directory that is removed at the end.
func withScratch<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("makespan-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory)
}

/// |a − b| / |b| of two vectors.
func relativeError(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
  let difference = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let size = b.reduce(0.0) { $0 + $1 * $1 }
  return (difference / size).squareRoot()
}
