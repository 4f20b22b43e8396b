import Foundation
import Interchange
import SchedulingModel
import Testing

@Suite struct WfFormatReaderTests {
  /// A document of two tasks; parts of it can be replaced.
  private func document(
    version: String = "\"1.5\"",
    first: String = #"{"name":"a","id":"a1","parents":[],"children":["b1"],"#
      + #""inputFiles":["in"],"outputFiles":["x","y","log"]}"#,
    second: String = #"{"name":"b","id":"b1","parents":["a1"],"children":[],"#
      + #""inputFiles":["x","y","in","x"],"outputFiles":[]}"#,
    files: String = #"[{"id":"x","sizeInBytes":10},{"id":"y","sizeInBytes":5},"#
      + #"{"id":"in","sizeInBytes":100},{"id":"log","sizeInBytes":1}]"#,
    runs: String = #"[{"id":"b1","runtimeInSeconds":2.5,"coreCount":1,"machines":["m"]},"#
      + #"{"id":"a1","runtimeInSeconds":1,"coreCount":1,"machines":["m"],"#
      + #""command":{"program":"stage one"},"memoryInBytes":7,"priority":3}]"#
  ) -> String {
    #"{"name":"w","schemaVersion":\#(version),"workflow":{"specification":{"tasks":[\#(first),"#
      + #"\#(second)],"files":\#(files)},"execution":{"makespanInSeconds":9,"executedAt":"now","#
      + #""tasks":\#(runs)}}}"#
  }

  private func read(_ text: String) throws(FormatError) -> ParsedWorkflow {
    try WfFormatReader.read(Data(text.utf8), name: "w.json")
  }

  private func error(_ text: String) -> FormatError? {
    do {
      _ = try read(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func joinsByIdAndSumsSharedFiles() throws {
    let parsed = try read(document())
    #expect(parsed.notes == [])
    #expect(parsed.workflow.name == "w")
    #expect(
      parsed.workflow.tasks == [
        .init(name: "a", stage: "stage one", cost: .work(1), memoryBytes: 7, priority: 3),
        .init(name: "b", cost: .work(2.5)),
      ])
    // «in» is an input of both and an output of none; x is listed twice.
    #expect(edges(parsed.workflow) == ["a>b:15.0"])
    #expect(parsed.fileBytes == 116 && parsed.dataBytes == 116)
  }

  @Test func notesNameEachTolerance() throws {
    let loose = try read(
      document(
        first: #"{"name":"same","id":"a1","parents":[],"children":[],"outputFiles":["z"]}"#,
        second: #"{"name":"same","id":"b1","parents":["a1","a1"],"children":[],"#
          + #""inputFiles":["z"]}"#,
        files: #"[{"id":"x","sizeInBytes":10},{"id":"x","sizeInBytes":11}]"#,
        runs: #"[{"id":"a1","runtimeInSeconds":0,"command":{"program":"set -e\nrun"}},"#
          + #"{"id":"b1","runtimeInSeconds":0,"coreCount":4,"machines":["m"]},"#
          + #"{"id":"c1","runtimeInSeconds":3}]"#))
    #expect(
      loose.notes == [
        "executed tasks that the specification does not hold, ignored: 1",
        "task names repeat, so tasks are named by their ids",
        "files listed twice, the last size counts: 1",
        "dependencies listed twice, counted once: 1",
        "edges that only the child lists among its parents: 1",
        "files without a size, taken as 0 bytes: 1",
        "a runtime of 0 s: 2 of 2 tasks",
        "no coreCount, taken as one device: 1 of 2 tasks",
        "a coreCount above 1, taken as one device: 1 of 2 tasks",
        "no machines: 1 of 2 tasks",
        "a program that is a script, taken as no stage: 1 of 2 tasks",
      ])
    #expect(loose.workflow.tasks.map(\.name) == ["a1", "b1"])
    #expect(loose.workflow.tasks.map(\.stage) == [nil, nil])
    #expect(edges(loose.workflow) == ["a1>b1:0.0"])
    #expect(loose.fileBytes == 11)
  }

  @Test func eitherEndMayListAnEdge() throws {
    let parsed = try read(
      document(second: #"{"name":"b","id":"b1","parents":[],"children":[]}"#))
    #expect(edges(parsed.workflow) == ["a>b:0.0"])
    #expect(parsed.notes == ["edges that only the parent lists among its children: 1"])
  }

  @Test func malformedDocuments() {
    let tasks = "workflow.specification.tasks"
    let runs = "workflow.execution.tasks"
    let task = #"{"name":"b","id":"b1","parents":["a1"],"children":[]}"#
    let cases: [(String, FormatError.Place, String, String, String?)] = [
      ("", .document, "an empty file", "a JSON object", nil),
      (" \n\t", .document, "an empty file", "a JSON object", nil),
      ("[]", .document, "an array", "an object", nil),
      ("3", .document, "the number 3.0", "an object", nil),
      ("null", .document, "null", "an object", nil),
      (#"{"nmae":"w"}"#, .key("name"), "no such key", "a value", "nmae"),
      (#"{"name":7}"#, .key("name"), "the number 7.0", "a string", nil),
      (
        #"{"name":"w","schemaVersion":"1.5","workflow":{}}"#,
        .key("workflow.specification"), "no such key", "a value", nil
      ),
      (
        #"{"name":"w","schemaVersion":"1.5","workflow":{"specification":{"tasks":[]}}}"#,
        .key("workflow.execution"), "no such key", "a value", nil
      ),
      (document(version: "\"1.4\""), .key("schemaVersion"), "'1.4'", "'1.5'", nil),
      (document(version: "1.5"), .key("schemaVersion"), "the number 1.5", "a string", nil),
      (
        document(second: task.replacing("\"parents\"", with: "\"parent\"")),
        .key("\(tasks)[1].parents"), "no such key", "a value", "parent"
      ),
      (
        document(second: task.replacing("[\"a1\"]", with: "{}")), .key("\(tasks)[1].parents"),
        "an object", "an array", nil
      ),
      (
        document(second: task.replacing("[\"a1\"]", with: "[null]")),
        .key("\(tasks)[1].parents[0]"), "null", "a string", nil
      ),
      (
        document(second: task.replacing("[\"a1\"]", with: "[\"a2\"]")),
        .key("\(tasks)[1].parents[0]"), "'a2'", "the id of a task", "a1"
      ),
      (
        document(second: task.replacing("[\"a1\"]", with: "[\"b1\"]")),
        .key("\(tasks)[1].parents[0]"), "'b1', the task itself", "the id of another task", nil
      ),
      (
        document(second: task.replacing("\"b1\"", with: "\"a1\"")), .key("\(tasks)[1].id"),
        "'a1' a second time", "a unique id", nil
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":1}]"#), .key(runs),
        "no task of the id 'b1'", "a runtime for each specified task", "a1"
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":-1}]"#),
        .key("\(runs)[0].runtimeInSeconds"), "-1.0", "a finite number of at least 0", nil
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":1e999}]"#),
        .key("\(runs)[0].runtimeInSeconds"), "'1e999'", "a number that fits a Double", nil
      ),
      (
        document(runs: #"[{"id":"a1"}]"#), .key("\(runs)[0].runtimeInSeconds"), "no such key",
        "a value", nil
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":"fast"}]"#),
        .key("\(runs)[0].runtimeInSeconds"), "the string 'fast'", "a number", nil
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":1},{"id":"a1","runtimeInSeconds":1}]"#),
        .key("\(runs)[1].id"), "'a1' a second time", "a unique id", nil
      ),
      (
        document(runs: #"[{"id":"a1","runtimeInSeconds":1,"memoryInBytes":-4}]"#),
        .key("\(runs)[0].memoryInBytes"), "-4.0", "a finite number of at least 0", nil
      ),
      (
        document(files: #"[{"id":"x","sizeInBytes":-2}]"#),
        .key("workflow.specification.files[0].sizeInBytes"), "-2.0", "an integer of at least 0", nil
      ),
      (
        document(files: #"[{"id":"x","sizeInBytes":1.5}]"#),
        .key("workflow.specification.files[0].sizeInBytes"), "1.5", "an integer of at least 0", nil
      ),
      (
        document(
          second: #"{"name":"b","id":"b1","parents":["a1"],"children":["a1"]}"#), .document,
        "a dependency cycle: a → b → a", "an acyclic workflow", nil
      ),
    ]
    for (text, place, found, expected, nearest) in cases {
      #expect(
        error(text)
          == FormatError(
            input: "w.json", place: place, found: found, expected: expected, nearest: nearest),
        "\(text)")
    }
  }

  @Test func emptyTaskList() {
    let text =
      #"{"name":"w","schemaVersion":"1.5","workflow":{"specification":{"tasks":[]},"#
      + #""execution":{"tasks":[]}}}"#
    #expect(error(text)?.place == .key("workflow.specification.tasks"))
  }

  @Test func tenMegabytesOfNoise() {
    var stream = RandomStream(seed: 4, purpose: .generator)
    var noise = Data(capacity: 10_000_000)
    while noise.count < 10_000_000 {
      withUnsafeBytes(of: stream.next()) { noise.append(contentsOf: $0) }
    }
    #expect(throws: FormatError.self) { try WfFormatReader.read(noise, name: "noise") }
  }

  /// Whatever single byte of a document is damaged, the reader answers with a workflow or an error.
  @Test func damagedDocumentsNeverTrap() {
    let sound = Array(document().utf8)
    var refused = 0
    for position in sound.indices {
      for byte in [UInt8(ascii: "\""), UInt8(ascii: "9"), UInt8(ascii: "]"), 0xFF] {
        var damaged = sound
        damaged[position] = byte
        if (try? WfFormatReader.read(Data(damaged), name: "d")) == nil { refused += 1 }
      }
    }
    #expect(refused > sound.count)
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absent))
  func realRunsMatchTheirStatistics() throws {
    let stats = try CSVTable(
      try FileReading.text(at: SharedData.path("wfformat/stats.csv")), name: "stats.csv")
    #expect(stats.rows.count == 10)
    for row in stats.rows {
      let file = row.fields[try stats.column("file")]
      let data = try FileReading.data(at: SharedData.path("wfformat/\(file)"))
      let parsed = try WfFormatReader.read(data, name: file)
      let workflow = parsed.workflow
      func stated(_ name: String) throws -> Double {
        try stats.real(try stats.column(name), of: row)
      }
      #expect(Double(workflow.taskCount) == (try stated("tasks")), "\(file)")
      #expect(Double(workflow.edgeCount) == (try stated("edges")), "\(file)")
      #expect(Double(workflow.entryTasks.count) == (try stated("sources")), "\(file)")
      #expect(Double(workflow.exitTasks.count) == (try stated("sinks")), "\(file)")
      #expect(parsed.fileBytes == (try stated("total_file_bytes")), "\(file)")
      let total = workflow.tasks.map(work).reduce(0, +)
      // The statistics are printed with three decimals.
      #expect(abs(total - (try stated("sum_runtime_s"))) <= 0.000_501, "\(file)")
      #expect(
        abs(criticalPath(workflow) - (try stated("critical_path_runtime_s"))) <= 0.000_501,
        "\(file)")
    }
  }
}
