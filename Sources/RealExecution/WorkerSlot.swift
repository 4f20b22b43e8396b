/// One node of the run's cluster: the worker process that serves it now.
struct WorkerSlot {
  /// Counts the processes that have served; what an earlier one says is refused.
  var generation = 0
  var process: ProcessIdentity?
  /// Whether the process has said that it is ready.
  var isReady = false
  /// When it last showed a sign of life.
  var lastHeard = ContinuousClock.now
  /// How many processes in a row ended before they were ready.
  var failedLaunches = 0
  /// Where its orders go.
  var orders: AsyncStream<String>.Continuation?
}
