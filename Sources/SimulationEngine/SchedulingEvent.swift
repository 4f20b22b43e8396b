/// What a policy is told.
public enum SchedulingEvent: Sendable, Equatable {
  /// A job's tasks may now be assigned.
  case jobArrived(job: Int)
  /// An unassigned task can run: its inputs exist; or its attempt was lost, its back-off is over, and it
  /// needs a device again.
  case taskReady(task: Int)
  /// An attempt succeeded.
  case attemptSucceeded(task: Int, device: Int)
  /// An attempt was lost. `taskReady` follows, at once or after the task's back-off.
  case attemptFailed(task: Int, device: Int, cause: FailureCause)
  /// What a task that had succeeded left on a device was lost with its node, and is needed: the task is to
  /// run again. `taskReady` follows when its own inputs are there. Tasks that need its outputs wait again:
  /// ready ones are not ready any more, and get another `taskReady` when they are; assigned ones stay in
  /// their queues (``SystemState/tasksAwaitingReruns``).
  case outputsLost(task: Int, device: Int)
  /// A condition ruled an unfinished task out: it will not run, and has left its queue if it stood in
  /// one.
  case taskSkipped(task: Int)
  /// A node went down with its devices.
  case nodeDown(node: Int)
  /// A node came back.
  case nodeUp(node: Int)
  /// A node starts no attempt until its maintenance, which is due, is over. What runs may finish.
  case nodeDraining(node: Int)
}
