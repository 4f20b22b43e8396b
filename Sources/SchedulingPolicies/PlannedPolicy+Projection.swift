import SchedulingModel
import SimulationEngine

/// What a planner is told of the tasks that are planned already.
extension PlannedPolicy {
  /// Where the committed tasks are and when they will finish, as far as can be told now: actual
  /// times for what has finished, and for the rest the plan's order with estimated costs from now.
  ///
  /// Planned order is consistent with both queues and dependencies, so one pass suffices. With
  /// exact estimates and no failures this is the plan itself.
  func projection(in system: borrowing SystemState) -> Schedule {
    let instance = system.instance
    var finish = [Double](repeating: 0, count: placements.count)
    var freeFrom = [Double](repeating: 0, count: instance.cluster.deviceCount)
    let availability = availability(in: system)
    var committed = Schedule()
    for task in plannedOrder {
      // A task that was ruled out holds nothing.
      guard var entry = placements[task], system.state(of: task) != .skipped else { continue }
      let costs =
        isSureToRun(task, in: system) ? instance.costs : costsByProbability ?? instance.costs
      let cost = costs.seconds(task, on: entry.device)
      switch system.state(of: task) {
      case .succeeded:
        entry.finish = system.finish(of: task) ?? entry.finish
        entry.start = system.start(of: task) ?? entry.start
      case .running:
        entry.start = system.start(of: task) ?? entry.start
        entry.finish = max(entry.start + cost, system.now)
      case .waiting, .ready, .assigned, .failed, .skipped:
        var start = max(freeFrom[entry.device], system.now)
        if let time = availability?[entry.device], time < .infinity { start = max(start, time) }
        for device in gangs[task] ?? [] {
          start = max(start, freeFrom[device])
          if let time = availability?[device], time < .infinity { start = max(start, time) }
        }
        for edge in instance.workflow.inputs(of: task) {
          let source = instance.workflow.source(of: edge)
          guard let producer = placements[source], !system.isDead(edge: edge) else { continue }
          let arrival = instance.cluster.arrival(
            of: instance.workflow.bytes(of: edge), from: producer.device, to: entry.device,
            sentAt: finish[source])
          start = max(start, arrival)
        }
        if system.hasMaintenance {
          start = instance.cluster.firstStart(
            on: gangs[task] ?? [entry.device], from: start, seconds: cost)
        }
        entry.start = start
        entry.finish = start + cost
      }
      finish[task] = entry.finish
      freeFrom[entry.device] = max(freeFrom[entry.device], entry.finish)
      committed.entries.append(entry)
      guard !gangs.isEmpty, let gang = gangs[task] else { continue }
      for device in gang.dropFirst() {
        freeFrom[device] = max(freeFrom[device], entry.finish)
        entry.device = device
        committed.entries.append(entry)
      }
    }
    return committed
  }

  /// Whether no outcome can rule a task out any more.
  private func isSureToRun(_ task: Int, in system: borrowing SystemState) -> Bool {
    guard costsByProbability != nil else { return true }
    switch system.state(of: task) {
    case .running, .succeeded, .ready: return true
    case .skipped, .failed: return false
    case .waiting, .assigned:
      for edge in system.instance.workflow.inputs(of: task) {
        let producer = system.state(of: system.instance.workflow.source(of: edge))
        if producer != .succeeded, producer != .skipped { return false }
      }
      return true
    }
  }
}
