extension CostModel {
  /// Costs and eligibility of a workflow's tasks on a cluster.
  ///
  /// - Parameter stageCosts: for each measured stage, what it costs on each device class of the
  ///   cluster, by class index.
  /// - Throws: ``CostError`` naming the first task that cannot be costed or placed.
  /// - Complexity: O(tasks × classes + groups × devices).
  public init(
    workflow: Workflow, cluster: Cluster, stageCosts: [String: [StageCost]] = [:]
  ) throws(CostError) {
    let classIndex = Dictionary(
      uniqueKeysWithValues: cluster.classes.enumerated().map { ($1.name, $0) })
    let usesWorkAlone = workflow.tasks.allSatisfy {
      if case .work = $0.cost { true } else { false }
    }
    speeds = cluster.classes.map(\.speed)
    classOfDevice = cluster.devices.map { Int32($0.deviceClass) }

    if usesWorkAlone {
      storage = .work(
        workflow.tasks.map { if case .work(let work) = $0.cost { work } else { 0 } })
    } else {
      var table: [Double] = []
      table.reserveCapacity(workflow.taskCount * cluster.classes.count)
      for task in workflow.tasks {
        table += try Self.row(
          of: task, cluster: cluster, classIndex: classIndex, stageCosts: stageCosts)
      }
      storage = .table(table)
    }

    var groupIndex: [GroupKey: Int32] = [:]
    var groups: [EligibilityGroup] = []
    var groupOfTask: [Int32] = []
    groupOfTask.reserveCapacity(workflow.taskCount)
    let classCount = cluster.classes.count
    for (id, task) in workflow.tasks.enumerated() {
      var finite: [Bool]?
      if case .table(let table) = storage {
        let row = table[(id * classCount)..<((id + 1) * classCount)]
        if row.contains(where: { !$0.isFinite }) { finite = row.map(\.isFinite) }
      }
      let key = GroupKey(
        placement: task.placement, memoryBytes: task.memoryBytes, finiteClasses: finite,
        gangSize: task.devices)
      if let known = groupIndex[key] {
        groupOfTask.append(known)
        continue
      }
      let devices = try Self.devices(
        for: task, key: key, cluster: cluster, classIndex: classIndex)
      let group = EligibilityGroup(
        devices: devices, gangSize: task.devices, classOfDevice: classOfDevice, speeds: speeds)
      // Different rules may allow the same devices; one group serves them.
      let index = groups.firstIndex(of: group) ?? groups.count
      if index == groups.count { groups.append(group) }
      groupIndex[key] = Int32(index)
      groupOfTask.append(Int32(index))
    }
    self.groups = groups
    self.groupOfTask = groupOfTask
  }

  private struct GroupKey: Hashable {
    var placement: Workflow.PlacementRule
    var memoryBytes: Double
    var finiteClasses: [Bool]?
    var gangSize: Int
  }

  private static func row(
    of task: Workflow.Task, cluster: Cluster, classIndex: [String: Int],
    stageCosts: [String: [StageCost]]
  ) throws(CostError) -> [Double] {
    switch task.cost {
    case .work(let work):
      return cluster.classes.map { work / $0.speed }
    case .units(let units):
      guard let stage = task.stage else { throw .noStage(task: task.name) }
      guard let costs = stageCosts[stage] else {
        throw .unmeasuredStage(
          task: task.name, stage: stage,
          nearest: nearestName(to: stage, among: stageCosts.keys.sorted()))
      }
      return costs.map { $0.seconds(units: units) }
    case .table(let entries):
      var row = [Double](repeating: .infinity, count: cluster.classes.count)
      for entry in entries {
        guard let index = classIndex[entry.deviceClass] else {
          throw .unknownClass(
            task: task.name, deviceClass: entry.deviceClass,
            nearest: nearestName(to: entry.deviceClass, among: cluster.classes.map(\.name)))
        }
        row[index] = entry.seconds
      }
      return row
    }
  }

  private static func devices(
    for task: Workflow.Task, key: GroupKey, cluster: Cluster, classIndex: [String: Int]
  ) throws(CostError) -> [Int32] {
    var allowed = [Bool](repeating: true, count: cluster.deviceCount)
    switch task.placement {
    case .anywhere:
      break
    case .classes(let names):
      var allowedClass = [Bool](repeating: false, count: cluster.classes.count)
      for name in names {
        guard let index = classIndex[name] else {
          throw .unknownClass(
            task: task.name, deviceClass: name,
            nearest: nearestName(to: name, among: cluster.classes.map(\.name)))
        }
        allowedClass[index] = true
      }
      allowed = cluster.devices.map { allowedClass[$0.deviceClass] }
    case .device(let name):
      guard let pinned = cluster.device(named: name) else {
        throw .unknownDevice(
          task: task.name, device: name,
          nearest: nearestName(to: name, among: cluster.devices.map(\.name)))
      }
      allowed = (0..<cluster.deviceCount).map { $0 == pinned }
    }
    let byRule = allowed
    for (id, device) in cluster.devices.enumerated() {
      let enoughMemory = task.memoryBytes <= cluster.classes[device.deviceClass].memoryBytes
      let finiteCost = key.finiteClasses?[device.deviceClass] ?? true
      allowed[id] = allowed[id] && enoughMemory && finiteCost
    }
    let largest = dropSmallClasses(&allowed, gangSize: task.devices, cluster: cluster)
    let devices = allowed.indices.filter { allowed[$0] }.map(Int32.init)
    guard largest == 0 || !devices.isEmpty else {
      throw .gangTooLarge(task: task.name, devices: task.devices, largest: largest)
    }
    guard !devices.isEmpty else {
      throw .fitsNoDevice(
        task: task.name, memoryBytes: task.memoryBytes,
        largestMemoryBytes: cluster.devices.indices.filter { byRule[$0] }
          .map { cluster.classes[cluster.devices[$0].deviceClass].memoryBytes }.max())
    }
    return devices
  }

  /// Takes out the devices of classes that have fewer of them than a gang needs, and returns how many
  /// the largest class has.
  private static func dropSmallClasses(
    _ allowed: inout [Bool], gangSize: Int, cluster: Cluster
  ) -> Int {
    var counts = [Int](repeating: 0, count: cluster.classes.count)
    for (id, device) in cluster.devices.enumerated() where allowed[id] {
      counts[device.deviceClass] += 1
    }
    if gangSize > 1 {
      for (id, device) in cluster.devices.enumerated() where counts[device.deviceClass] < gangSize {
        allowed[id] = false
      }
    }
    return counts.max() ?? 0
  }
}
