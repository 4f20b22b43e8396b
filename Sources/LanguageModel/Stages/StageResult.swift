import Foundation

/// What `evaluate` writes: JSON with sorted keys.
struct EvaluationResult: Codable, Equatable {
  var stage = Stage.evaluate
  /// The mean held-out loss; absent where it is no finite number, because the training diverged.
  var bitsPerByte: Double?
  /// Batches and tokens scored.
  var batches: Int
  var tokens: Int
  /// Optimizer steps behind the model.
  var steps: Int
  /// Floats per position of the model.
  var width: Int

  private enum CodingKeys: String, CodingKey {
    case stage, batches, tokens, steps, width
    case bitsPerByte = "bits_per_byte"
  }
}

/// What `optimize` writes: JSON with sorted keys.
struct SearchResult: Codable, Equatable {
  /// One configuration, and how far it came.
  struct Trial: Codable, Equatable {
    var learningRate: Double
    var width: Int
    /// Optimizer steps, and the rounds that it was part of.
    var steps: Int
    var rounds: Int
    /// The held-out loss after its last round; absent where it is no finite number.
    var bitsPerByte: Double?

    private enum CodingKeys: String, CodingKey {
      case width, steps, rounds
      case learningRate = "learning_rate"
      case bitsPerByte = "bits_per_byte"
    }
  }

  var stage = Stage.optimize
  /// The best trial's figures.
  var bitsPerByte: Double?
  var learningRate: Double
  var width: Int
  /// All trials, in the order of their drawing.
  var trials: [Trial]

  private enum CodingKeys: String, CodingKey {
    case stage, width, trials
    case bitsPerByte = "bits_per_byte"
    case learningRate = "learning_rate"
  }

  /// The best of several results, the first of equals; those of other stages are left alone.
  ///
  /// - Throws: `LanguageModelError.resultUnreadable`.
  static func best(
    of paths: [String], bytesRead: inout Int
  ) throws(LanguageModelError) -> SearchResult? {
    var best: SearchResult?
    for path in paths {
      guard let bytes = try? WholeFile.read(path),
        let kind = try? JSONDecoder().decode(Kind.self, from: Data(bytes))
      else { throw .resultUnreadable(path: path) }
      bytesRead += bytes.count
      guard kind.stage == .optimize else { continue }
      guard let result = try? JSONDecoder().decode(SearchResult.self, from: Data(bytes)),
        result.learningRate > 0, result.learningRate.isFinite
      else { throw .resultUnreadable(path: path) }
      if result.bitsPerByte ?? .infinity < best?.bitsPerByte ?? .infinity { best = result }
    }
    return best
  }

  private struct Kind: Decodable {
    var stage: Stage
  }
}

/// Writes a result, and returns its bytes.
func writeResult(_ value: some Encodable, to path: String) throws(LanguageModelError) -> Int {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
  guard let data = try? encoder.encode(value) else {
    throw .outputNotWritable(path: path, reason: "its numbers are not finite")
  }
  return try WholeFile.write([UInt8](data) + [UInt8(ascii: "\n")], to: path)
}

extension Double {
  /// A loss in nats per token as bits per byte; nil where it is no finite number.
  var bitsPerByte: Double? { isFinite ? self * 1.442_695_040_888_963_4 : nil }
}
