import SchedulingModel
import SimulationEngine

/// Placing copies that no plan foresees.
extension PlannedPolicy {
  /// Gives a copy whose original is late a place: on the device that is up and on which it would finish
  /// first, behind what runs there (ties: lowest id), in its original's place in the order, which is before
  /// all that need it. O(n log n + devices × inputs).
  mutating func adoptReplica(_ task: Int, in system: borrowing SystemState) {
    guard let model = placements[system.instance.workflow.original(of: task)] else { return }
    var entry = model
    entry.task = task
    entry.device = soonestDevice(for: task, in: system)
    placements[task] = entry
    places[task] = places[model.task]
    plannedOrder = inQueueOrder((plannedOrder + [task]).compactMap { placements[$0] }).map(\.task)
  }

  private func soonestDevice(for task: Int, in system: borrowing SystemState) -> Int {
    let costs = system.instance.costs
    let eligible = costs.eligibleDevices(of: task)
    var best = (device: Int(eligible[0]), finish: Double.infinity)
    for device in eligible.lazy.map(Int.init)
    where system.isUp(device: device) && !system.isAvoided(task, on: device) {
      var start = system.estimatedInputsReady(task, on: device)
      if let running = system.runningTask(on: device), let since = system.start(of: running) {
        start = max(start, since + costs.seconds(running, on: device))
      }
      let finish = start + costs.seconds(task, on: device)
      if finish < best.finish { best = (device, finish) }
    }
    return best.device
  }
}
