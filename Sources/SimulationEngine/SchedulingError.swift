/// A rule of the system state that a command broke. Ids are those of the instance.
public enum SchedulingError: Error, Equatable, Sendable {
  /// There is no task with this id.
  case unknownTask(Int)
  /// There is no device with this id.
  case unknownDevice(Int)
  /// The device may not run the task.
  case ineligibleDevice(task: Int, device: Int)
  /// The task needs more or fewer devices than it was given, or got one of them twice.
  case wrongGangSize(task: Int, given: Int)
  /// The task's devices are of several classes.
  case mixedGang(task: Int, device: Int)
  /// The task's job has not arrived.
  case jobNotArrived(task: Int)
  /// The task is in a state in which it cannot be assigned.
  case notAssignable(task: Int, state: TaskState)
  /// The task does not wait in a queue, so it cannot be withdrawn.
  case notWithdrawable(task: Int, state: TaskState)
  /// The predecessor stands behind the task in the same queue: both would wait for ever.
  case predecessorBehind(task: Int, predecessor: Int, device: Int)
  /// The device is down, or runs another task.
  case deviceUnavailable(task: Int, device: Int)
  /// The task does not head its device's queue, or its inputs have not arrived.
  case notStartable(task: Int, device: Int)
  /// A result came from an attempt that is not the running one.
  case supersededAttempt(task: Int, attempt: Int)
  /// The policy gave more commands in one round than any finite plan needs.
  case endlessRound(commands: Int)
  /// A planned time that is not a number.
  case badPlannedTime(task: Int)
}

/// An error that a policy throws, or that the state recorded when the policy broke a rule.
public enum PolicyError: Error, Equatable, Sendable {
  /// The policy broke a rule of the system state.
  case broke(SchedulingError)
  /// A planner could not plan.
  case planning(PlanningError)
  /// A parameter that the policy does not have, or a value that it cannot take.
  case parameter(policy: String, name: String, found: String, expected: String)
  /// No policy has this name.
  case unknownPolicy(name: String, nearest: String?)
  /// The policy gave up for a reason of its own.
  case failed(reason: String)
}

/// Why a planner could not plan.
public enum PlanningError: Error, Equatable, Sendable {
  /// A predecessor of the task is neither to be planned nor committed.
  case predecessorMissing(task: Int, predecessor: Int)
  /// The task finishes at no finite time on any device.
  case noFiniteFinish(task: Int)
  /// The planner left this task out, or placed it twice.
  case incompletePlan(task: Int)
}
