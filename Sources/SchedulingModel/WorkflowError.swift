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
    /// A verdict with neither a probability nor a drawn metric to compare with its target; or with both.
    case unclearVerdict(task: String)
    /// A distribution of a metric or of a number of copies that nothing can be drawn from.
    case badDistribution(task: String)
    /// A number of copies, of kept candidates, of rounds or of trials outside its range.
    case badCount(task: String, count: Int, expected: ClosedRange<Int>)
    /// A condition on the number of copies that a task decides on, which decides on none.
    case noCopies(task: String, dependency: String)
    /// A condition on which candidates a task keeps, to which the named task is no candidate.
    case noCandidate(task: String, dependency: String, candidate: String)
    /// A loop whose last task is not in its body, or has no verdict, or does not run in each round.
    case badLoop(until: String)
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
    case .unclearVerdict(let task):
      "task '\(task)': the verdict needs either a pass probability, or a target for the metric that "
        + "the task draws"
    case .badDistribution(let task):
      "task '\(task)': nothing can be drawn from one of its distributions"
    case .badCount(let task, let count, let expected):
      "'\(task)': found the number \(count), expected one from \(expected.lowerBound) to "
        + "\(expected.upperBound)"
    case .noCopies(let task, let dependency):
      "task '\(task)' depends on how many copies '\(dependency)' asks for, but it asks for none"
    case .noCandidate(let task, let dependency, let candidate):
      "task '\(task)' runs when '\(dependency)' keeps '\(candidate)', but that is no candidate: it "
        + "needs a metric, and '\(dependency)' has to depend on it"
    case .badLoop(let until):
      "a loop goes by the verdict of '\(until)', which has to be a task of its body with a verdict, in "
        + "every round"
    case .cycle(let names):
      "dependency cycle: \(names.joined(separator: " → "))"
    }
  }
}
