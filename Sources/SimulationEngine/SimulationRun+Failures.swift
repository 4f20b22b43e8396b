import SchedulingModel

/// Failures of attempts and the limit of attempts.
extension SimulationRun {
  /// Schedules how a running attempt ends: by success, or by a failure of its own.
  mutating func scheduleEnd(of task: Int, attempt: Int, on device: Int) {
    if needsTimeline || attemptsCanFail {
      scheduleUncertainEnd(of: task, attempt: attempt, on: device)
    } else {
      let end = driver.system.now + lengths.seconds(task, on: device)
      events.add(.completion, at: end, subject: task, attempt: attempt)
    }
  }

  private mutating func scheduleUncertainEnd(of task: Int, attempt: Int, on device: Int) {
    let timeline = needsTimeline ? timeline(of: task, attempt: attempt, on: device) : nil
    let length = timeline?.length ?? lengths.seconds(task, on: device)
    guard attemptsCanFail,
      let (delay, atEnd) = ownFailure(of: task, attempt: attempt, length: length, timeline)
    else {
      events.add(.completion, at: driver.system.now + length, subject: task, attempt: attempt)
      return
    }
    if struckCause.count > 0 { drawCause(of: task, attempt: attempt, atEnd: atEnd) }
    events.add(.taskFailure, at: driver.system.now + delay, subject: task, attempt: attempt)
  }

  /// What an attempt's draws are keyed by.
  private func drawKey(of task: Int, attempt: Int) -> UInt64 {
    UInt64(simulation.instance.workflow.drawId(of: task)) << 32 | UInt64(attempt)
  }

  /// When an attempt fails by itself, in seconds after its start, and whether that is its end; nil if it
  /// does not.
  private func ownFailure(
    of task: Int, attempt: Int, length: Double, _ timeline: AttemptTimeline?
  ) -> (delay: Double, atEnd: Bool)? {
    let failures = simulation.conditions.taskFailures
    let rate = failures.failureRate(of: simulation.instance.workflow.tasks[task])
    var stream = RandomStream(
      seed: simulation.seed, purpose: .taskFailure, entity: drawKey(of: task, attempt: attempt))
    if rate > 0 {
      let exposure = Distribution.exponential(mean: 1 / rate).draw(from: &stream)
      let strike = timeline?.time(ofExposure: exposure, in: failures.strikes) ?? exposure
      if strike < length { return (strike, false) }
    }
    guard failures.probability > 0, stream.unit() < failures.probability else { return nil }
    return (length, true)
  }

  /// An attempt fails, which is noticed later: until then it makes no progress and holds its devices.
  mutating func failUnnoticed(_ task: Int, attempt: Int) {
    stoppedAt[task] = driver.system.now
    var stream = RandomStream(
      seed: simulation.seed, purpose: .failureNotice, entity: drawKey(of: task, attempt: attempt))
    let delay = simulation.conditions.taskFailures.detection.delay(from: &stream)
    events.add(.failureNotice, at: driver.system.now + delay, subject: task, attempt: attempt)
  }

  private func drawCause(of task: Int, attempt: Int, atEnd: Bool) {
    var stream = RandomStream(
      seed: simulation.seed, purpose: .failureCause, entity: drawKey(of: task, attempt: attempt))
    let failures = simulation.conditions.taskFailures
    let description = simulation.instance.workflow.tasks[task]
    struckCause[task] = Int32(failures.cause(atEnd: atEnd, of: description, from: &stream))
  }

  /// Ends the running attempt of a task as lost, and the run if that was its last and no copy of the task
  /// is left. The task may be held back for a while.
  mutating func lose(_ task: Int, cause given: FailureCause) {
    // What had failed by itself before, unnoticed, is not lost to what its node does since.
    let cause = !stoppedAt.isEmpty && stoppedAt[task] < .infinity ? .task : given
    let attempt = driver.system.attempts(of: task)
    // Attempts that finished, but whose outputs were lost, are no failures of the task.
    let losses = attempt - driver.system.successes(of: task)
    let mayRetry = simulation.conditions.attemptLimit.map { losses < $0 } ?? true
    let retry = mayRetry ? wait(task, losses: losses, cause: cause) : nil
    if driver.hasEnded { return }
    let wait = retry ?? 0
    trace.losses.append(
      row: Int(attemptRow[task]), cause: cause,
      index: cause == .task && struckCause.count > 0 ? Int(struckCause[task]) : -1)
    closeAttempt(
      of: task, outcome: .failed, survivingShare: cause != .task ? survivingShare(of: task) : 0)
    driver.attempting { system throws(SchedulingError) in
      try system.fail(task, attempt: attempt, cause: cause, heldBack: wait > 0)
    }
    noteLostOutputs()
    if wait > 0 { events.add(.timer, at: driver.system.now + wait, subject: task) }
    if retry == nil {
      if leaveToSiblings(task) { return }
      driver.system.giveUp(task)
      driver.status = .gaveUp(task: task)
    }
  }
}
