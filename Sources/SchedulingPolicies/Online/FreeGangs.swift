import SchedulingModel
import SimulationEngine

/// Gangs out of the devices that are free at the moment.
extension SystemState {
  /// Whether some class has as many free devices as the tasks of an eligibility group need at once.
  /// O(free devices).
  func hasFreeGang(_ group: Int) -> Bool {
    var counts = [Int](repeating: 0, count: instance.cluster.classes.count)
    let group = instance.costs.groups[group]
    guard freeDeviceCount >= group.gangSize else { return false }
    let devices = instance.cluster.devices
    var device = nextFreeDevice(from: 0)
    while let free = device {
      if group.contains[free] {
        let deviceClass = devices[free].deviceClass
        counts[deviceClass] += 1
        if counts[deviceClass] == group.gangSize { return true }
      }
      device = nextFreeDevice(from: free + 1)
    }
    return false
  }

  /// The free devices on which a ready task would finish first, transfers included: the lowest ones of
  /// a class (so that neighbours stay together), and of the classes the best (ties: the one whose gang
  /// is complete at the lowest device); nil if no class has enough. O(free devices + inputs × classes).
  ///
  /// Devices that close before the task would be done are left out, unless waiting is no use either.
  ///
  /// - Parameter first: the device from which on devices are counted as lower, round the end.
  func bestFreeGang(for task: Int, from first: Int = 0) -> [Int]? {
    let isEligible = instance.costs.groups[instance.costs.group(of: task)].contains
    guard hasMaintenance else { return bestFreeGang(for: task, from: first, among: isEligible) }
    var isOpen = [Bool](repeating: false, count: instance.cluster.deviceCount)
    for deviceClass in instance.cluster.classes.indices {
      let devices = isOpen.indices.filter {
        isEligible[$0] && instance.cluster.devices[$0].deviceClass == deviceClass
      }
      for device in openForGang(task, devices: devices, assignedAt: now) {
        isOpen[device] = true
      }
    }
    if let gang = bestFreeGang(for: task, from: first, among: isOpen) { return gang }
    return isGangWorthWaiting(task)
      ? nil : bestFreeGang(for: task, from: first, among: isEligible)
  }

  private func bestFreeGang(
    for task: Int, from first: Int, among isEligible: [Bool]
  ) -> [Int]? {
    let size = instance.workflow.tasks[task].devices
    let devices = instance.cluster.devices
    var gangs = [[Int]](repeating: [], count: instance.cluster.classes.count)
    var best: (gang: [Int], finish: Double)?
    for half in [first..<instance.cluster.deviceCount, 0..<first] {
      var device = nextFreeDevice(from: half.lowerBound)
      while let free = device, free < half.upperBound {
        let deviceClass = devices[free].deviceClass
        if gangs[deviceClass].count < size, isEligible[free] {
          gangs[deviceClass].append(free)
          if gangs[deviceClass].count == size {
            let leader = gangs[deviceClass].min() ?? free
            let finish = estimatedFinish(task, on: leader)
            if best.map({ finish < $0.finish }) ?? true { best = (gangs[deviceClass], finish) }
          }
        }
        device = nextFreeDevice(from: free + 1)
      }
    }
    return best?.gang
  }
}
