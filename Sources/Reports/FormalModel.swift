import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// The formal model of a run as CSV: dependency matrix D, priority vector P, strategy vector S.
public struct FormalModel: Sendable {
  /// Above this many tasks D is written as sparse rows.
  public static let denseLimit = 1000

  let result: RunResult
  let policy: PolicyName
  let attemptLimit: Int?
  let recovery: RecoveryModel

  /// The model behind a run.
  public init(
    _ result: RunResult, policy: PolicyName, attemptLimit: Int?, recovery: RecoveryModel = .none
  ) {
    self.result = result
    self.policy = policy
    self.attemptLimit = attemptLimit
    self.recovery = recovery
  }

  private var workflow: Workflow { result.instance.workflow }

  /// D: row i, column j holds the bytes that task j needs from task i, and is empty where j does
  /// not depend on i (a dependency without data is 0.0); where j depends on the outcome of i, the
  /// outcome follows (`1000.0:failed`). Above ``denseLimit`` tasks: one row
  /// `producer,consumer,bytes` for each edge.
  public var dependencies: String {
    let names = workflow.tasks.map(\.name)
    guard workflow.taskCount <= Self.denseLimit else {
      var writer = CSVWriter(header: ["producer", "consumer", "bytes"])
      for task in names.indices {
        for edge in workflow.outputs(of: task) {
          writer.append([
            names[task], names[workflow.target(of: edge)],
            cell(of: edge),
          ])
        }
      }
      return writer.text
    }
    var writer = CSVWriter(header: ["task"] + names)
    for task in names.indices {
      var row = [String](repeating: "", count: names.count)
      for edge in workflow.outputs(of: task) {
        row[workflow.target(of: edge)] = cell(of: edge)
      }
      writer.append([names[task]] + row)
    }
    return writer.text
  }

  private func cell(of edge: Int) -> String {
    let condition = workflow.condition(of: edge)
    let bytes = CSVWriter.real(workflow.bytes(of: edge))
    return condition == .always ? bytes : "\(bytes):\(condition)"
  }

  /// P: each task's priority as the policy used it (larger first; empty where the policy ranks
  /// tasks only as it goes), and the order in which the policy first assigned it, from 1.
  public var priorities: String {
    var writer = CSVWriter(header: ["task", "priority", "assignment_order"])
    for (task, description) in workflow.tasks.enumerated() {
      let order = result.assignmentOrder[task]
      writer.append([
        description.name, CSVWriter.real(result.priorities?[task]), order > 0 ? "\(order)" : "",
      ])
    }
    return writer.text
  }

  /// S: for each task the classes that may run it, the device it is pinned to, what recovers it,
  /// and the policy.
  public var strategy: String {
    var writer = CSVWriter(header: [
      "task", "allowed_classes", "pinned_device", "recovery", "policy",
    ])
    let cluster = result.instance.cluster
    for (task, description) in workflow.tasks.enumerated() {
      var allowed = [Bool](repeating: false, count: cluster.classes.count)
      for device in result.instance.costs.eligibleDevices(of: task) {
        allowed[cluster.devices[Int(device)].deviceClass] = true
      }
      let classes = cluster.classes.indices.filter { allowed[$0] }.map { cluster.classes[$0].name }
      var pinned = ""
      if case .device(let name) = description.placement { pinned = name }
      writer.append([
        description.name, classes.joined(separator: ";"), pinned, recovery(of: description),
        policy.description,
      ])
    }
    return writer.text
  }

  /// `restart`, or `checkpoint` with its interval; that a gang loses no more than a share; and how many
  /// attempts the task has.
  private func recovery(of task: Workflow.Task) -> String {
    var words: [String] = []
    if let checkpoint = recovery.checkpoint,
      checkpoint.stages.map({ stages in task.stage.map(stages.contains) ?? false }) ?? true
    {
      switch (checkpoint.interval, task.cost) {
      case (.seconds(let seconds), _): words = ["checkpoint", "seconds=\(seconds)"]
      case (.units(let units), .units): words = ["checkpoint", "units=\(units)"]
      case (.rule(let rule), _): words = ["checkpoint", "rule=\(rule.rawValue)"]
      case (.units, .work), (.units, .table): break
      }
    }
    if words.isEmpty { words = ["restart"] }
    if task.devices > 1, recovery.gangLoss == .share { words.append("loses=share") }
    switch recovery.outputs {
    case .kept: break
    case .lost: words.append("outputs=lost")
    case .stored: words.append("outputs=store")
    }
    if let attemptLimit { words.append("attempts=\(attemptLimit)") }
    return words.joined(separator: ":")
  }
}
