/// Splits an STG text into integers, remembering lines.
struct STGScanner {
  private let name: String
  private let lines: [Substring]
  private var line = 0
  private var words: ArraySlice<Substring> = []

  /// The critical path that a `# CP Length` line states.
  private(set) var criticalPath: Double?

  init(text: String, name: String) {
    self.name = name
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    advance()
  }

  /// Whether only information lines are left, once a line has been ended.
  var isAtEnd: Bool { words.isEmpty }

  /// The row of a task; a long list of predecessors may run over several lines.
  mutating func row(id: Int) throws(FormatError) -> STGReader.Row {
    let firstLine = line
    let found = try integer("task id \(id)")
    guard found == id else {
      throw error(found: "task id \(found)", expected: "task id \(id) (ids count up from 0)")
    }
    let time = try integer("the time of task \(id)")
    let count = try integer("the number of predecessors of task \(id)")
    var predecessors: [Int] = []
    for position in 0..<count {
      if words.isEmpty { advance() }
      predecessors.append(
        try integer("predecessor \(position + 1) of \(count) of task \(id)"))
    }
    return STGReader.Row(line: firstLine, time: time, predecessors: predecessors)
  }

  /// A non-negative integer.
  mutating func integer(_ what: String) throws(FormatError) -> Int {
    guard let word = words.popFirst() else {
      throw error(found: "the end of the \(line > lines.count ? "file" : "line")", expected: what)
    }
    guard let value = Int(word), value >= 0 else {
      throw error(found: quoted(word), expected: "\(what), an integer of at least 0")
    }
    return value
  }

  /// Requires that the line holds nothing more, and goes to the next that holds something.
  mutating func endLine() throws(FormatError) {
    if let extra = words.first {
      throw error(found: quoted(extra), expected: "the end of the line")
    }
    advance()
  }

  private mutating func advance() {
    while words.isEmpty, line < lines.count {
      let text = lines[line]
      line += 1
      let trimmed = text.drop(while: \.isWhitespace)
      if trimmed.first == "#" {
        readInformation(trimmed)
      } else {
        words = trimmed.split(whereSeparator: \.isWhitespace)[...]
      }
    }
    if words.isEmpty { line = lines.count + 1 }
  }

  private mutating func readInformation(_ text: Substring) {
    let parts = text.dropFirst().split(separator: ":", maxSplits: 1)
    let key = parts.first?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard parts.count == 2, key == "CP Length" else { return }
    let value = parts[1].split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    if let value, value.isFinite { criticalPath = value }
  }

  private func error(found: String, expected: String) -> FormatError {
    FormatError(
      input: name, place: .line(max(min(line, lines.count), 1)), found: found, expected: expected)
  }
}
