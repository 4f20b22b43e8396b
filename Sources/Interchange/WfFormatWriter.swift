import Foundation
import SchedulingModel

/// Writes a workflow in WfCommons' WfFormat 1.5, for ``WfFormatReader`` and other tools.
///
/// A task's runtime is its work, its program is its stage, and each edge that carries data is one
/// file of its own. Names, stages, work, edges, bytes, memory and priorities come back exactly;
/// placement rules and verdicts have no place in the format, as ``losses(of:)`` says. A workflow with
/// conditions is refused: without them it would be another one.
///
/// The schema wants a makespan and a date of execution. Nothing was executed, so they are 0 and the
/// start of the epoch, which also keeps the bytes the same from run to run.
public enum WfFormatWriter {
  /// Writes a workflow as JSON with sorted keys, one task or file a line.
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
    for edge in 0..<workflow.edgeCount where workflow.condition(of: edge) != .always {
      throw .conditional(
        task: workflow.tasks[workflow.target(of: edge)].name,
        producer: workflow.tasks[workflow.source(of: edge)].name)
    }
    let ids = ids(of: workflow)
    var json = JSONText()
    json.begin("{")
    json.key("name")
    json.string(workflow.name)
    json.key("schemaVersion")
    json.string(WfFormatDocument.version)
    json.key("workflow")
    json.begin("{")
    try writeExecution(workflow, ids: ids, runtimes: runtimes, to: &json)
    try writeSpecification(workflow, ids: ids, to: &json)
    json.end("}")
    json.end("}")
    json.lineBreak(unlessLast: true)
    return Data(json.bytes)
  }

  /// What of a workflow the format cannot hold, one sentence each.
  public static func losses(of workflow: Workflow) -> [String] {
    let placed = workflow.tasks.count { $0.placement != .anywhere }
    let judged = workflow.tasks.count { $0.verdict != nil }
    return [("placement rules", placed), ("verdicts", judged)].filter { $0.1 > 0 }
      .map { "\($0.0) of tasks: \($0.1) of \(workflow.taskCount)" }
  }

  static func check(_ name: String, _ what: String) throws(WfFormatWriteError) {
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
        switch Character(Unicode.Scalar(byte)) {
        case "0"..."9", "a"..."z", "A"..."Z", "-", "_", ".", "#": byte < 0x80
        default: false
        }
      }
  }
}
