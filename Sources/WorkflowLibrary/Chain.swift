import SchedulingModel

/// Tasks one after the other: no policy can do better than the sum of the work on the fastest
/// device, and every transfer between devices is a loss.
public struct Chain: Sendable, Equatable {
  /// The number of tasks, at least 1.
  public var tasks: Int
  /// The work of each task, in seconds on a device of speed 1.
  public var work: TaskWork
  /// The data that each task hands to the next, in bytes.
  public var bytes: Double

  /// Creates the parameters: by default ten tasks of one second without data.
  public init(tasks: Int = 10, work: TaskWork = .constant(1), bytes: Double = 0) {
    self.tasks = tasks
    self.work = work
    self.bytes = bytes
  }

  /// Builds the chain `t0` → `t1` → ….
  ///
  /// - Throws: ``GeneratorError`` naming the first parameter that is out of range.
  /// - Complexity: O(tasks).
  public func workflow() throws(GeneratorError) -> Workflow {
    let check = ParameterCheck(kind: "chain")
    try check.count(tasks, "tasks")
    try check.work(work, "work")
    try check.quantity(bytes, "bytes")
    var builder = WorkflowBuilder(name: "chain-\(tasks)")
    builder.reserve(tasks: tasks, edges: tasks - 1)
    var draws = TaskWorkSequence(work)
    for index in 0..<tasks {
      builder.add(Workflow.Task(name: "t\(index)", cost: .work(draws.next())))
      if index > 0 { builder.connect(index - 1, to: index, bytes: bytes) }
    }
    return try builder.buildGenerated(kind: "chain")
  }
}
