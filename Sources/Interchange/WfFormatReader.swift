import Foundation
import SchedulingModel

/// Reads a workflow of WfCommons (WfFormat 1.5): a run's task graph, files and measured runtimes.
///
/// Tasks of the specification and of the execution are joined by id. An edge is what either side
/// lists as parent or child; its bytes are the sizes of the files that the parent outputs and the
/// child inputs. A task's work is its runtime on whatever machine ran it; its stage is the command's
/// program; its memory and priority are the run's. A workflow task has the `name`, or the `id`
/// where names repeat.
public enum WfFormatReader {
  /// Reads a workflow.
  ///
  /// - Parameter name: the file's name, for errors; the workflow's own name is in the document.
  /// - Throws: ``FormatError`` with the key path.
  /// - Complexity: O(text + e log e + Σ over edges of s log l, for the shorter and the longer file list).
  public static func read(_ data: Data, name: String) throws(FormatError) -> ParsedWorkflow {
    let document = try JSONReading.decode(WfFormatDocument.self, from: data, name: name)
    guard document.schemaVersion == WfFormatDocument.version else {
      throw FormatError(
        input: name, place: .key("schemaVersion"), found: quoted(document.schemaVersion),
        expected: "'\(WfFormatDocument.version)'")
    }
    var reading = WfFormatReading(document: document, input: name)
    return try reading.parse()
  }
}

/// One document on its way to a workflow.
struct WfFormatReading {
  let document: WfFormatDocument
  let input: String
  var notes: [String] = []

  var specified: [WfFormatDocument.SpecifiedTask] { document.workflow.specification.tasks }
  var executed: [WfFormatDocument.ExecutedTask] { document.workflow.execution.tasks }

  init(document: WfFormatDocument, input: String) {
    self.document = document
    self.input = input
  }

  mutating func parse() throws(FormatError) -> ParsedWorkflow {
    guard !specified.isEmpty else {
      throw error(
        "workflow.specification.tasks", found: "an empty array", expected: "at least one task")
    }
    let ids = try taskIds()
    let runs = try joinExecution(ids)
    var builder = WorkflowBuilder(name: document.name)
    let names = taskNames()
    for (task, run) in runs.enumerated() {
      builder.add(
        Workflow.Task(
          name: names[task], stage: stage(of: run), cost: .work(run.runtimeInSeconds),
          memoryBytes: run.memoryInBytes ?? 0, priority: run.priority ?? 0))
    }
    let sizes = try fileSizes()
    let edges = try listedEdges(ids)
    for (edge, bytes) in zip(edges, edgeBytes(edges, sizes: sizes)) {
      builder.connect(edge.parent, to: edge.child, bytes: bytes)
    }
    noteMissing(runs)
    let fileBytes = sizes.bytes.reduce(0, +)
    return ParsedWorkflow(
      workflow: try builder.buildParsed(from: input), notes: notes, fileBytes: fileBytes)
  }

  func error(
    _ path: String, found: String, expected: String, nearest: String? = nil
  ) -> FormatError {
    FormatError(
      input: input, place: .key(path), found: found, expected: expected, nearest: nearest)
  }

  /// The place of each task id in the specification.
  private func taskIds() throws(FormatError) -> [String: Int] {
    var ids: [String: Int] = Dictionary(minimumCapacity: specified.count)
    for (index, task) in specified.enumerated()
    where ids.updateValue(index, forKey: task.id) != nil {
      throw error(
        "workflow.specification.tasks[\(index)].id", found: "\(quoted(task.id)) a second time",
        expected: "a unique id")
    }
    return ids
  }

  private mutating func taskNames() -> [String] {
    let names = specified.map(\.name)
    if Set(names).count == names.count { return names }
    notes.append("task names repeat, so tasks are named by their ids")
    return specified.map(\.id)
  }

  /// A script is a program too, but no stage.
  private func stage(of run: WfFormatDocument.ExecutedTask) -> String? {
    guard let program = run.command?.program, !program.isEmpty,
      !program.contains(where: \.isNewline)
    else { return nil }
    return program
  }
}
