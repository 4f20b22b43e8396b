import SchedulingModel

/// How a run ended.
public enum RunStatus: Sendable, Equatable {
  /// Every task succeeded or was skipped.
  case ok
  /// The time limit came first.
  case timeLimit
  /// A task used up its attempts, or a recovery rule gave it up.
  case gaveUp(task: Int)
  /// Nothing was left to happen. `cycle` names the waiting tasks, each waiting for the next, first
  /// repeated at the end; it is empty where the policy just left tasks unassigned.
  case deadlock(cycle: [Int])
  /// Events follow each other faster than the clock can tell: time stopped advancing.
  case stalled
  /// The policy, or a recovery rule, failed or broke a rule.
  case policyError(PolicyError)

  /// The word for the status column of reports.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .timeLimit: "time-limit"
    case .gaveUp: "gave-up"
    case .deadlock: "deadlock"
    case .stalled: "stalled"
    case .policyError: "policy-error"
    }
  }
}

/// One run of one policy under one seed.
public struct RunResult: Sendable {
  /// How it ended.
  public var status: RunStatus
  /// When it ended, in seconds.
  public var endTime: Double
  /// From the first arrival to the last finish, in seconds; nil unless every task succeeded or was
  /// skipped.
  public var makespan: Double?
  /// Attempts and outages.
  public var trace: Trace
  /// Bytes that crossed devices.
  public var transferredBytes: Double
  /// The instance that was run, with this seed's arrivals.
  public var instance: Instance
  /// The actual length of each task, relative to its actual cost; nil where all are 1.
  public var lengthFactors: [Double]?
  /// How each task turns out if it runs; nil where no task has a verdict, metric or decision.
  public var verdicts: Workflow.Outcomes?
  /// The static priorities that the policy used, if it had any and they were asked for.
  public var priorities: [Double]?
  /// The order in which tasks were first assigned, from 1; 0 for tasks that never were.
  public var assignmentOrder: [Int32]

  package init(
    status: RunStatus, endTime: Double, makespan: Double?, trace: Trace, transferredBytes: Double,
    instance: Instance, lengthFactors: [Double]?, verdicts: Workflow.Outcomes? = nil,
    priorities: [Double]?,
    assignmentOrder: [Int32]
  ) {
    self.status = status
    self.endTime = endTime
    self.makespan = makespan
    self.trace = trace
    self.transferredBytes = transferredBytes
    self.instance = instance
    self.lengthFactors = lengthFactors
    self.verdicts = verdicts
    self.priorities = priorities
    self.assignmentOrder = assignmentOrder
  }

  /// The executed schedule.
  public var schedule: Schedule { trace.schedule }
}
