import SchedulingModel

/// Reads a graph of the Standard Task Graph Set (Kasahara Laboratory, Waseda University).
///
/// Whitespace-separated integers: n, then rows `id time count predecessor…` with ids counting up
/// from 0, and `#` lines of information. The first and the last row are dummies of time 0 and are
/// dropped; some mirrors count them in n. Tasks are named by their ids; edges carry no data.
public enum STGReader {
  /// Reads a graph.
  ///
  /// - Parameter name: the file's name, for the workflow and for errors.
  /// - Throws: ``FormatError`` with the line.
  /// - Complexity: O(text + e log e).
  public static func read(_ text: String, name: String) throws(FormatError) -> ParsedWorkflow {
    var scanner = STGScanner(text: text, name: name)
    var rows: [Row] = []
    var notes: [String] = []
    let stated = try scanner.integer("the number of tasks")
    try scanner.endLine()
    while !scanner.isAtEnd {
      let row = try scanner.row(id: rows.count)
      try scanner.endLine()
      rows.append(row)
    }
    switch rows.count - stated {
    case 2: break
    case 0: notes.append("the number of tasks on the first line counts the dummies")
    default:
      throw FormatError(
        input: name, place: .document, found: "\(rows.count) rows for \(stated) tasks",
        expected: "n + 2 rows (or n, dummies included)")
    }
    let kept = withoutDummies(rows, &notes)
    guard !kept.isEmpty else {
      throw FormatError(
        input: name, place: .document, found: "no tasks", expected: "at least one task")
    }
    let workflow = try build(rows, kept: kept, name: name, &notes)
    return ParsedWorkflow(
      workflow: workflow, notes: notes, statedCriticalPath: scanner.criticalPath)
  }

  struct Row {
    var line: Int
    var time: Int
    var predecessors: [Int]
  }

  /// The ids that remain when a first and a last row of time 0 are dropped.
  private static func withoutDummies(_ rows: [Row], _ notes: inout [String]) -> Range<Int> {
    var kept = 0..<rows.count
    if let first = rows.first, first.time == 0, first.predecessors.isEmpty {
      kept = 1..<kept.upperBound
    } else if !rows.isEmpty {
      notes.append("the first row is no dummy and is kept as a task")
    }
    if kept.count > 0, let last = rows.last, last.time == 0 {
      kept = kept.lowerBound..<(kept.upperBound - 1)
    } else if kept.count > 0 {
      notes.append("the last row is no dummy and is kept as a task")
    }
    return kept
  }

  private static func build(
    _ rows: [Row], kept: Range<Int>, name: String, _ notes: inout [String]
  ) throws(FormatError) -> Workflow {
    var builder = WorkflowBuilder(name: name)
    var repeats = 0
    for id in kept {
      builder.add(Workflow.Task(name: "\(id)", cost: .work(Double(rows[id].time))))
    }
    for id in kept {
      var seen: Set<Int> = []
      for predecessor in rows[id].predecessors {
        guard rows.indices.contains(predecessor), predecessor != id else {
          throw FormatError(
            input: name, place: .line(rows[id].line), found: "predecessor \(predecessor)",
            expected: "another task's id, 0 to \(rows.count - 1)")
        }
        if predecessor == rows.count - 1, !kept.contains(predecessor) {
          throw FormatError(
            input: name, place: .line(rows[id].line),
            found: "predecessor \(predecessor), the last dummy", expected: "a task before it")
        }
        guard seen.insert(predecessor).inserted else {
          repeats += 1
          continue
        }
        // A task that follows the first dummy alone is an entry task.
        if kept.contains(predecessor) {
          builder.connect(predecessor - kept.lowerBound, to: id - kept.lowerBound)
        }
      }
    }
    if repeats > 0 { notes.append("predecessors listed twice, counted once: \(repeats)") }
    return try builder.buildParsed(from: name)
  }
}
