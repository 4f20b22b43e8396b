import Interchange
import SchedulingModel
import Testing

@Suite struct STGReaderTests {
  private func error(_ text: String) -> FormatError? {
    do {
      _ = try STGReader.read(text, name: "g.stg")
      return nil
    } catch {
      return error
    }
  }

  private let diamond = """
    # A diamond
           4
       0   0   0
       1   3   1   0
       2   5   1   1
       3   7   1   1
       4   2   2   2  3
       5   0   1   4
    # CP Length           : 12

    """

  @Test func dropsTheDummies() throws {
    let parsed = try STGReader.read(diamond, name: "diamond.stg")
    #expect(parsed.workflow.name == "diamond.stg")
    #expect(parsed.workflow.tasks.map(\.name) == ["1", "2", "3", "4"])
    #expect(parsed.workflow.tasks.map(work) == [3, 5, 7, 2])
    #expect(edges(parsed.workflow) == ["1>2:0.0", "1>3:0.0", "2>4:0.0", "3>4:0.0"])
    #expect(parsed.notes == [])
    #expect(parsed.statedCriticalPath == 12)
    #expect(criticalPath(parsed.workflow) == 12)
    #expect(parsed.dataBytes == 0)
  }

  @Test func acceptsDummiesCountedInTheFirstLine() throws {
    let parsed = try STGReader.read(
      "6\n0 0 0\n1 3 1 0\n2 5 1 1\n3 7 1 1\n4 2 2 2 3\n5 0 1 4", name: "g.stg")
    #expect(parsed.workflow.tasks.map(\.name) == ["1", "2", "3", "4"])
    #expect(parsed.notes == ["the number of tasks on the first line counts the dummies"])
    #expect(parsed.statedCriticalPath == nil)
  }

  @Test func keepsRowsThatAreNoDummies() throws {
    let parsed = try STGReader.read("2\r\n0 4 0\r\n1 6 1 0\r\n", name: "g.stg")
    #expect(parsed.workflow.tasks.map(\.name) == ["0", "1"])
    #expect(edges(parsed.workflow) == ["0>1:0.0"])
    #expect(parsed.notes.count == 3)
  }

  @Test func longRowsMayWrapAndRepeatsCountOnce() throws {
    let parsed = try STGReader.read("2\n0 0 0\n1 1 2 0\n  0\n2 2 2 1 1\n3 0 1 2\n", name: "g.stg")
    #expect(edges(parsed.workflow) == ["1>2:0.0"])
    #expect(parsed.notes == ["predecessors listed twice, counted once: 2"])
  }

  @Test func errorsNameTheLine() {
    let cases: [(String, FormatError.Place, String, String)] = [
      ("", .line(1), "the end of the file", "the number of tasks"),
      ("# nothing\n", .line(2), "the end of the file", "the number of tasks"),
      ("x", .line(1), "'x'", "the number of tasks, an integer of at least 0"),
      ("-3", .line(1), "'-3'", "the number of tasks, an integer of at least 0"),
      ("1 2\n", .line(1), "'2'", "the end of the line"),
      ("1\n0 0 0\n2 1 0\n", .line(3), "task id 2", "task id 1 (ids count up from 0)"),
      ("1\n0 0 0\n1 NaN 0\n", .line(3), "'NaN'", "the time of task 1, an integer of at least 0"),
      ("1\n0 0 0\n1 1.5 0\n", .line(3), "'1.5'", "the time of task 1, an integer of at least 0"),
      ("1\n0 0 0\n1 1\n", .line(3), "the end of the line", "the number of predecessors of task 1"),
      ("1\n0 0 0\n1 1 1 0 0\n", .line(3), "'0'", "the end of the line"),
      (
        "1\n0 0 0\n1 1 9223372036854775807 0\n", .line(4), "the end of the file",
        "predecessor 2 of 9223372036854775807 of task 1"
      ),
      (
        "1\n0 0 0\n1 1 1 7\n2 0 1 1\n", .line(3), "predecessor 7", "another task's id, 0 to 2"
      ),
      (
        "1\n0 0 0\n1 1 1 1\n2 0 1 1\n", .line(3), "predecessor 1", "another task's id, 0 to 2"
      ),
      (
        "1\n0 0 0\n1 1 1 2\n2 0 1 1\n", .line(3), "predecessor 2, the last dummy",
        "a task before it"
      ),
      (
        "5\n0 0 0\n1 1 1 0\n", .document, "2 rows for 5 tasks",
        "n + 2 rows (or n, dummies included)"
      ),
      ("0\n0 0 0\n1 0 1 0\n", .document, "no tasks", "at least one task"),
      ("0\n", .document, "no tasks", "at least one task"),
      (
        "2\n0 0 0\n1 1 1 2\n2 1 1 1\n3 0 1 2\n", .document, "a dependency cycle: 1 → 2 → 1",
        "an acyclic workflow"
      ),
    ]
    for (text, place, found, expected) in cases {
      #expect(
        error(text)
          == FormatError(input: "g.stg", place: place, found: found, expected: expected),
        "\(text.debugDescription)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absent))
  func parsedCriticalPathsAreTheStatedOnes() throws {
    let names = try SharedData.files(in: "stg", ending: ".stg")
    #expect(names.count == 180)
    let optima = try CSVTable(
      try FileReading.text(at: SharedData.path("stg/optima.csv")), name: "optima.csv")
    let (file, path) = (try optima.column("file"), try optima.column("critical_path"))
    let bound = try optima.column("work_bound")
    let processors = try optima.column("processors")
    for name in names {
      let text = try FileReading.text(at: SharedData.path("stg/\(name)"))
      let parsed = try STGReader.read(text, name: name)
      #expect(parsed.workflow.taskCount == 50, "\(name)")
      #expect(parsed.notes == [], "\(name)")
      #expect(parsed.statedCriticalPath == criticalPath(parsed.workflow), "\(name)")
      let total = parsed.workflow.tasks.map(work).reduce(0, +)
      for row in optima.rows where row.fields[file] == name {
        #expect(try optima.real(path, of: row) == criticalPath(parsed.workflow), "\(name)")
        let share = total / (try optima.real(processors, of: row))
        #expect(try optima.real(bound, of: row) == share.rounded(.up), "\(name)")
      }
    }
  }
}
