/// What depends on how a task turns out: conditions on edges, verdicts and joins.
extension Workflow {
  /// When an edge holds, by the outcome of its producer.
  public enum Condition: Sendable, Hashable {
    /// Whatever the outcome is.
    case always
    /// Only if the producer passed.
    case passed
    /// Only if the producer failed its verdict. (It ran to its end; a lost attempt is no verdict.)
    case failed
    /// Only if the producer, which expands, decided on at least so many copies.
    case atLeast(Int)
    /// Only if the producer, which selects, keeps this candidate: the id of a task.
    case kept(Int)

    /// Whether an edge of this condition holds after an outcome of this level, for all conditions
    /// but `kept`, which depends on other tasks' metrics.
    @inline(__always)
    public func holds(level: Int32) -> Bool {
      switch self {
      case .always: true
      case .passed: level >= 1
      case .failed: level < 1
      case .atLeast(let count): Int(level) >= count
      case .kept: false
      }
    }
  }

  /// How a task judges its result. A task without a verdict always passes.
  public struct Verdict: Sendable, Equatable {
    /// What is checked: the task passes if the metric is at most this.
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
    /// Nil where the task's own ``Task/metric`` is drawn and compared with the target.
    public var passProbability: Double?
    /// What a real run checks, and a simulation too where it draws the metric; nil if the task has no
    /// measurable target.
    public var target: Target?

    /// Creates a verdict.
    public init(passProbability: Double?, target: Target? = nil) {
      self.passProbability = passProbability
      self.target = target
    }
  }

  /// Which of its inputs a task needs. An input is *dead* if its producer was skipped, or if its
  /// condition does not match the producer's outcome; else it is alive once the producer succeeded.
  public enum Join: UInt8, Sendable, Equatable, CaseIterable {
    /// All: the task is skipped as soon as one input is dead; one of a group of alternatives does not
    /// count until all of them are.
    case all
    /// Any: the task waits until every input is settled, runs with those that are alive, and is
    /// skipped if none is.
    case any
  }

  /// What an edge is to its consumer.
  public enum Need: Sendable, Hashable {
    /// The consumer is skipped if the edge is dead (unless it joins any of its inputs).
    case required
    /// The consumer is skipped if all edges with this number, from 1, are dead. It waits until each of
    /// them is settled.
    case alternative(Int32)
    /// The consumer waits until the edge is settled, and runs either way.
    case optional

    init(group: Int32) {
      self = group == 0 ? .required : group < 0 ? .optional : .alternative(group)
    }

    /// 0 if required, −1 if optional, else the alternatives' number.
    var group: Int32 {
      switch self {
      case .required: 0
      case .alternative(let number): number
      case .optional: -1
      }
    }
  }

  /// Whether a task can be skipped: by an edge with a condition, or by a copy that succeeds before it.
  public var isConditional: Bool { !edgeConditions.isEmpty || replicas != nil }

  /// When an edge holds.
  @inline(__always)
  public func condition(of edge: Int) -> Condition {
    edgeConditions.isEmpty ? .always : edgeConditions[edge]
  }

  /// What an edge is to its consumer.
  public func need(of edge: Int) -> Need {
    edgeGroups.isEmpty ? .required : Need(group: edgeGroups[edge])
  }
}

extension Workflow.Condition: CustomStringConvertible {
  public var description: String {
    switch self {
    case .always: "always"
    case .passed: "passed"
    case .failed: "failed"
    case .atLeast(let count): "at-least-\(count)"
    case .kept: "kept"
    }
  }
}
