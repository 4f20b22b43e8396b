import SchedulingModel

/// Node outages, task failures and the limit of attempts.
extension SimulationRun {
  mutating func openOutageStreams() {
    for (node, description) in simulation.instance.cluster.nodes.enumerated() {
      outageStreams.append(
        RandomStream(seed: simulation.seed, purpose: .outage, entity: UInt64(node)))
      repairStreams.append(
        RandomStream(seed: simulation.seed, purpose: .repair, entity: UInt64(node)))
      if description.outages != nil { scheduleOutage(of: node) }
    }
  }

  private mutating func scheduleOutage(of node: Int) {
    guard let model = simulation.instance.cluster.nodes[node].outages else { return }
    let up = Distribution.exponential(mean: model.meanUpSeconds).draw(from: &outageStreams[node])
    events.add(.outage, at: driver.system.now + up, subject: node)
  }

  mutating func beginOutage(of node: Int) {
    guard let model = simulation.instance.cluster.nodes[node].outages else { return }
    let repair = model.repair.draw(from: &repairStreams[node])
    trace.outages.nodes.append(Int32(node))
    trace.outages.starts.append(driver.system.now)
    trace.outages.finishes.append(driver.system.now + repair)
    events.add(.repair, at: driver.system.now + repair, subject: node)
    driver.system.takeDown(node: node)
    for device in simulation.instance.cluster.nodes[node].devices {
      if let task = driver.system.runningTask(on: device) { lose(task, cause: .outage) }
      if driver.hasEnded { return }
    }
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

  /// Ends the running attempt of a task as lost, and the run if that was its last.
  mutating func lose(_ task: Int, cause: FailureCause) {
    let attempt = driver.system.attempts(of: task)
    closeAttempt(of: task, outcome: .failed)
    driver.attempting { system throws(SchedulingError) in
      try system.fail(task, attempt: attempt, cause: cause)
    }
    if let limit = simulation.conditions.attemptLimit, attempt >= limit {
      driver.system.giveUp(task)
      driver.status = .gaveUp(task: task)
    }
  }
}
