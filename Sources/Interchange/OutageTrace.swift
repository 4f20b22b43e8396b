import Foundation

/// Outages as somebody recorded them: which node, when, and for how long.
///
/// Two forms are read, told apart by their columns:
/// - `node`, `start_seconds`, `duration_seconds` in any order, times from the beginning of the
///   observation;
/// - the failure data of Los Alamos National Laboratory (LA-UR-05-7318): `nodenumz`, `Prob Started` as
///   month/day/year hour:minute, and `Down Time` in minutes. Times count from the first outage.
///
/// Further columns are left alone.
public struct OutageTrace: Sendable, Equatable {
  /// One recorded outage.
  public struct Record: Sendable, Equatable {
    /// The node's name or number.
    public var node: String
    /// In seconds.
    public var start: Double
    /// In seconds.
    public var duration: Double

    /// Creates a record.
    public init(node: String, start: Double, duration: Double) {
      self.node = node
      self.start = start
      self.duration = duration
    }

    /// In seconds.
    public var end: Double { start + duration }
  }

  /// The records as they stand in the file, by start.
  public let records: [Record]

  /// A trace of records in any order.
  public init(records: [Record]) {
    self.records = records.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  /// Reads a trace.
  ///
  /// - Throws: ``FormatError`` with the line and what was expected there.
  /// - Complexity: O(n log n) for n records.
  public init(_ text: String, name: String) throws(FormatError) {
    let table = try CSVTable(text, name: name)
    let records =
      table.header.contains("Prob Started") ? try Self.lanl(table) : try Self.plain(table)
    guard !records.isEmpty else {
      throw FormatError(
        input: name, place: .document, found: "no outages", expected: "at least one line")
    }
    self.init(records: records)
  }

  /// The records in which those of one node that touch or overlap are one; by start.
  public var merged: OutageTrace {
    var merged: [Record] = []
    var lastOfNode: [String: Int] = [:]
    for record in records {
      if let last = lastOfNode[record.node], record.start <= merged[last].end {
        merged[last].duration = max(merged[last].end, record.end) - merged[last].start
      } else {
        lastOfNode[record.node] = merged.count
        merged.append(record)
      }
    }
    return OutageTrace(records: merged)
  }

  /// The nodes, in order of their first outage.
  public var nodes: [String] {
    var seen: Set<String> = []
    return records.map(\.node).filter { seen.insert($0).inserted }
  }

  private static func plain(_ table: CSVTable) throws(FormatError) -> [Record] {
    let (node, start) = (try table.column("node"), try table.column("start_seconds"))
    let duration = try table.column("duration_seconds")
    var records: [Record] = []
    for row in table.rows {
      records.append(
        Record(
          node: try name(node, of: row, in: table), start: try time(start, of: row, in: table),
          duration: try time(duration, of: row, in: table)))
    }
    return records
  }

  private static func lanl(_ table: CSVTable) throws(FormatError) -> [Record] {
    let (node, started) = (try table.column("nodenumz"), try table.column("Prob Started"))
    let minutes = try table.column("Down Time")
    // Nodes are numbered within a system.
    if let system = table.header.firstIndex(of: "System"), let first = table.rows.first,
      let other = table.rows.first(where: { $0.fields[system] != first.fields[system] })
    {
      throw table.error(
        system, of: other,
        expected: "one system alone, as in the first line: "
          + quoted(first.fields[system]))
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    var records: [Record] = []
    for row in table.rows {
      guard let start = seconds(row.fields[started], calendar) else {
        throw table.error(started, of: row, expected: "month/day/year hour:minute")
      }
      records.append(
        Record(
          node: try name(node, of: row, in: table), start: start,
          duration: 60 * (try time(minutes, of: row, in: table))))
    }
    let first = records.map(\.start).min() ?? 0
    return records.map { Record(node: $0.node, start: $0.start - first, duration: $0.duration) }
  }

  private static func name(
    _ column: Int, of row: CSVTable.Row, in table: CSVTable
  ) throws(FormatError) -> String {
    let name = row.fields[column]
    guard !name.isEmpty else { throw table.error(column, of: row, expected: "a node") }
    return name
  }

  private static func time(
    _ column: Int, of row: CSVTable.Row, in table: CSVTable
  ) throws(FormatError) -> Double {
    let value = try table.real(column, of: row)
    guard value >= 0, value <= 1e18 else {
      throw table.error(column, of: row, expected: "a number from 0 to 1e18")
    }
    return value
  }

  /// Seconds since 1970 of a time such as `12/31/2001 13:56`; nil if it is none.
  private static func seconds(_ text: String, _ calendar: Calendar) -> Double? {
    let parts = text.split { "/ :".contains($0) }.map { Int($0) }
    guard parts.count == 5, case let numbers = parts.compactMap({ $0 }), numbers.count == 5,
      (1...12).contains(numbers[0]), (1...31).contains(numbers[1]),
      (1900...9999).contains(numbers[2]), (0...23).contains(numbers[3]),
      (0...59).contains(numbers[4])
    else { return nil }
    let components = DateComponents(
      calendar: calendar, year: numbers[2], month: numbers[0], day: numbers[1],
      hour: numbers[3], minute: numbers[4])
    guard components.isValidDate, let date = components.date else { return nil }
    return date.timeIntervalSince1970
  }
}
