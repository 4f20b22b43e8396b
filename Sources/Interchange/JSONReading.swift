import Foundation
import SchedulingModel

/// Decodes JSON, turning the decoder's errors into ``FormatError`` with a key path.
enum JSONReading {
  static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, name: String
  ) throws(FormatError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw formatError(error, data: data, name: name)
    } catch {
      throw FormatError(
        input: name, place: .document, found: "unreadable JSON (\(error))", expected: "JSON")
    }
  }

  private static func formatError(
    _ error: DecodingError, data: Data, name: String
  ) -> FormatError {
    switch error {
    case .keyNotFound(let key, let context):
      // The value is read a second time, for the names that it does have.
      let object = JSONProbe.value(at: context.codingPath, in: data)
      return FormatError(
        input: name, place: place(context.codingPath + [key]), found: "no such key",
        expected: "a value",
        nearest: nearestName(to: key.stringValue, among: (object?.keys ?? []).sorted()))
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      // The decoder looks at a number only when it is asked for, and may then find that it is none.
      guard let value = JSONProbe.value(at: context.codingPath, in: data) else {
        return syntaxError(data, name: name)
      }
      return FormatError(
        input: name, place: place(context.codingPath), found: value.description,
        expected: word(for: type))
    case .dataCorrupted(let context):
      guard context.codingPath.isEmpty else {
        return FormatError(
          input: name, place: place(context.codingPath), found: context.debugDescription,
          expected: "a value that can be represented")
      }
      return syntaxError(data, name: name)
    @unknown default:
      return FormatError(
        input: name, place: .document, found: "unreadable JSON (\(error))", expected: "JSON")
    }
  }

  private static func syntaxError(_ data: Data, name: String) -> FormatError {
    if data.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
      return FormatError(
        input: name, place: .document, found: "an empty file", expected: "a JSON object")
    }
    var syntax = JSONSyntax(data)
    let problem = syntax.firstProblem()
    return FormatError(
      input: name, place: problem?.place ?? .document,
      found: problem?.found ?? "text that the decoder refuses",
      expected: problem?.expected ?? "JSON")
  }

  static func place(_ path: [any CodingKey]) -> FormatError.Place {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return text.isEmpty ? .document : .key(text)
  }

  private static func word(for type: Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Double.Type: "a number"
    case is Int.Type, is UInt64.Type: "an integer"
    case is Bool.Type: "true or false"
    default: "\(type)".hasPrefix("Array") ? "an array" : "an object"
    }
  }
}
