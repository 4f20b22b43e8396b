import SchedulingModel

/// Stages of parallel tasks between a fork and a join: the shape of data-parallel rounds, and the
/// one where waiting for the slowest is all that matters.
///
/// Stage s consists of the task `fork-s`, its tasks `work-s-k` for k in 0 ..< width, and `join-s`,
/// which the next stage's fork follows: stages × (width + 2) tasks in all.
public struct ForkJoin: Sendable, Equatable {
  /// One stage's parameters.
  public struct Stage: Sendable, Equatable {
    /// The number of parallel tasks, at least 1.
    public var width: Int
    /// The work of each parallel task, in seconds on a device of speed 1.
    public var work: TaskWork

    /// Creates a stage.
    public init(width: Int, work: TaskWork) {
      self.width = width
      self.work = work
    }
  }

  /// The stages, in sequence, at least one.
  public var stages: [Stage]
  /// The work of each fork task, in seconds on a device of speed 1.
  public var forkWork: Double
  /// The work of each join task, in seconds on a device of speed 1.
  public var joinWork: Double
  /// The data from the fork to each parallel task, in bytes.
  public var forkBytes: Double
  /// The data from each parallel task to the join, and from a join to the next fork, in bytes.
  public var joinBytes: Double

  /// Creates the parameters, each stage with its own width and work.
  public init(
    stages: [Stage], forkWork: Double = 0, joinWork: Double = 0, forkBytes: Double = 0,
    joinBytes: Double = 0
  ) {
    self.stages = stages
    self.forkWork = forkWork
    self.joinWork = joinWork
    self.forkBytes = forkBytes
    self.joinBytes = joinBytes
  }

  /// Creates the parameters of equal stages; every number is the same on every edge.
  public init(stages: Int, width: Int, work: TaskWork = .constant(1), bytes: Double = 0) {
    self.init(
      stages: [Stage](repeating: Stage(width: width, work: work), count: max(stages, 0)),
      forkBytes: bytes, joinBytes: bytes)
  }

  /// Builds the graph.
  ///
  /// - Throws: ``GeneratorError`` naming the first parameter that is out of range.
  /// - Complexity: O(stages × width).
  public func workflow() throws(GeneratorError) -> Workflow {
    try validate()
    var builder = WorkflowBuilder(name: "fork-join-\(stages.count)")
    var lastJoin: Int?
    for (index, stage) in stages.enumerated() {
      let fork = builder.add(Workflow.Task(name: "fork-\(index)", cost: .work(forkWork)))
      if let lastJoin { builder.connect(lastJoin, to: fork, bytes: joinBytes) }
      var draws = TaskWorkSequence(stage.work, entity: index)
      let first = fork + 1
      for position in 0..<stage.width {
        let task = builder.add(
          Workflow.Task(name: "work-\(index)-\(position)", cost: .work(draws.next())))
        builder.connect(fork, to: task, bytes: forkBytes)
      }
      let join = builder.add(Workflow.Task(name: "join-\(index)", cost: .work(joinWork)))
      for task in first..<join { builder.connect(task, to: join, bytes: joinBytes) }
      lastJoin = join
    }
    return try builder.buildGenerated(kind: "fork-join")
  }

  private func validate() throws(GeneratorError) {
    let check = ParameterCheck(kind: "fork-join")
    try check.count(stages.count, "stages")
    for (index, stage) in stages.enumerated() {
      try check.count(stage.width, "width of stage \(index)")
      try check.work(stage.work, "work of stage \(index)")
    }
    try check.quantity(forkWork, "fork work")
    try check.quantity(joinWork, "join work")
    try check.quantity(forkBytes, "fork bytes")
    try check.quantity(joinBytes, "join bytes")
  }
}
