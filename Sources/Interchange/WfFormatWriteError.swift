/// Why a workflow cannot be written as WfFormat.
public enum WfFormatWriteError: Error, Equatable, Sendable {
  /// The format wants at least one task.
  case noTasks(workflow: String)
  /// The format wants names of at least one character; `what` is `workflow`, `task 3` or
  /// `stage of task 'x'`.
  case badName(what: String, name: String)
  /// The task's cost is not plain work, and the caller gave no seconds for it.
  case noRuntime(task: String)
  /// The format has no conditions: without them the task would always run.
  case conditional(task: String, producer: String)
  /// Sizes are integers of at most 2⁶³ bytes.
  case fractionalBytes(task: String, producer: String, bytes: Double)
}

extension WfFormatWriteError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noTasks(let name): "workflow '\(name)' has no tasks; WfFormat wants at least one"
    case .badName(let what, let name):
      "\(what) has the name '\(name)'; WfFormat wants at least one character, on one line"
    case .noRuntime(let task):
      "task '\(task)' has no runtime of its own: its cost depends on the device"
    case .conditional(let task, let producer):
      "task '\(task)' depends on the outcome of '\(producer)'; WfFormat knows no conditions"
    case .fractionalBytes(let task, let producer, let bytes):
      "task '\(task)' gets \(bytes) bytes from '\(producer)'; WfFormat wants whole bytes"
    }
  }
}
