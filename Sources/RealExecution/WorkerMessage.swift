import Foundation
import LanguageModel

/// What the coordinator tells a worker, one JSON object a line on its standard input.
package struct WorkOrder: Codable, Equatable, Sendable {
  /// The task's id.
  package var task: Int
  /// The attempt's number.
  package var attempt: Int
  /// What to run; its output is a path in the attempt's own folder.
  package var work: StageTask
}

/// What a worker says, one JSON object a line on its standard output.
enum WorkerMessage: Codable, Equatable, Sendable {
  /// The worker is ready for orders.
  case ready
  /// The worker is alive: it waits for work, or its work went on since it said so last.
  case beat
  /// The attempt succeeded and its artefact is in place.
  case done(task: Int, attempt: Int, artefact: Artefact)
  /// The attempt ended with an error.
  case failed(task: Int, attempt: Int, reason: String)
}

/// Lines of JSON.
enum JSONLine {
  /// One line, its end included.
  static func text<Value: Encodable>(_ value: Value) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values of this file's types always encode.
    guard let data = try? encoder.encode(value) else { return "\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The value of a line; nil if it is something else.
  static func value<Value: Decodable>(_ line: String, as type: Value.Type = Value.self) -> Value? {
    try? JSONDecoder().decode(type, from: Data(line.utf8))
  }
}
