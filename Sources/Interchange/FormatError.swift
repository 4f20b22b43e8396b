/// What is wrong with the text of a file, and where.
public struct FormatError: Error, Equatable, Sendable {
  /// Where in the input.
  public enum Place: Equatable, Sendable {
    /// The input as a whole.
    case document
    /// A line, counted from 1.
    case line(Int)
    /// A key path such as `workflow.specification.tasks[3].id`.
    case key(String)
  }

  /// The input's name, usually a file's.
  public var input: String
  /// Where in the input.
  public var place: Place
  /// What is there.
  public var found: String
  /// What should be there.
  public var expected: String
  /// The valid word nearest to what was found, where one is near.
  public var nearest: String?

  /// Creates an error.
  public init(
    input: String, place: Place, found: String, expected: String, nearest: String? = nil
  ) {
    self.input = input
    self.place = place
    self.found = found
    self.expected = expected
    self.nearest = nearest
  }
}

extension FormatError: CustomStringConvertible {
  public var description: String {
    let location =
      switch place {
      case .document: input
      case .line(let line): "\(input):\(line)"
      case .key(let path): "\(input): \(path)"
      }
    return "\(location): found \(found), expected \(expected)"
      + (nearest.map { " (nearest: '\($0)')" } ?? "")
  }
}

/// A piece of input in quotes, short enough for an error message and without control characters.
func quoted(_ text: some StringProtocol) -> String {
  let limit = 60
  let head = text.unicodeScalars.prefix(limit)
  var shown = "'"
  for scalar in head {
    if scalar.value < 0x20 || scalar.value == 0x7F {
      shown += scalar.escaped(asASCII: true)
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown + (text.unicodeScalars.dropFirst(limit).isEmpty ? "'" : "…'")
}
