import Foundation

/// Finds where a text stops being JSON (RFC 8259), for an error message.
///
/// The decoder on Linux says only that a text is not valid; this walks the text again, without
/// recursion, so that a hostile one cannot exhaust the stack.
struct JSONSyntax {
  /// The first thing that is wrong.
  struct Problem {
    var place: FormatError.Place
    var found: String
    var expected: String
  }

  /// The depth at which the decoder gives up.
  static let maximumDepth = 512

  private enum Container {
    case object(key: String)
    case array(index: Int)
  }

  private enum Next: String {
    case value = "a value"
    case valueOrEnd = "a value or ']'"
    case key = "a key in double quotes"
    case keyOrEnd = "a key in double quotes or '}'"
    case colon = "':'"
    case separator = "',' or the end of the array or object"
    case end = "the end of the file"
  }

  private let bytes: [UInt8]
  private var position = 0
  private var containers: [Container] = []
  private var next = Next.value

  init(_ data: Data) {
    bytes = Array(data)
  }

  /// The first problem; nil where this sees none. O(text).
  mutating func firstProblem() -> Problem? {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      return Problem(
        place: .document, found: "bytes that are not UTF-8 text", expected: "UTF-8 text")
    }
    while true {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
        position += 1
      }
      guard position < bytes.count else {
        return next == .end ? nil : problem(expected: next.rawValue)
      }
      if containers.count > Self.maximumDepth {
        return Problem(
          place: place(of: position), found: "more than \(Self.maximumDepth) nested levels",
          expected: "fewer")
      }
      if let problem = step(Character(Unicode.Scalar(bytes[position]))) { return problem }
    }
  }

  private mutating func step(_ character: Character) -> Problem? {
    switch (next, character) {
    case (.value, "{"), (.valueOrEnd, "{"):
      enter(.object(key: ""), .keyOrEnd)
    case (.value, "["), (.valueOrEnd, "["):
      enter(.array(index: 0), .valueOrEnd)
    case (.valueOrEnd, "]"), (.keyOrEnd, "}"):
      leave()
    case (.value, "\""), (.valueOrEnd, "\""):
      guard string() != nil else { return problem(expected: "the rest of a string") }
      endValue()
    case (.value, _), (.valueOrEnd, _):
      return word()
    case (.key, "\""), (.keyOrEnd, "\""):
      guard let key = string() else { return problem(expected: "the rest of a key") }
      containers[containers.count - 1] = .object(key: key)
      next = .colon
    case (.colon, ":"):
      position += 1
      next = .value
    case (.separator, _):
      return separator(character)
    default:
      return problem(expected: next.rawValue)
    }
    return nil
  }

  private mutating func separator(_ character: Character) -> Problem? {
    switch (containers.last, character) {
    case (.object, "}"), (.array, "]"):
      leave()
    case (.object, ","):
      position += 1
      next = .key
    case (.array(let index), ","):
      position += 1
      containers[containers.count - 1] = .array(index: index + 1)
      next = .value
    default:
      return problem(expected: next.rawValue)
    }
    return nil
  }

  private mutating func enter(_ container: Container, _ following: Next) {
    containers.append(container)
    position += 1
    next = following
  }

  private mutating func leave() {
    containers.removeLast()
    position += 1
    endValue()
  }

  private mutating func endValue() {
    next = containers.isEmpty ? .end : .separator
  }

  /// A string from its opening quote; nil, at the place of the problem, if it breaks off.
  private mutating func string() -> String? {
    let start = position + 1
    position = start
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
      case UInt8(ascii: "\\"): position += 2
      case 0..<0x20: return nil
      default: position += 1
      }
    }
    position = bytes.count
    return nil
  }

  /// A number or a literal name.
  private mutating func word() -> Problem? {
    let rest = bytes[position...].prefix { byte in
      switch Character(Unicode.Scalar(byte)) {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "+", ".": true
      default: false
      }
    }
    let text = String(decoding: rest, as: UTF8.self)
    let isNumber = text.wholeMatch(of: #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/#) != nil
    guard isNumber || ["true", "false", "null"].contains(text) else {
      return problem(found: text.isEmpty ? nil : quoted(text), expected: next.rawValue)
    }
    if isNumber, !(Double(text) ?? .infinity).isFinite {
      return Problem(
        place: .key(keyPath), found: quoted(text), expected: "a number that fits a Double")
    }
    position += rest.count
    endValue()
    return nil
  }

  private func problem(found: String? = nil, expected: String) -> Problem {
    let here = String(decoding: bytes[min(position, bytes.count)...].prefix(8), as: UTF8.self)
    let standing = here.first.map { quoted(String($0)) } ?? "the end of the file"
    return Problem(place: place(of: position), found: found ?? standing, expected: expected)
  }

  private func place(of position: Int) -> FormatError.Place {
    .line(bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1)
  }

  private var keyPath: String {
    var text = ""
    for container in containers {
      switch container {
      case .array(let index): text += "[\(index)]"
      case .object(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }
}
