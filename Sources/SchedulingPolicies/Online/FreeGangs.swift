import SchedulingModel
import SimulationEngine

/// Gangs out of the devices that are free at the moment.
extension SystemState {
  /// Whether some class has as many free devices as the tasks of an eligibility group need at once.
  /// O(devices / 64 + runs of free devices).
  func hasFreeGang(_ group: Int) -> Bool {
    let group = instance.costs.groups[group]
    guard freeDeviceCount >= group.gangSize else { return false }
    var counts = [Int](repeating: 0, count: instance.cluster.classes.count)
    for run in group.runs {
      let deviceClass = instance.cluster.devices[run.lowerBound].deviceClass
      var rest = run
      while let free = firstFreeRun(in: rest) {
        counts[deviceClass] += free.count
        if counts[deviceClass] >= group.gangSize { return true }
        rest = free.upperBound..<run.upperBound
      }
    }
    return false
  }

  /// The free devices on which a ready task would finish first, transfers included: the lowest ones of
  /// a class (so that neighbours stay together), and of the classes the best (ties: the one whose gang
  /// is complete at the lowest device); nil if no class has enough. O(devices / 64 + runs of free devices +
  /// gang + inputs × classes).
  ///
  /// Devices that the task avoids are left out (``SimulationEngine/SystemState/isAvoided(_:on:)``), and so are
  /// those that close for maintenance before the task would be done, unless waiting is no use either.
  ///
  /// - Parameter first: the device from which on devices are counted as lower, round the end.
  func bestFreeGang(for task: Int, from first: Int = 0) -> [Int]? {
    var isAllowed: [Bool]?
    let avoided = avoidsNodes ? devicesToAvoid(task) : 0..<0
    if !avoided.isEmpty {
      isAllowed = (0..<instance.cluster.deviceCount).map { !avoided.contains($0) }
    }
    guard hasMaintenance else { return firstFreeGang(for: task, from: first, among: isAllowed) }
    var isOpen = [Bool](repeating: false, count: instance.cluster.deviceCount)
    let isEligible = instance.costs.groups[instance.costs.group(of: task)].contains
    for deviceClass in instance.cluster.classes.indices {
      let devices = isOpen.indices.filter {
        isEligible[$0] && instance.cluster.devices[$0].deviceClass == deviceClass
          && isAllowed?[$0] ?? true
      }
      for device in openForGang(task, devices: devices, assignedAt: now) {
        isOpen[device] = true
      }
    }
    if let gang = firstFreeGang(for: task, from: first, among: isOpen) { return gang }
    return isGangWorthWaiting(task)
      ? nil : firstFreeGang(for: task, from: first, among: isAllowed)
  }

  /// - Parameter isOpen: which devices count; nil for all.
  private func firstFreeGang(
    for task: Int, from first: Int, among isOpen: [Bool]?
  ) -> [Int]? {
    let group = instance.costs.groups[instance.costs.group(of: task)]
    var gangs = [[Range<Int>]](repeating: [], count: instance.cluster.classes.count)
    var missing = [Int](repeating: group.gangSize, count: gangs.count)
    var best: (gang: [Range<Int>], finish: Double)?
    for half in [first..<instance.cluster.deviceCount, 0..<first] {
      for run in group.runs where run.overlaps(half) {
        let deviceClass = instance.cluster.devices[run.lowerBound].deviceClass
        var rest = run.clamped(to: half)
        while missing[deviceClass] > 0, let free = firstFreeRun(in: rest, among: isOpen) {
          rest = free.upperBound..<rest.upperBound
          let part = free.prefix(missing[deviceClass])
          gangs[deviceClass].append(part)
          missing[deviceClass] -= part.count
          guard missing[deviceClass] == 0 else { continue }
          let leader = gangs[deviceClass].lazy.map(\.lowerBound).min() ?? part.lowerBound
          let finish = estimatedFinish(task, on: leader)
          if best.map({ finish < $0.finish }) ?? true { best = (gangs[deviceClass], finish) }
        }
      }
    }
    return best?.gang.flatMap { $0 }
  }

  private func firstFreeRun(in devices: Range<Int>, among isOpen: [Bool]?) -> Range<Int>? {
    guard let isOpen else { return firstFreeRun(in: devices) }
    var rest = devices
    while let free = firstFreeRun(in: rest) {
      if let first = free.first(where: { isOpen[$0] }) {
        return first..<((first..<free.upperBound).first { !isOpen[$0] } ?? free.upperBound)
      }
      rest = free.upperBound..<rest.upperBound
    }
    return nil
  }
}
