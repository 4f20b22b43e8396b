extension Instance {
  /// For each node, what failures do to work there: its outages and its domains', and the tasks' own
  /// failures. After an outage nothing happens until it has been noticed and, where the work stays, the
  /// node is back.
  ///
  /// - Parameter waitsForRepair: whether a lost task waits for its node, or goes elsewhere at once.
  public func failureRisks(waitsForRepair: Bool) -> [FailureRisk] {
    let rates = cluster.failureRates
    let repairs = cluster.expectedRepairSeconds
    return cluster.nodes.indices.map { node in
      risk(
        outages: rates[node], repair: waitsForRepair ? repairs[node] ?? 0 : 0, devices: 1)
    }
  }

  private func risk(outages: Double, repair: Double, devices: Int) -> FailureRisk {
    let recovery = reliability.recovery
    let own =
      reliability.taskFailureRate + Double(devices) * reliability.taskFailureRatePerDevice
    let rate = outages + own
    let lost =
      outages * (recovery.detection.meanSeconds + repair)
      + own * reliability.taskFailureDetectionSeconds
    let down = rate > 0 ? lost / rate : 0
    return FailureRisk(rate: rate, downSeconds: down, restartSeconds: recovery.restartSeconds)
  }

  /// What failures do to a gang whose devices are like those of a node: it is lost with any of the nodes
  /// that it fills, whose domains count once.
  private func gangRisk(
    of task: Int, like node: Int, outages rate: Double, repair: Double
  ) -> FailureRisk {
    let size = workflow.tasks[task].devices
    let own = cluster.nodes[node].outages?.rate ?? 0
    let perNode = cluster.nodes[node].devices.count
    let filled = Double((size + perNode - 1) / perNode)
    return risk(
      outages: rate + (filled - 1) * own, repair: repair, devices: size)
  }

  /// The estimated costs with what failures and checkpoints are expected to add to them on each device:
  /// as costs of device classes, one for each class on nodes of one risk.
  ///
  /// The writing of checkpoints counts, their flushing in the background does not; neither do failures at
  /// the end of attempts, back-off, scheduled outages, and what a gang keeps of an attempt that an outage of
  /// some of its nodes ends. Where nothing fails and nothing is written these
  /// are ``costs``.
  ///
  /// - Complexity: O(tasks × (classes × risks) + devices).
  public func expectedCosts(waitsForRepair: Bool) -> CostModel {
    let risks = failureRisks(waitsForRepair: waitsForRepair)
    let checkpoint = reliability.recovery.checkpoint
    guard checkpoint != nil || risks.contains(where: { $0.rate > 0 }) else { return costs }
    var kinds: [(deviceClass: Int, risk: FailureRisk, node: Int)] = []
    var kindOfDevice: [Int32] = []
    let hasGangs = workflow.hasGangs
    let (rates, repairs) = (cluster.failureRates, cluster.expectedRepairSeconds)
    for device in cluster.devices.indices {
      let risk = risks[cluster.devices[device].node]
      let kind = (
        deviceClass: costs.deviceClass(of: device), risk: risk, node: cluster.devices[device].node
      )
      let known = kinds.firstIndex {
        $0.deviceClass == kind.deviceClass && $0.risk == kind.risk
          && (!hasGangs
            || cluster.nodes[$0.node].devices.count == cluster.nodes[kind.node].devices.count)
      }
      if known == nil { kinds.append(kind) }
      kindOfDevice.append(Int32(known ?? kinds.count - 1))
    }
    var table: [Double] = []
    table.reserveCapacity(workflow.taskCount * kinds.count)
    for task in workflow.tasks.indices {
      for kind in kinds {
        let risk =
          workflow.tasks[task].devices > 1
          ? gangRisk(
            of: task, like: kind.node, outages: rates[kind.node],
            repair: waitsForRepair ? repairs[kind.node] ?? 0 : 0) : kind.risk
        table.append(
          expectedSeconds(
            of: task, work: costs.seconds(task, onClass: kind.deviceClass), risk: risk))
      }
    }
    return costs.reclassed(table, classOfDevice: kindOfDevice, classes: kinds.map(\.deviceClass))
  }

  private func expectedSeconds(of task: Int, work: Double, risk: FailureRisk) -> Double {
    guard work < .infinity else { return work }
    guard let checkpoint = reliability.recovery.checkpoint else {
      return risk.expectedSeconds(work)
    }
    return risk.expectedSeconds(
      work: work, segment: segment(of: task, work: work, risk: risk, checkpoint),
      write: checkpoint.writeSeconds, followsLast: checkpoint.followsLastSegment)
  }

  /// The work between two checkpoints of a task in seconds; nil if it writes none.
  private func segment(
    of task: Int, work: Double, risk: FailureRisk, _ checkpoint: RecoveryModel.Checkpoint
  ) -> Double? {
    let description = workflow.tasks[task]
    if let stages = checkpoint.stages {
      guard let stage = description.stage, stages.contains(stage) else { return nil }
    }
    let interval: Double
    switch (checkpoint.interval, description.cost) {
    case (.seconds(let seconds), _): interval = seconds
    case (.units(let some), .units(let all)): interval = some / all * work
    case (.units, .work), (.units, .table): return nil
    case (.rule(let rule), _):
      interval = rule.interval(
        write: checkpoint.writeSeconds, mtbf: risk.rate > 0 ? 1 / risk.rate : .infinity)
    }
    return max(interval, checkpoint.flushSeconds)
  }
}
