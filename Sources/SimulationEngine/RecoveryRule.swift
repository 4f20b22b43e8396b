import SchedulingModel

/// A recovery of one's own: what happens after a loss, and how often a task saves its work.
///
/// `RecoveryModel` has the settings that most runs need. A rule takes the place of its back-off and of its
/// checkpoint interval, attempt by attempt; what writing and restarting cost, what is lost with a node, and
/// the limit of attempts stay as the conditions say (``RunConditions/recoveryRule``).
///
/// Rules are asked by the engine, not by policies, which know the settings and not the rule. For equal
/// questions a rule must give equal answers: the engine may ask again. An interval that is not above 0 writes none;
/// a wait that is no number from 0 on ends the run with a `policyError`.
public protocol RecoveryRule: Sendable {
  /// How much work lies between two checkpoints of an attempt. Asked only of tasks that write checkpoints by
  /// the settings (`RecoveryModel.checkpoint`). What these say by default.
  func checkpointInterval(of attempt: AttemptInQuestion) -> CheckpointAnswer

  /// What follows the loss of an attempt that is not the last that the conditions allow. The model's back-off by
  /// default.
  func retry(after loss: LostAttempt) -> Retry
}

/// The attempt whose checkpoints a ``RecoveryRule`` decides on.
public struct AttemptInQuestion: Sendable, Equatable {
  /// The task's id.
  public var task: Int
  /// 1 for the task's first.
  public var attempt: Int
  /// The device, of a gang the lowest.
  public var device: Int
  /// The work that is left, in seconds on this device.
  public var workSeconds: Double

  /// Describes an attempt.
  public init(task: Int, attempt: Int, device: Int, workSeconds: Double) {
    self.task = task
    self.attempt = attempt
    self.device = device
    self.workSeconds = workSeconds
  }
}

/// What a ``RecoveryRule`` says of an attempt's checkpoints.
public enum CheckpointAnswer: Sendable, Equatable {
  /// What the settings say.
  case asSet
  /// One after each so many seconds of work on the device, above 0.
  case every(Double)
  /// None.
  case never
}

/// The loss that a ``RecoveryRule`` decides on.
public struct LostAttempt: Sendable, Equatable {
  /// The task's id.
  public var task: Int
  /// How many attempts of the task have been lost, this one included.
  public var losses: Int
  /// The device, of a gang the lowest.
  public var device: Int
  /// What it was lost to.
  public var cause: FailureCause
  /// When it started, in seconds.
  public var start: Double
  /// When its loss was noticed, in seconds.
  public var time: Double

  /// Describes a loss.
  public init(
    task: Int, losses: Int, device: Int, cause: FailureCause, start: Double, time: Double
  ) {
    self.task = task
    self.losses = losses
    self.device = device
    self.cause = cause
    self.start = start
    self.time = time
  }
}

/// What follows a loss.
public enum Retry: Sendable, Equatable {
  /// What the settings say.
  case asSet
  /// Another attempt, so many seconds later at the earliest.
  case after(Double)
  /// None: the task has failed, and unless a copy of it is left the run ends with `gaveUp`.
  case giveUp
}

extension RecoveryRule {
  /// What the settings say.
  public func checkpointInterval(of attempt: AttemptInQuestion) -> CheckpointAnswer { .asSet }

  /// What the settings say.
  public func retry(after loss: LostAttempt) -> Retry { .asSet }
}

/// Asking a rule what follows a loss. (What it says of checkpoints is asked where segments are.)
extension SimulationRun {
  /// How long a task is held back after so many losses, in seconds; nil where a rule gives it up.
  mutating func wait(_ task: Int, losses: Int, cause: FailureCause) -> Double? {
    let set = simulation.conditions.recovery.backOff.seconds(afterLoss: losses)
    guard let rule = simulation.conditions.recoveryRule else { return set }
    let loss = LostAttempt(
      task: task, losses: losses, device: driver.system.device(of: task) ?? 0, cause: cause,
      start: driver.system.start(of: task) ?? 0, time: driver.system.now)
    switch rule.retry(after: loss) {
    case .asSet: return set
    case .after(let seconds) where seconds >= 0 && seconds < .infinity: return seconds
    case .after(let seconds):
      driver.status = .policyError(
        .failed(reason: "the recovery rule holds a task back for \(seconds) s"))
      return set
    case .giveUp: return nil
    }
  }
}
