import SchedulingModel
import SimulationEngine

/// What online policies ask of maintenance: whether a task would be done before a device closes, and
/// whether it is worth waiting. A task that would not be done anywhere, however long it waits, is not held
/// up: it starts, and checkpoints may carry it on.
extension SystemState {
  /// Whether a ready task that is assigned to a device now would be done before its node's next window,
  /// and start before the drain.
  func isDoneBeforeWindow(_ task: Int, on device: Int, costs: CostModel) -> Bool {
    isDoneBeforeWindow(task, on: device, costs: costs, assignedAt: now)
  }

  private func isDoneBeforeWindow(
    _ task: Int, on device: Int, costs: CostModel, assignedAt time: Double
  ) -> Bool {
    instance.cluster.isOpen(
      device, from: estimatedInputsReady(task, on: device, assignedAt: time),
      seconds: costs.seconds(task, on: device))
  }

  /// Whether there is a device on which a ready task would be done between two windows: one that is busy
  /// or down at the moment, or that has to be back from maintenance first. O(devices × windows) at worst.
  func isWorthWaiting(_ task: Int, costs: CostModel) -> Bool {
    costs.eligibleDevices(of: task).lazy.map(Int.init).contains { device in
      guard !isAvoided(task, on: device) else { return false }
      let node = instance.cluster.devices[device].node
      var time = now
      for _ in 0..<instance.cluster.roundsOfWindows(0) {
        if isDoneBeforeWindow(task, on: device, costs: costs, assignedAt: time) { return true }
        guard let window = instance.cluster.nextWindow(ofNode: node, from: time) else {
          return false
        }
        time = window.end
      }
      return false
    }
  }

  /// The same for a task that needs several devices: whether so many of a class will be open together.
  /// O(devices × windows) at worst.
  func isGangWorthWaiting(_ task: Int) -> Bool {
    let avoided = devicesToAvoid(task)
    let eligible = instance.costs.eligibleDevices(of: task).map(Int.init)
      .filter { !avoided.contains($0) }
    return instance.cluster.classes.indices.contains { deviceClass in
      let devices = eligible.filter { instance.cluster.devices[$0].deviceClass == deviceClass }
      guard devices.count >= instance.workflow.tasks[task].devices else { return false }
      var time = now
      for _ in 0..<instance.cluster.roundsOfWindows(devices.count) {
        let open = openForGang(task, devices: devices, assignedAt: time)
        if open.count >= instance.workflow.tasks[task].devices { return true }
        let ends = devices.compactMap { device in
          instance.cluster.nextWindow(ofNode: instance.cluster.devices[device].node, from: time)?
            .end
        }
        guard let next = ends.min() else { return false }
        time = next
      }
      return false
    }
  }

  /// Those of a class's devices that a gang would leave before their windows, whichever of them its inputs
  /// go to.
  func openForGang(_ task: Int, devices: [Int], assignedAt time: Double) -> [Int] {
    var start = time
    for device in devices {
      start = max(start, estimatedInputsReady(task, on: device, assignedAt: time))
    }
    let costs = instance.costs
    return devices.filter { device in
      let cluster = instance.cluster
      guard
        let window = cluster.nextWindow(ofNode: cluster.devices[device].node, from: time)
      else { return true }
      return start < window.drainStart && start + costs.seconds(task, on: device) <= window.start
    }
  }
}
