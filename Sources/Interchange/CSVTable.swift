import SchedulingModel
import SwiftCSV

/// A parsed CSV text: rows with line numbers, fields by column name.
///
/// SwiftCSV splits the text; what it lets pass (short rows, an open quote) is refused here.
public struct CSVTable: Sendable {
  /// One row.
  public struct Row: Sendable, Equatable {
    /// The line that it starts on, counted from 1.
    public var line: Int
    /// Its fields, as many as the header's.
    public var fields: [String]
  }

  /// The input's name, for errors.
  public let input: String
  /// The column names.
  public let header: [String]
  /// The rows below the header; blank lines are left out.
  public let rows: [Row]

  /// Parses a text.
  ///
  /// - Throws: ``FormatError`` with the line: no header, a quote in the wrong place or left open, or
  ///   a row of more or fewer fields than the header.
  /// - Complexity: O(text).
  public init(_ text: String, name: String) throws(FormatError) {
    // SwiftCSV drops an empty last field unless a line end follows it, and ends an open quote.
    let ended = text.last?.isNewline ?? true ? text : text + "\n"
    guard ended.utf8.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) else {
      throw FormatError(
        input: name, place: .document, found: "a quote that is never closed",
        expected: "quotes in pairs")
    }
    var records: [[String]] = []
    do {
      let csv = try EnumeratedCSV(
        string: ended, delimiter: .comma, loadColumns: false, rowLimit: 0)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { records.append($0) }
    } catch {
      let line = Self.line(after: records)
      throw FormatError(
        input: name, place: .line(line), found: "a quote inside a field",
        expected: "fields quoted as in RFC 4180")
    }
    guard let header = records.first, header != [""] else {
      throw FormatError(
        input: name, place: .line(1), found: "no header", expected: "column names")
    }
    var rows: [Row] = []
    rows.reserveCapacity(records.count)
    var line = 1
    for (index, fields) in records.enumerated() {
      defer { line += 1 + Self.lineBreaks(in: fields) }
      if index == 0 || fields == [""] { continue }
      guard fields.count == header.count else {
        throw FormatError(
          input: name, place: .line(line), found: "\(fields.count) fields",
          expected: "\(header.count), as in the header")
      }
      rows.append(Row(line: line, fields: fields))
    }
    input = name
    self.header = header
    self.rows = rows
  }

  /// The place of a column.
  ///
  /// - Throws: ``FormatError`` with the nearest column name if there is none.
  public func column(_ name: String) throws(FormatError) -> Int {
    guard let index = header.firstIndex(of: name) else {
      throw FormatError(
        input: input, place: .line(1), found: "no column '\(name)'",
        expected: "a column of that name", nearest: nearestName(to: name, among: header))
    }
    return index
  }

  /// A field as a finite number.
  public func real(_ column: Int, of row: Row) throws(FormatError) -> Double {
    guard let value = Double(row.fields[column]), value.isFinite else {
      throw error(column, of: row, expected: "a finite number")
    }
    return value
  }

  /// A field as an integer.
  public func count(
    _ column: Int, of row: Row, atLeast least: Int = 0
  ) throws(FormatError) -> Int {
    guard let value = Int(row.fields[column]), value >= least else {
      throw error(column, of: row, expected: "an integer of at least \(least)")
    }
    return value
  }

  /// The error that a field is not what it should be.
  public func error(
    _ column: Int, of row: Row, expected: String, nearest: String? = nil
  ) -> FormatError {
    FormatError(
      input: input, place: .line(row.line),
      found: "\(quoted(row.fields[column])) as \(header[column])", expected: expected,
      nearest: nearest)
  }

  private static func lineBreaks(in fields: [String]) -> Int {
    fields.reduce(0) { $0 + $1.count(where: \.isNewline) }
  }

  private static func line(after records: [[String]]) -> Int {
    records.reduce(1) { $0 + 1 + lineBreaks(in: $1) }
  }
}
