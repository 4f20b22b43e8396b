import SchedulingModel

/// Recording, and the result.
extension SimulationRun {
  mutating func openAttempt(of task: Int, number: Int, on device: Int) {
    attemptRow[task] = Int32(trace.attempts.count)
    trace.attempts.append(task: task, number: number, device: device, start: driver.system.now)
    if driver.system.hasGangs {
      for place in driver.system.runs(of: task) {
        trace.attempts.append(deviceRun: driver.system.run(at: place))
      }
      trace.attempts.endDeviceRuns()
      if simulation.instance.workflow.tasks[task].devices > 1 { findGangInterval(of: task) }
    }
    if let stragglers = simulation.conditions.stragglers {
      trace.attempts.slowdowns.append(
        stragglers.slowdown(
          task: simulation.instance.workflow.drawId(of: task), attempt: number,
          seed: simulation.seed))
    }
  }

  mutating func closeAttempt(
    of task: Int, outcome: Schedule.Outcome, survivingShare: Double = 0
  ) {
    let row = Int(attemptRow[task])
    stranded -= silentDevices(of: task)
    trace.attempts.finishes[row] = driver.system.now
    trace.attempts.outcomes[row] = outcome
    settleRecovery(row: row, outcome: outcome, survivingShare: survivingShare)
  }

  /// The result, once the run has ended. Attempts that still run are cancelled at that time.
  consuming func result(recordsPriorities: Bool) -> RunResult {
    let end = driver.system.now
    trace.skips = driver.system.skips
    for row in trace.attempts.finishes.indices where trace.attempts.finishes[row] == .infinity {
      trace.attempts.finishes[row] = end
      settleRecovery(row: row, outcome: .cancelled)
    }
    for row in trace.outages.finishes.indices where trace.outages.finishes[row] == .infinity {
      trace.outages.finishes[row] = end
    }
    var makespan: Double?
    if driver.status == .ok {
      let first = simulation.instance.jobs.lazy.map(\.arrival).min() ?? 0
      makespan = (trace.attempts.finishes.max() ?? first) - first
    }
    return RunResult(
      status: driver.status ?? .ok, endTime: end, makespan: makespan, trace: trace,
      transferredBytes: driver.system.bytesMoved, instance: simulation.instance,
      lengthFactors: lengthFactors, verdicts: verdicts,
      priorities: recordsPriorities ? driver.policy.priorities : nil,
      assignmentOrder: driver.system.assignmentOrder)
  }
}

extension Trace.Attempts {
  mutating func reserve(_ count: Int) {
    tasks.reserveCapacity(count)
    numbers.reserveCapacity(count)
    devices.reserveCapacity(count)
    starts.reserveCapacity(count)
    finishes.reserveCapacity(count)
    outcomes.reserveCapacity(count)
    restartSeconds.reserveCapacity(count)
    checkpointSeconds.reserveCapacity(count)
    savedSeconds.reserveCapacity(count)
  }
}
