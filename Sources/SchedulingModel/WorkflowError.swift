/// Why a workflow was refused: every problem that was found, not only the first.
public struct WorkflowError: Error, Equatable, Sendable {
  /// The workflow's name.
  public var workflow: String
  /// The problems, in order of declaration, a cycle last.
  public var problems: [Problem]

  /// Creates an error.
  public init(workflow: String, problems: [Problem]) {
    self.workflow = workflow
    self.problems = problems
  }

  /// One thing that is wrong with a workflow.
  public enum Problem: Equatable, Sendable {
    /// Two tasks have this name.
    case duplicateTask(String)
    /// A task lists the same dependency twice.
    case duplicateDependency(task: String, dependency: String)
    /// A task needs a task that does not exist; `nearest` is the closest name that does.
    case unknownDependency(task: String, dependency: String, nearest: String?)
    /// A task needs itself.
    case selfDependency(String)
    /// A negative or non-finite quantity.
    case badNumber(task: String, quantity: String, value: Double)
    /// A gang of no devices, or of more than any cluster has.
    case badGang(task: String, devices: Int)
    /// A pass probability that is none.
    case badProbability(task: String, value: Double)
    /// A target that no metric can be compared with.
    case badTarget(task: String, metric: String, value: Double)
    /// A condition on the outcome of a task that always passes.
    case noVerdict(task: String, dependency: String, condition: Workflow.Condition)
    /// Tasks that need each other; the first name is repeated at the end.
    case cycle([String])
  }
}

extension WorkflowError: CustomStringConvertible {
  public var description: String {
    problems.map(\.description).joined(separator: "; ")
  }
}

extension WorkflowError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateTask(let name):
      "task '\(name)' is defined twice"
    case .duplicateDependency(let task, let dependency):
      "task '\(task)' lists its dependency '\(dependency)' twice"
    case .unknownDependency(let task, let dependency, let nearest):
      "task '\(task)' needs '\(dependency)', which is not defined"
        + (nearest.map { " (nearest name: '\($0)')" } ?? "")
    case .selfDependency(let name):
      "task '\(name)' needs itself"
    case .badNumber(let task, let quantity, let value):
      "task '\(task)': \(quantity) is \(value), expected a number from 0 to 1e18"
    case .badGang(let task, let devices):
      "task '\(task)' needs \(devices) devices, expected 1 to \(WorkflowBuilder.largestGang)"
    case .badProbability(let task, let value):
      "task '\(task)': the pass probability is \(value), expected a number from 0 to 1"
    case .badTarget(let task, let metric, let value):
      "task '\(task)': \(metric) is to be at most \(value), expected a finite number"
    case .noVerdict(let task, let dependency, let condition):
      "task '\(task)' runs when '\(dependency)' has \(condition), but '\(dependency)' has no verdict"
    case .cycle(let names):
      "dependency cycle: \(names.joined(separator: " → "))"
    }
  }
}
