import SchedulingModel

/// Failures of attempts and the limit of attempts.
extension SimulationRun {
  /// Schedules how a running attempt ends: by success, or by a failure of its own.
  mutating func scheduleEnd(of task: Int, attempt: Int, length: Double) {
    let failures = simulation.conditions.taskFailures
    if failures != .never {
      var stream = RandomStream(
        seed: simulation.seed, purpose: .taskFailure,
        entity: UInt64(task) << 32 | UInt64(attempt))
      if failures.rate > 0 {
        let strike = Distribution.exponential(mean: 1 / failures.rate).draw(from: &stream)
        if strike < length {
          events.add(.taskFailure, at: driver.system.now + strike, subject: task, attempt: attempt)
          return
        }
      }
      if failures.probability > 0, stream.unit() < failures.probability {
        events.add(.taskFailure, at: driver.system.now + length, subject: task, attempt: attempt)
        return
      }
    }
    events.add(.completion, at: driver.system.now + length, subject: task, attempt: attempt)
  }

  /// Ends the running attempt of a task as lost, and the run if that was its last. The task may be held
  /// back for a while.
  mutating func lose(_ task: Int, cause: FailureCause) {
    let attempt = driver.system.attempts(of: task)
    let isLast = simulation.conditions.attemptLimit.map { attempt >= $0 } ?? false
    let wait = isLast ? 0 : simulation.conditions.recovery.backOff.seconds(afterLoss: attempt)
    closeAttempt(of: task, outcome: .failed)
    driver.attempting { system throws(SchedulingError) in
      try system.fail(task, attempt: attempt, cause: cause, heldBack: wait > 0)
    }
    if wait > 0 { events.add(.timer, at: driver.system.now + wait, subject: task) }
    if isLast {
      driver.system.giveUp(task)
      driver.status = .gaveUp(task: task)
    }
  }
}
