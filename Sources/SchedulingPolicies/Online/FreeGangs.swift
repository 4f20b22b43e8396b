import SchedulingModel
import SimulationEngine

/// Gangs out of the devices that are free at the moment.
extension SystemState {
  /// The first run of consecutive free devices of one class, at or after a device, that the tasks of an
  /// eligibility group may run on. O(devices passed).
  private func nextFreeRun(
    from device: Int, of group: CostModel.EligibilityGroup
  ) -> (devices: Range<Int>, deviceClass: Int)? {
    let devices = instance.cluster.devices
    var from = device
    while let free = nextFreeRun(from: from) {
      if let first = free.first(where: { group.contains[$0] }) {
        let deviceClass = devices[first].deviceClass
        var end = first + 1
        while end < free.upperBound, group.contains[end], devices[end].deviceClass == deviceClass {
          end += 1
        }
        return (first..<end, deviceClass)
      }
      from = free.upperBound
    }
    return nil
  }

  /// Whether some class has as many free devices as the tasks of an eligibility group need at once.
  /// O(free devices).
  func hasFreeGang(_ group: Int) -> Bool {
    var counts = [Int](repeating: 0, count: instance.cluster.classes.count)
    let group = instance.costs.groups[group]
    guard freeDeviceCount >= group.gangSize else { return false }
    var from = 0
    while let run = nextFreeRun(from: from, of: group) {
      counts[run.deviceClass] += run.devices.count
      if counts[run.deviceClass] >= group.gangSize { return true }
      from = run.devices.upperBound
    }
    return false
  }

  /// The free devices on which a ready task would finish first, transfers included: the lowest ones of
  /// a class (so that neighbours stay together), and of the classes the best (ties: the one whose gang
  /// is complete at the lowest device); nil if no class has enough. O(free devices + inputs × classes).
  ///
  /// - Parameter first: the device from which on devices are counted as lower, round the end.
  func bestFreeGang(for task: Int, from first: Int = 0) -> [Int]? {
    let group = instance.costs.groups[instance.costs.group(of: task)]
    var gangs = [[Range<Int>]](repeating: [], count: instance.cluster.classes.count)
    var missing = [Int](repeating: group.gangSize, count: gangs.count)
    var best: (gang: [Range<Int>], finish: Double)?
    for half in [first..<instance.cluster.deviceCount, 0..<first] {
      var from = half.lowerBound
      while let (run, deviceClass) = nextFreeRun(from: from, of: group),
        run.lowerBound < half.upperBound
      {
        from = run.upperBound
        let part = run.clamped(to: half).prefix(missing[deviceClass])
        guard let least = part.first else { continue }
        gangs[deviceClass].append(part)
        missing[deviceClass] -= part.count
        guard missing[deviceClass] == 0 else { continue }
        let leader = gangs[deviceClass].lazy.map(\.lowerBound).min() ?? least
        let finish = estimatedFinish(task, on: leader)
        if best.map({ finish < $0.finish }) ?? true { best = (gangs[deviceClass], finish) }
      }
    }
    return best?.gang.flatMap { $0 }
  }
}
