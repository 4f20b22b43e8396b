import SchedulingModel

/// What happens in a run that policies cannot see coming: actual costs, noise and failures.
public struct RunConditions: Sendable {
  /// Actual costs before noise.
  public var costs: CostModel
  /// The random factor of each task's length.
  public var noise: NoiseModel
  /// How attempts fail by themselves.
  public var taskFailures: TaskFailureModel
  /// Attempts that run slower than their task's length says; nil if none does.
  public var stragglers: StragglerModel?
  /// What brings lost attempts back, and what that costs.
  public var recovery: RecoveryModel
  /// What decides in place of ``recovery``'s back-off and checkpoint interval; nil for these.
  public var recoveryRule: (any RecoveryRule)?
  /// How many attempts a task has, the first included; nil for no limit.
  public var attemptLimit: Int?
  /// When the run is stopped, in seconds of simulated time.
  public var timeLimit: Double

  /// Conditions without surprises: actual costs are `costs`, and nothing fails by itself.
  public init(
    costs: CostModel, noise: NoiseModel = .none, taskFailures: TaskFailureModel = .never,
    attemptLimit: Int? = nil, timeLimit: Double = .infinity, recovery: RecoveryModel = .none,
    stragglers: StragglerModel? = nil, recoveryRule: (any RecoveryRule)? = nil
  ) {
    self.costs = costs
    self.noise = noise
    self.taskFailures = taskFailures
    self.attemptLimit = attemptLimit
    self.timeLimit = timeLimit
    self.recovery = recovery
    self.stragglers = stragglers
    self.recoveryRule = recoveryRule
  }
}

/// The random factor of each task's length.
///
/// A task's factor is drawn once and multiplies its cost on whichever device runs it, in every
/// attempt: durations belong to tasks. (Drawing again on retry would favour short draws: Exp(1)
/// tasks under failures of rate 0.2 would take 1.00 on average, where the truth is 1.25.)
public enum NoiseModel: Sendable, Equatable {
  /// Lengths are costs.
  case none
  /// Every task's factor comes from one distribution.
  case common(Distribution)
  /// A task's factor comes from its stage's distribution; other stages' lengths are costs.
  case byStage([String: Distribution])

  /// The factor of each task under a seed.
  public func factors(for workflow: Workflow, seed: UInt64) -> [Double] {
    workflow.tasks.enumerated().map { id, task in
      let distribution: Distribution?
      switch self {
      case .none: distribution = nil
      case .common(let common): distribution = common
      case .byStage(let stages): distribution = task.stage.flatMap { stages[$0] }
      }
      guard let distribution else { return 1 }
      let entity = UInt64(workflow.drawId(of: workflow.original(of: id)))
      var stream = RandomStream(seed: seed, purpose: .taskLength, entity: entity)
      return distribution.draw(from: &stream)
    }
  }
}
