import SchedulingModel

/// Copies of tasks: when they run, and when they stop.
extension SimulationRun {
  /// A task has succeeded: its copies are not needed, and their attempts stop.
  mutating func dropSiblings(of task: Int) {
    guard !driver.hasEnded else { return }
    for sibling in simulation.instance.workflow.siblings(of: task) {
      if driver.system.state(of: sibling) == .running {
        closeAttempt(of: sibling, outcome: .cancelled)
      }
      driver.system.drop(sibling)
    }
  }

  /// Schedules the time from which on an attempt of an original is late.
  mutating func watch(_ task: Int, attempt: Int, on device: Int, factor: Double) {
    let workflow = simulation.instance.workflow
    let isWaiting = workflow.siblings(of: task).contains { driver.system.isDormant($0) }
    guard isWaiting else { return }
    let estimate = simulation.instance.costs.seconds(task, on: device)
    events.add(
      .lateness, at: driver.system.now + factor * estimate, subject: task, attempt: attempt)
  }

  /// The attempt of an original is late, if it still runs: a copy may run.
  mutating func wakeSibling(of task: Int, attempt: Int) {
    guard driver.system.isRunning(task, attempt: attempt) else { return }
    wakeSibling(of: task)
  }

  private mutating func wakeSibling(of task: Int) {
    for sibling in simulation.instance.workflow.siblings(of: task)
    where driver.system.isDormant(sibling) {
      return driver.system.wake(sibling)
    }
  }

  /// A task has lost its last attempt: whether a copy goes on in its place.
  mutating func leaveToSiblings(_ task: Int) -> Bool {
    guard driver.system.hasLiveSibling(task) else { return false }
    driver.system.drop(task)
    wakeSibling(of: task)
    return true
  }
}
