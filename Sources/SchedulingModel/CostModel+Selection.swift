/// Parts and variants of a cost model.
extension CostModel {
  /// Costs by other classes of devices: the same devices stay eligible.
  ///
  /// - Parameters:
  ///   - table: tasks × classes, row-major, in seconds.
  ///   - classes: for each new class, the one that it is a part of.
  func reclassed(_ table: [Double], classOfDevice: [Int32], classes: [Int]) -> CostModel {
    CostModel(
      storage: .table(table), speeds: classes.map { speeds[$0] }, classOfDevice: classOfDevice,
      groupOfTask: groupOfTask, groups: groups)
  }

  /// The same costs on fewer devices. A task of which nothing would be left keeps all its devices.
  ///
  /// - Parameters:
  ///   - isAvailable: for each device, whether it may be used at all.
  ///   - exceptions: further devices that single tasks may not use.
  /// - Complexity: O(tasks + groups × devices).
  package func restricted(
    to isAvailable: [Bool], except exceptions: [(task: Int, devices: Range<Int>)] = []
  ) -> CostModel {
    var newGroups = groups.map { group in
      restricted(group) { isAvailable[$0] }
    }
    var newGroupOfTask = groupOfTask
    for (task, devices) in exceptions {
      let smaller = restricted(newGroups[Int(groupOfTask[task])]) { !devices.contains($0) }
      let index = newGroups.firstIndex(of: smaller) ?? newGroups.count
      if index == newGroups.count { newGroups.append(smaller) }
      newGroupOfTask[task] = Int32(index)
    }
    return CostModel(
      storage: storage, speeds: speeds, classOfDevice: classOfDevice, groupOfTask: newGroupOfTask,
      groups: newGroups)
  }

  private func restricted(
    _ group: EligibilityGroup, where isAllowed: (Int) -> Bool
  ) -> EligibilityGroup {
    var devices = group.devices.filter { isAllowed(Int($0)) }
    if group.gangSize > 1 {
      // A gang needs enough devices of one class.
      var counts = [Int](repeating: 0, count: classCount)
      for device in devices { counts[deviceClass(of: Int(device))] += 1 }
      devices.removeAll { counts[deviceClass(of: Int($0))] < group.gangSize }
    }
    return devices.isEmpty || devices.count == group.devices.count
      ? group : self.group(of: devices, gangSize: group.gangSize)
  }

  private func group(of devices: [Int32], gangSize: Int) -> EligibilityGroup {
    EligibilityGroup(
      devices: devices, gangSize: gangSize, classOfDevice: classOfDevice, speeds: speeds)
  }

  /// The costs of some tasks as those of tasks 0, 1, …
  ///
  /// - Parameter pinned: for the first of them, the devices on which each stays (as many as it needs), and
  ///   how long it takes there, in seconds.
  package func selecting(
    _ tasks: [Int], pinned: [(devices: [Int], seconds: Double)]
  ) -> CostModel {
    var table: [Double] = []
    table.reserveCapacity(tasks.count * classCount)
    var newGroups = groups
    var newGroupOfTask: [Int32] = []
    for (index, task) in tasks.enumerated() {
      guard index < pinned.count else {
        for deviceClass in 0..<classCount { table.append(seconds(task, onClass: deviceClass)) }
        newGroupOfTask.append(groupOfTask[task])
        continue
      }
      for _ in 0..<classCount { table.append(pinned[index].seconds) }
      let devices = pinned[index].devices
      let only = group(of: devices.map(Int32.init), gangSize: devices.count)
      let known = newGroups.firstIndex(of: only) ?? newGroups.count
      if known == newGroups.count { newGroups.append(only) }
      newGroupOfTask.append(Int32(known))
    }
    return CostModel(
      storage: .table(table), speeds: speeds, classOfDevice: classOfDevice,
      groupOfTask: newGroupOfTask, groups: newGroups)
  }
}
