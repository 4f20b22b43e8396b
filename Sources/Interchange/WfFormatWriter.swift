import Foundation
import SchedulingModel

/// Writes a workflow in WfCommons' WfFormat 1.5, for ``WfFormatReader`` and other tools.
///
/// A task's runtime is its work, its program is its stage, and each edge that carries data is one
/// file of its own. Names, stages, work, edges, bytes, memory and priorities come back exactly;
/// placement rules have no place in the format, as ``losses(of:)`` says.
///
/// The schema wants a makespan and a date of execution. Nothing was executed, so they are 0 and the
/// start of the epoch, which also keeps the bytes the same from run to run.
public enum WfFormatWriter {
  /// Writes a workflow as one line of JSON with sorted keys.
  ///
  /// - Parameter runtimes: for each task, seconds that replace its cost; needed where a cost is not
  ///   plain work.
  /// - Throws: ``WfFormatWriteError`` naming the first thing that the format cannot hold.
  /// - Complexity: O(n + e).
  public static func data(
    _ workflow: Workflow, runtimes: [Double]? = nil
  ) throws(WfFormatWriteError) -> Data {
    guard workflow.taskCount > 0 else { throw .noTasks(workflow: workflow.name) }
    try check(workflow.name, "workflow")
    let ids = ids(of: workflow)
    let document = WfFormatDocument(
      name: workflow.name, schemaVersion: WfFormatDocument.version,
      workflow: WfFormatDocument.Body(
        specification: WfFormatDocument.Specification(
          tasks: specifiedTasks(workflow, ids: ids), files: try files(workflow)),
        execution: WfFormatDocument.Execution(
          makespanInSeconds: 0, executedAt: "1970-01-01T00:00:00Z",
          tasks: try executedTasks(workflow, ids: ids, runtimes: runtimes))))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(document) + Data("\n".utf8)
    } catch {
      // Only a number that is not finite cannot be encoded, and a workflow holds none.
      throw .noRuntime(task: "\(error)")
    }
  }

  /// What of a workflow the format cannot hold, one sentence each.
  public static func losses(of workflow: Workflow) -> [String] {
    let placed = workflow.tasks.count { $0.placement != .anywhere }
    return placed == 0 ? [] : ["placement rules of tasks: \(placed) of \(workflow.taskCount)"]
  }

  private static func check(_ name: String, _ what: String) throws(WfFormatWriteError) {
    guard !name.isEmpty, !name.contains(where: \.isNewline) else {
      throw .badName(what: what, name: name)
    }
  }

  /// The tasks' names, save where the schema's pattern for ids refuses one.
  private static func ids(of workflow: Workflow) -> [String] {
    let names = Set(workflow.tasks.map(\.name))
    return workflow.tasks.enumerated().map { index, task in
      if isId(task.name) { return task.name }
      var id = "task-\(index)"
      while names.contains(id) { id += "-" }
      return id
    }
  }

  private static func isId(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "."), UInt8(ascii: "#"):
          true
        default: false
        }
      }
  }

  private static func fileId(_ edge: Int) -> String { "edge-\(edge)" }

  private static func specifiedTasks(
    _ workflow: Workflow, ids: [String]
  ) -> [WfFormatDocument.SpecifiedTask] {
    workflow.tasks.indices.map { task in
      let inputs = workflow.inputs(of: task)
      let outputs = Array(workflow.outputs(of: task))
      return WfFormatDocument.SpecifiedTask(
        name: workflow.tasks[task].name, id: ids[task],
        parents: inputs.map { ids[workflow.source(of: $0)] },
        children: outputs.map { ids[workflow.target(of: $0)] },
        inputFiles: inputs.filter { workflow.bytes(of: $0) > 0 }.map(fileId),
        outputFiles: outputs.filter { workflow.bytes(of: $0) > 0 }.map(fileId))
    }
  }

  private static func files(
    _ workflow: Workflow
  ) throws(WfFormatWriteError) -> [WfFormatDocument.File] {
    var files: [WfFormatDocument.File] = []
    for edge in 0..<workflow.edgeCount where workflow.bytes(of: edge) > 0 {
      let bytes = workflow.bytes(of: edge)
      guard bytes == bytes.rounded(), bytes < 0x1p63 else {
        throw .fractionalBytes(
          task: workflow.tasks[workflow.target(of: edge)].name,
          producer: workflow.tasks[workflow.source(of: edge)].name, bytes: bytes)
      }
      files.append(WfFormatDocument.File(id: fileId(edge), sizeInBytes: bytes))
    }
    return files
  }

  private static func executedTasks(
    _ workflow: Workflow, ids: [String], runtimes: [Double]?
  ) throws(WfFormatWriteError) -> [WfFormatDocument.ExecutedTask] {
    var executed: [WfFormatDocument.ExecutedTask] = []
    for (index, task) in workflow.tasks.enumerated() {
      try check(task.name, "task \(index)")
      if let stage = task.stage { try check(stage, "stage of task '\(task.name)'") }
      var seconds = runtimes.map { $0[index] }
      if seconds == nil, case .work(let work) = task.cost { seconds = work }
      guard let seconds, seconds.isFinite else { throw .noRuntime(task: task.name) }
      executed.append(
        WfFormatDocument.ExecutedTask(
          id: ids[index], runtimeInSeconds: seconds,
          command: task.stage.map { WfFormatDocument.Command(program: $0) },
          memoryInBytes: task.memoryBytes == 0 ? nil : task.memoryBytes,
          priority: task.priority == 0 ? nil : task.priority))
    }
    return executed
  }
}
