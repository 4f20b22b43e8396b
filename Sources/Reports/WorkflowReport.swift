import Foundation
import Interchange
import Scenarios
import SchedulingModel
import SimulationEngine

/// What `validate` says of a workflow or a scenario that is sound.
public struct WorkflowReport: Sendable {
  private let row: Row
  private let statedCriticalPath: Double?
  /// What work is counted at.
  private let basis: String

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Row: Encodable {
    var file: String
    var tasks: Int
    var edges: Int
    var entry_tasks: Int
    var exit_tasks: Int
    var bytes: Double
    var work_seconds: Double
    var critical_path_seconds: Double
    var notes: [String]
  }

  /// A workflow file: work and critical path at speed 1, without communication.
  public init(_ parsed: ParsedWorkflow, file: String) {
    let work: [Double] = parsed.workflow.tasks.map { task in
      if case .work(let work) = task.cost { work } else { 0 }
    }
    row = Self.row(
      parsed.workflow, file: file, bytes: parsed.dataBytes, seconds: work, notes: parsed.notes)
    statedCriticalPath = parsed.statedCriticalPath
    basis = "at speed 1"
  }

  /// A scenario: all its jobs, each task at its least cost on the scenario's cluster.
  public init(_ scenario: Scenario, file: String) {
    let instance = scenario.instance(seed: 1)
    let costs = scenario.conditions.costs
    let seconds = instance.workflow.tasks.indices.map { costs.minimumSeconds($0) }
    row = Self.row(
      instance.workflow, file: file, bytes: instance.workflow.totalBytes, seconds: seconds,
      notes: scenario.notes + Self.branches(of: instance.workflow, seconds: seconds))
    statedCriticalPath = nil
    basis = "each task at its least cost"
  }

  /// Device-seconds: what each task takes, for each device of its gang.
  private static func work(of workflow: Workflow, _ seconds: [Double]) -> [Double] {
    zip(workflow.tasks, seconds).map { Double($0.devices) * $1 }
  }

  private static func branches(of workflow: Workflow, seconds: [Double]) -> [String] {
    let count = (0..<workflow.edgeCount).count { workflow.condition(of: $0) != .always }
    guard count > 0 else { return [] }
    let probabilities = workflow.runProbabilities()
    let expected = zip(probabilities, work(of: workflow, seconds))
      .reduce(0) { $0 + $1.0 * $1.1 }
    let tasks = ComparisonTable.fixed(probabilities.reduce(0, +), 1)
    return [
      "\(count) of \(workflow.edgeCount) edges are conditional; work and critical path are those of "
        + "all tasks, though some will be skipped: \(tasks) tasks and "
        + "\(ComparisonTable.fixed(expected, 2)) s of work are expected to run"
    ]
  }

  private static func row(
    _ workflow: Workflow, file: String, bytes: Double, seconds: [Double], notes: [String]
  ) -> Row {
    var finish = [Double](repeating: 0, count: workflow.taskCount)
    for task in workflow.topologicalOrder.lazy.map(Int.init) {
      var start = 0.0
      for edge in workflow.inputs(of: task) {
        start = max(start, finish[workflow.source(of: edge)])
      }
      finish[task] = start + seconds[task]
    }
    return Row(
      file: file, tasks: workflow.taskCount, edges: workflow.edgeCount,
      entry_tasks: workflow.entryTasks.count, exit_tasks: workflow.exitTasks.count, bytes: bytes,
      work_seconds: work(of: workflow, seconds).reduce(0, +),
      critical_path_seconds: finish.max() ?? 0, notes: notes)
  }

  /// One JSON object on a line, or aligned lines for people.
  ///
  /// - Throws: what `JSONEncoder` throws; the values are always finite.
  public func text(asJSON: Bool) throws -> String {
    if asJSON { return try jsonLine(row) }
    var text = "\(row.file): ok\n"
    text += "  tasks          \(row.tasks) (\(row.entry_tasks) entry, \(row.exit_tasks) exit)\n"
    text += "  edges          \(row.edges)\n"
    text += "  data           \(row.bytes) B\n"
    text += "  work           \(row.work_seconds) s, \(basis)\n"
    text += "  critical path  \(row.critical_path_seconds) s, without data and arrivals"
    if let stated = statedCriticalPath {
      text +=
        stated == row.critical_path_seconds ? ", as the file says" : ", the file says \(stated)"
    }
    text += "\n"
    for note in row.notes { text += "  note: \(note)\n" }
    return text
  }
}
