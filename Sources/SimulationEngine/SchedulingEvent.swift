/// What a policy is told.
public enum SchedulingEvent: Sendable, Equatable {
  /// A job's tasks may now be assigned.
  case jobArrived(job: Int)
  /// Every predecessor of an unassigned task has succeeded, or the task's attempt was lost and the
  /// task needs a device again.
  case taskReady(task: Int)
  /// An attempt succeeded.
  case attemptSucceeded(task: Int, device: Int)
  /// An attempt was lost; the task is ready again.
  case attemptFailed(task: Int, device: Int, cause: FailureCause)
  /// A condition ruled an unfinished task out: it will not run, and has left its queue if it stood in
  /// one.
  case taskSkipped(task: Int)
  /// A node went down with its devices.
  case nodeDown(node: Int)
  /// A node came back.
  case nodeUp(node: Int)
}
