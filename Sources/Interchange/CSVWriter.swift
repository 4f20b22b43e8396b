/// Builds CSV text as every table of this project is written: RFC 4180 quoting, lines ended by `\n`.
public struct CSVWriter: Sendable {
  /// The text so far.
  public private(set) var text = ""

  /// Starts with a header line.
  public init(header: [String]) {
    append(header)
  }

  /// Adds a line. Fields are quoted where they need it; see ``real(_:)`` and ``count(_:)``.
  public mutating func append(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { text += "," }
      text += Self.escaped(field)
    }
    text += "\n"
  }

  /// A real as `Double.description` writes it; empty where it does not exist or is not finite.
  public static func real(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value.description
  }

  /// A count; empty where it does not exist.
  public static func count(_ value: Int?) -> String {
    value.map { "\($0)" } ?? ""
  }

  /// A field in quotes if it holds a comma, a quote or a line break, or begins or ends with a space
  /// that a reader might strip.
  public static func escaped(_ field: String) -> String {
    // Plain bytes, which nearly all fields are, need no look at their characters.
    let isPlain = field.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"")
    }
    if isPlain { return field }
    let needsQuotes =
      field.first?.isWhitespace == true || field.last?.isWhitespace == true
      || field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    guard needsQuotes else { return field }
    let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
