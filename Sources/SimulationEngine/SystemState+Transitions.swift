import SchedulingModel

/// What the driver reports. Each transition takes effect at ``now``. Policies cannot reach these: they
/// are for the drivers of this package.
extension SystemState {
  /// Moves the clock; a round begins.
  package mutating func advance(to time: Double) {
    now = time
    commandsThisRound = 0
  }

  /// A job's tasks become known; its entry tasks are ready.
  package mutating func arrive(job: Int) {
    jobArrived[job] = true
    notices.append(.jobArrived(job: job))
    for task in instance.jobs[job].tasks where pendingPredecessors[task] == 0 {
      taskStates[task] = .ready
      notices.append(.taskReady(task: task))
    }
  }

  /// What the head of a device's queue waits for.
  package enum HeadStatus: Equatable, Sendable {
    /// The task can start now.
    case startable(task: Int)
    /// The task's last input arrives at this time.
    case waits(until: Double)
    /// There is no head, it runs, its device is down or drains, or nothing is known yet.
    case blocked
  }

  /// Whether the head of a device's queue can start.
  @inline(__always)
  package func headStatus(of device: Int) -> HeadStatus {
    let head = queueHead[device]
    guard head >= 0, isOpen[device] else { return .blocked }
    let task = task(ofSlot: Int(head))
    guard taskStates[task] == .assigned, pendingPredecessors[task] == 0, pendingInputs[task] == 0
    else { return .blocked }
    if hasGangs, !isTogether(task) { return .blocked }
    return inputsReady[task] <= now ? .startable(task: task) : .waits(until: inputsReady[task])
  }

  /// The next device whose head may have become startable, in the order in which that happened. For a
  /// gang that is its lowest device. Heads that wait for a window to be over are passed over: its end touches them.
  package mutating func nextTouchedDevice() -> Int? {
    while true {
      for device in touchedRest {
        isTouched[device] = false
        guard queueHead[device] >= 0 else { continue }
        if hasMaintenance, waitsForWindow(task(ofSlot: Int(queueHead[device]))) { continue }
        let leader = hasGangs ? Int(deviceOfTask[task(ofSlot: Int(queueHead[device]))]) : device
        if leader == device {
          touchedRest = (device + 1)..<touchedRest.upperBound
          return device
        }
        touch(leader)
      }
      guard touchedSeen < touchedRuns.count else { break }
      touchedRest = touchedRuns[touchedSeen]
      touchedSeen += 1
    }
    touchedRuns.removeAll(keepingCapacity: true)
    (touchedSeen, touchedRest) = (0, 0..<0)
    return nil
  }

  /// Starts the next attempt of the task that heads its device's queue, and returns its number.
  ///
  /// - Throws: `deviceUnavailable` or `notStartable` if a rule of starting is broken.
  package mutating func begin(_ task: Int) throws(SchedulingError) -> Int {
    let device = Int(deviceOfTask[task])
    guard taskStates[task] == .assigned, device >= 0, isOpen[device],
      runningTask(on: device) == nil
    else {
      throw record(.deviceUnavailable(task: task, device: device))
    }
    guard headStatus(of: device) == .startable(task: task) else {
      throw record(.notStartable(task: task, device: device))
    }
    taskStates[task] = .running
    attemptOfTask[task] += 1
    startedAt[task] = now
    return Int(attemptOfTask[task])
  }

  /// Whether this attempt is the one that runs; results of others are refused.
  @inline(__always)
  package func isRunning(_ task: Int, attempt: Int) -> Bool {
    taskStates[task] == .running && attemptOfTask[task] == Int32(attempt)
  }

  /// The running attempt succeeded: successors' transfers start, and those whom the outcome rules out
  /// are skipped.
  ///
  /// - Parameter outcome: how the task turned out; one without a verdict always passes.
  /// - Throws: `supersededAttempt` if another attempt runs.
  package mutating func complete(
    _ task: Int, attempt: Int, outcome: Workflow.Outcome = .passed
  ) throws(SchedulingError) {
    guard isRunning(task, attempt: attempt) else {
      throw record(.supersededAttempt(task: task, attempt: attempt))
    }
    let device = Int(deviceOfTask[task])
    taskStates[task] = .succeeded
    if outcome != .passed { take(outcome, of: task) }
    if isKept.count > 0 { keepCandidates(of: task) }
    finishedAt[task] = now
    let isRerun = outputsCanBeLost && noteSuccess(of: task)
    unfinishedTasks -= 1
    removeFromQueues(task)
    notices.append(.attemptSucceeded(task: task, device: device))
    for edge in instance.workflow.outputs(of: task) {
      if isRerun, !endsWaiting(edge) { continue }
      if isConditional, isDead(edge: edge) {
        settleDead(edge)
        continue
      }
      let target = instance.workflow.target(of: edge)
      pendingPredecessors[target] -= 1
      let targetState = taskStates[target]
      if targetState == .assigned {
        let targetDevice = Int(deviceOfTask[target])
        startTransfer(edge, of: target, to: targetDevice)
        if queueHead[targetDevice] == Int32(slots(of: target).lowerBound) { touch(targetDevice) }
      } else if targetState == .waiting, pendingPredecessors[target] == 0 {
        taskStates[target] = .ready
        notices.append(.taskReady(task: target))
      }
    }
  }

  /// The running attempt succeeded, and its task passed or failed its verdict.
  ///
  /// - Throws: `supersededAttempt` if another attempt runs.
  package mutating func complete(
    _ task: Int, attempt: Int, passed: Bool
  ) throws(SchedulingError) {
    try complete(task, attempt: attempt, outcome: Workflow.Outcome(level: passed ? 1 : 0))
  }

  /// The running attempt is lost; the task is ready again, at no device.
  ///
  /// - Parameter heldBack: whether the task has to wait first, until ``releaseHeldBack(_:)``.
  /// - Throws: `supersededAttempt` if another attempt runs.
  package mutating func fail(
    _ task: Int, attempt: Int, cause: FailureCause, heldBack: Bool = false
  ) throws(SchedulingError) {
    guard isRunning(task, attempt: attempt) else {
      throw record(.supersededAttempt(task: task, attempt: attempt))
    }
    let device = Int(deviceOfTask[task])
    if avoidsNodes { noteLoss(of: task) }
    removeFromQueues(task)
    notices.append(.attemptFailed(task: task, device: device, cause: cause))
    // A task that is held back waits as if for a predecessor, in a queue or not.
    if heldBack { pendingPredecessors[task] += 1 }
    if outputsCanBeLost { demandInputs(ofLost: task) }
    release(task)
  }

  /// A task has been held back long enough: it is ready, or may start if it has been assigned
  /// meanwhile.
  package mutating func releaseHeldBack(_ task: Int) {
    pendingPredecessors[task] -= 1
    guard pendingPredecessors[task] == 0 else { return }
    if taskStates[task] == .waiting {
      taskStates[task] = .ready
      notices.append(.taskReady(task: task))
    } else if taskStates[task] == .assigned {
      touch(Int(deviceOfTask[task]))
    }
  }

  /// A task that has been lost gets no other attempt.
  package mutating func giveUp(_ task: Int) {
    taskStates[task] = .failed
    unfinishedTasks -= 1
  }

  /// A node goes down. The driver fails the attempts that run on it before or after, as it likes.
  package mutating func takeDown(node: Int) {
    for device in instance.cluster.nodes[node].devices {
      isUp[device] = false
      isOpen[device] = false
      updateFree(device)
    }
    nodesDown.insert(node, at: nodesDown.firstIndex { $0 > node } ?? nodesDown.endIndex)
    holdTransfers(ofNode: node)
    notices.append(.nodeDown(node: node))
    if outputsCanBeLost { loseData(ofNode: node) }
    // What is elsewhere as well need not wait for the repair.
    if outputsCanBeLost || store != nil { resumeTransfers() }
  }

  /// A node comes back; held transfers start.
  package mutating func bringUp(node: Int) {
    for device in instance.cluster.nodes[node].devices {
      isUp[device] = true
      isOpen[device] = !(hasMaintenance && isDraining[node])
      updateFree(device)
      touch(device)
    }
    nodesDown.removeAll { $0 == node }
    resumeTransfers()
    notices.append(.nodeUp(node: node))
  }

  /// Puts a task that has left its queue back among the waiting or ready ones.
  mutating func release(_ task: Int) {
    deviceOfTask[task] = -1
    if pendingPredecessors[task] == 0 {
      taskStates[task] = .ready
      notices.append(.taskReady(task: task))
    } else {
      taskStates[task] = .waiting
    }
  }

  /// The events since the last call, in order.
  package mutating func takeNotices(into buffer: inout [SchedulingEvent]) {
    swap(&buffer, &notices)
    notices.removeAll(keepingCapacity: true)
  }
}
