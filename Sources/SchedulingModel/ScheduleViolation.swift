/// One way in which a schedule breaks the rules. Times in seconds.
public enum ScheduleViolation: Equatable, Sendable {
  /// An entry names a task that the instance does not have.
  case unknownTask(id: Int)
  /// An entry names a device that the cluster does not have.
  case unknownDevice(task: String, id: Int)
  /// A start or finish that is negative, not finite, or reversed.
  case badTimes(task: String, start: Double, finish: Double)
  /// The task may not run there.
  case ineligibleDevice(task: String, device: String)
  /// The task has no successful attempt.
  case missing(task: String)
  /// The task has more than one successful attempt.
  case succeededTwice(task: String)
  /// The task is said to be skipped, which no condition of the workflow allows.
  case skipped(task: String)
  /// The task is said to be skipped, and yet has other entries.
  case skippedAndListed(task: String)
  /// The task ran although a producer that it needs was skipped.
  case producerSkipped(task: String, producer: String)
  /// The task ran although all its inputs are dead.
  case noLiveInput(task: String)
  /// No outcome of the producer explains both this consumer and the others.
  case contradictoryOutcome(producer: String, task: String)
  /// Attempts do not count from 1 without a gap.
  case missingAttempt(task: String, last: Int, listed: Int)
  /// Two attempts of the task have one number.
  case repeatedAttempt(task: String, attempt: Int)
  /// An attempt starts although the task has succeeded.
  case afterSuccess(task: String, attempt: Int)
  /// The task starts before its job arrives.
  case beforeArrival(task: String, start: Double, arrival: Double)
  /// The attempt runs on more or fewer devices than the task needs, or on one of them twice.
  case wrongGangSize(task: String, attempt: Int, needed: Int, listed: Int)
  /// The devices of an attempt are of several classes, or do not start, finish and end alike.
  case unevenGang(task: String, attempt: Int)
  /// The attempt lasts longer or shorter than the task's cost there.
  case wrongLength(task: String, device: String, length: Double, cost: Double)
  /// The task starts before the data of one of its producers can be there.
  case beforeInput(task: String, producer: String, start: Double, arrival: Double)
  /// The task ran although one of its producers never succeeded.
  case producerUnfinished(task: String, producer: String)
  /// Two attempts share a device.
  case overlap(device: String, first: String, second: String, start: Double, busyUntil: Double)
  /// An attempt runs on a node while that is down.
  case duringOutage(task: String, node: String, from: Double, to: Double)
  /// An attempt starts on a node that drains before a maintenance window, or runs there within one.
  case duringMaintenance(task: String, node: String, from: Double, to: Double)
}

extension ScheduleViolation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownTask(let id): "unknown task \(id)"
    case .unknownDevice(let task, let id): "task '\(task)' runs on unknown device \(id)"
    case .badTimes(let task, let start, let finish):
      "task '\(task)' runs from \(start) to \(finish)"
    case .ineligibleDevice(let task, let device): "task '\(task)' may not run on '\(device)'"
    case .missing(let task): "task '\(task)' never succeeds"
    case .succeededTwice(let task): "task '\(task)' succeeds more than once"
    case .skipped(let task): "task '\(task)' is skipped, though nothing rules it out"
    case .skippedAndListed(let task): "task '\(task)' is skipped, and yet has other entries"
    case .producerSkipped(let task, let producer):
      "task '\(task)' runs although its producer '\(producer)' is skipped"
    case .noLiveInput(let task):
      "task '\(task)' runs although every one of its inputs is ruled out"
    case .contradictoryOutcome(let producer, let task):
      "task '\(task)' takes another outcome of '\(producer)' than the rest of the schedule"
    case .missingAttempt(let task, let last, let listed):
      "task '\(task)' has an attempt \(last), but only \(listed) attempts are listed from 1"
    case .repeatedAttempt(let task, let attempt):
      "task '\(task)' has attempt \(attempt) more than once"
    case .afterSuccess(let task, let attempt):
      "attempt \(attempt) of task '\(task)' starts after the task has succeeded"
    case .beforeArrival(let task, let start, let arrival):
      "task '\(task)' starts at \(start), before its job arrives at \(arrival)"
    case .wrongGangSize(let task, let attempt, let needed, let listed):
      "attempt \(attempt) of task '\(task)' runs on \(listed) devices, and needs \(needed) different ones"
    case .unevenGang(let task, let attempt):
      "the devices of attempt \(attempt) of task '\(task)' are of several classes, "
        + "or do not start, finish and end alike"
    case .wrongLength(let task, let device, let length, let cost):
      "task '\(task)' lasts \(length) s on '\(device)', where it costs \(cost) s"
    case .beforeInput(let task, let producer, let start, let arrival):
      "task '\(task)' starts at \(start), before its input from '\(producer)' arrives at \(arrival)"
    case .producerUnfinished(let task, let producer):
      "task '\(task)' runs although its producer '\(producer)' never succeeds"
    case .overlap(let device, let first, let second, let start, let busyUntil):
      "device '\(device)' runs '\(second)' from \(start) while '\(first)' holds it until \(busyUntil)"
    case .duringOutage(let task, let node, let from, let to):
      "task '\(task)' runs on node '\(node)' during its outage from \(from) to \(to)"
    case .duringMaintenance(let task, let node, let from, let to):
      "task '\(task)' starts or runs on node '\(node)' during its maintenance from \(from) to \(to), "
        + "or while it drains before"
    }
  }
}
