import Foundation
import Interchange
import Yams

/// Reading a YAML file into its root element.
enum YAMLDocument {
  /// Scenarios are small: large workflows belong in JSON, which is read eight times as fast.
  static let largestBytes = 64 << 20
  /// Deeper nesting is no scenario, and the parser is recursive.
  static let deepestNesting = 200

  static func read(_ path: String) throws(InputError) -> YAMLElement {
    let text: String
    do {
      text = try FileReading.text(at: path, limit: largestBytes)
    } catch {
      throw InputError(file: path, problem: .file(error))
    }
    return try parse(text, file: path)
  }

  static func parse(_ text: String, file: String) throws(InputError) -> YAMLElement {
    try refuseDeepNesting(text, file: file)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw syntaxError(error, file: file)
    } catch {
      throw InputError(file: file, problem: .syntax("\(error)"))
    }
    guard let root else { throw InputError(file: file, problem: .empty) }
    if case .scalar(let scalar) = root, scalar.string.isEmpty {
      throw InputError(file: file, problem: .empty)
    }
    return YAMLElement(node: root, file: file, path: "")
  }

  /// Refuses nesting that could exhaust the parser's stack: brackets, and rows of `- - -` or of
  /// ever deeper indentation.
  private static func refuseDeepNesting(_ text: String, file: String) throws(InputError) {
    var line = 1
    var brackets = 0
    var dashes = 0
    var column = 0
    var atStart = true
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      defer { previous = byte }
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        (dashes, column, atStart) = (0, 0, true)
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        brackets += 1
        atStart = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        brackets = max(0, brackets - 1)
        atStart = false
      case UInt8(ascii: "-") where atStart, UInt8(ascii: "?") where atStart:
        // Only what a space follows is a list's item.
        atStart = previous == UInt8(ascii: " ") || previous == UInt8(ascii: "\n")
        dashes += atStart ? 1 : 0
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if atStart { column += 1 }
      default:
        atStart = false
      }
      if brackets > deepestNesting || dashes > deepestNesting || column > 16 * deepestNesting {
        throw InputError(
          file: file, line: line,
          problem: .syntax("nested deeper than \(deepestNesting) levels"))
      }
    }
  }

  private static func syntaxError(_ error: YamlError, file: String) -> InputError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      InputError(file: file, line: mark.line, problem: .syntax("broken YAML: \(problem)"))
    case .duplicatedKeysInMapping(let duplicates, let context):
      InputError(
        file: file, line: context.mark.line,
        problem: .syntax(
          "broken YAML: the key \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) "
            + "stands twice in one mapping"))
    default:
      InputError(file: file, problem: .syntax("broken YAML: \(error)"))
    }
  }
}
