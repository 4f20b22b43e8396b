import SchedulingModel

/// Node outages, task failures and the limit of attempts.
extension SimulationRun {
  mutating func openOutageStreams() {
    for (node, description) in simulation.instance.cluster.nodes.enumerated() {
      outageStreams.append(
        RandomStream(seed: simulation.seed, purpose: .outage, entity: UInt64(node)))
      repairStreams.append(
        RandomStream(seed: simulation.seed, purpose: .repair, entity: UInt64(node)))
      nextOutage.append(0)
      if description.outages != nil { scheduleOutage(of: node) }
    }
  }

  /// Schedules the next outage of a node that is up.
  private mutating func scheduleOutage(of node: Int) {
    switch simulation.instance.cluster.nodes[node].outages?.process {
    case .renewal(let meanUp, _):
      let up = Distribution.exponential(mean: meanUp).draw(from: &outageStreams[node])
      events.add(.outage, at: driver.system.now + up, subject: node)
    case .scheduled(let outages):
      let now = driver.system.now
      // An outage that has begun by now began while the node was down, or is the last one itself.
      while nextOutage[node] < outages.count, outages[nextOutage[node]].start < now {
        nextOutage[node] += 1
      }
      if nextOutage[node] < outages.count {
        events.add(.outage, at: outages[nextOutage[node]].start, subject: node)
      }
    case nil: break
    }
  }

  /// A node fails. That is noticed at once, or after a while in which nothing happens on the node.
  mutating func beginOutage(of node: Int) {
    let repair: Double
    switch simulation.instance.cluster.nodes[node].outages?.process {
    case .renewal(_, let distribution): repair = distribution.draw(from: &repairStreams[node])
    case .scheduled(let outages):
      repair = outages[nextOutage[node]].duration
      nextOutage[node] += 1
    case nil: return
    }
    let noticed = driver.system.now + simulation.conditions.recovery.detectionSeconds
    trace.outages.nodes.append(Int32(node))
    trace.outages.starts.append(driver.system.now)
    trace.outages.finishes.append(noticed + repair)
    if silentSince.isEmpty {
      takeDown(node: node)
    } else {
      silentSince[node] = driver.system.now
      for device in simulation.instance.cluster.nodes[node].devices
      where driver.system.runningTask(on: device) != nil {
        stranded += 1
      }
      events.add(.detection, at: noticed, subject: node)
    }
    events.add(.repair, at: noticed + repair, subject: node)
  }

  /// An outage that began some time ago is noticed.
  mutating func noticeOutage(of node: Int) {
    takeDown(node: node)
    silentSince[node] = .infinity
  }

  private mutating func takeDown(node: Int) {
    driver.system.takeDown(node: node)
    for device in simulation.instance.cluster.nodes[node].devices {
      if let task = driver.system.runningTask(on: device) {
        if !silentSince.isEmpty { stranded -= 1 }
        lose(task, cause: .outage)
      }
      if driver.hasEnded { return }
    }
  }

  /// Whether a device is down without anybody's knowing.
  func isSilent(_ device: Int) -> Bool {
    !silentSince.isEmpty
      && silentSince[simulation.instance.cluster.devices[device].node] < .infinity
  }

  /// Whether this attempt runs, and on a node that is up: what was to become of other attempts does
  /// not happen.
  func makesProgress(_ task: Int, attempt: Int) -> Bool {
    guard driver.system.isRunning(task, attempt: attempt) else { return false }
    return silentSince.isEmpty || !isSilent(Int(driver.system.deviceOfTask[task]))
  }

  mutating func endOutage(of node: Int) {
    driver.system.bringUp(node: node)
    scheduleOutage(of: node)
  }

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
