import SimulationEngine

/// What the world reports to the scheduler: with the policy and the seed, a run's whole history.
package enum ExecutionEvent: Equatable, Sendable {
  /// A job's tasks become known.
  case arrived(job: Int)
  /// A worker finished an attempt, and its artefact is in place. The level is that of its outcome
  /// (``Workflow/Outcome``): 1 if it passed, 0 if it failed its verdict, or a number of copies.
  case completed(task: Int, attempt: Int, level: Int)
  /// An attempt ended with an error; its worker lives.
  case failed(task: Int, attempt: Int, reason: String)
  /// A worker is gone or hangs, and its attempt with it.
  case workerDown(node: Int, reason: String)
  /// A worker is ready.
  case workerUp(node: Int)
  /// A task's back-off is over.
  case released(task: Int)
}

/// An attempt that is to run.
package struct AttemptStart: Equatable, Sendable {
  package let task: Int
  package let attempt: Int
  package let device: Int

  package init(task: Int, attempt: Int, device: Int) {
    self.task = task
    self.attempt = attempt
    self.device = device
  }
}

/// One instant of a run: what happened, and what was started because of it.
package struct ExecutionRound: Equatable, Sendable {
  /// Seconds since the run began.
  package var time: Double
  package var events: [ExecutionEvent]
  package var starts: [AttemptStart]

  package init(time: Double, events: [ExecutionEvent], starts: [AttemptStart]) {
    self.time = time
    self.events = events
    self.starts = starts
  }
}
