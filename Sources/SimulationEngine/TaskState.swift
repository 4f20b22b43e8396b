/// Where a task stands.
public enum TaskState: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// Its job has not arrived, a predecessor is not settled or runs again, or it is held back after a loss.
  case waiting
  /// Its inputs exist; no device is chosen.
  case ready
  /// A device is chosen; the task stands in its queue. Predecessors may still be running.
  case assigned
  /// An attempt runs.
  case running
  /// An attempt succeeded. That is the end, unless outputs can be lost
  /// (``SchedulingModel/RecoveryModel/Outputs``): then the task is waiting or ready again where it has to
  /// run again.
  case succeeded
  /// Every allowed attempt failed, or the task was given up.
  case failed
  /// A condition ruled the task out.
  case skipped
}

/// Why an attempt was lost.
public enum FailureCause: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// Its node failed.
  case outage
  /// Its node went out of service as had been known.
  case maintenance
  /// The task failed by itself.
  case task
}
