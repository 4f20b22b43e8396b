/// What depends on how a task turns out: conditions on edges, verdicts and joins.
extension Workflow {
  /// When an edge holds, by the outcome of its producer.
  public enum Condition: UInt8, Sendable, Equatable, CaseIterable {
    /// Whatever the outcome is.
    case always
    /// Only if the producer passed.
    case passed
    /// Only if the producer failed its verdict. (It ran to its end; a lost attempt is no verdict.)
    case failed

    /// Whether an edge of this condition holds after an outcome.
    @inline(__always)
    public func holds(passed: Bool) -> Bool {
      switch self {
      case .always: true
      case .passed: passed
      case .failed: !passed
      }
    }
  }

  /// How a task judges its result. A task without a verdict always passes.
  public struct Verdict: Sendable, Equatable {
    /// What a real run checks: the task passes if the metric is at most this.
    public struct Target: Sendable, Equatable {
      /// The name of a metric that the task's stage reports.
      public var metric: String
      /// The largest value that passes, in the metric's unit.
      public var atMost: Double

      /// Creates a target.
      public init(metric: String, atMost: Double) {
        self.metric = metric
        self.atMost = atMost
      }
    }

    /// The probability that the task passes, from 0 to 1; a simulation draws by it, once a task.
    public var passProbability: Double
    /// What a real run checks; nil if the task has no measurable target.
    public var target: Target?

    /// Creates a verdict.
    public init(passProbability: Double, target: Target? = nil) {
      self.passProbability = passProbability
      self.target = target
    }
  }

  /// Which of its inputs a task needs. An input is *dead* if its producer was skipped, or if its
  /// condition does not match the producer's outcome; else it is alive once the producer succeeded.
  public enum Join: UInt8, Sendable, Equatable, CaseIterable {
    /// All: the task is skipped as soon as one input is dead.
    case all
    /// Any: the task waits until every input is settled, runs with those that are alive, and is
    /// skipped if none is.
    case any
  }

  /// The same workflow, where each task that has a verdict is sure to pass or to fail.
  ///
  /// - Parameter verdicts: for each task, whether it passes.
  public func withVerdicts(_ verdicts: [Bool]) -> Workflow {
    var copy = self
    for task in copy.tasks.indices {
      copy.tasks[task].verdict?.passProbability = verdicts[task] ? 1 : 0
    }
    return copy
  }

  /// Whether any edge has a condition; without one no task is ever skipped.
  public var isConditional: Bool { !edgeConditions.isEmpty }

  /// When an edge holds.
  @inline(__always)
  public func condition(of edge: Int) -> Condition {
    edgeConditions.isEmpty ? .always : edgeConditions[edge]
  }
}
