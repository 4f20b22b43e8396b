import SchedulingModel
import SimulationEngine

/// Moving single tasks to other devices.
extension PlannedPolicy {
  /// Moves what cannot stay where it was planned: under ``Replanning/local`` tasks whose device is down, and
  /// tasks that were lost on a node that they now avoid. Each goes to the device that is up and on which
  /// it would finish first (ties: lowest id), given what stands before it in the queues. Devices that are down
  /// for maintenance count as up from its end on: what is planned for then stays.
  ///
  /// A task takes its place in the order along: one order of all tasks agrees with every queue and every
  /// dependency, before and after, so that no queue can wait for another in a circle. One pass in that
  /// order projects when devices are free. O(n + e + moved × devices × inputs).
  mutating func repair(_ lost: [Int], in system: inout SystemState) throws(SchedulingError) {
    let moving = tasksToMove(lost, in: system)
    guard moving.contains(true) else { return }
    let instance = system.instance
    var finish = [Double](repeating: 0, count: placements.count)
    var freeFrom = [Double](repeating: system.now, count: instance.cluster.deviceCount)
    // Nothing goes before a task that runs, whatever its place in the order.
    for device in freeFrom.indices {
      guard let task = system.runningTask(on: device), let start = system.start(of: task) else {
        continue
      }
      finish[task] = max(start + instance.costs.seconds(task, on: device), system.now)
      freeFrom[device] = finish[task]
    }
    for node in system.downNodes {
      guard let back = outages.plannedReturn(of: node) else { continue }
      for device in instance.cluster.nodes[node].devices { freeFrom[device] = back }
    }
    var moved: [Int] = []
    for task in plannedOrder {
      guard var entry = placements[task], system.state(of: task) != .skipped else { continue }
      switch system.state(of: task) {
      case .succeeded:
        finish[task] = system.finish(of: task) ?? system.now
        continue
      case .running:
        continue
      case .waiting, .ready, .assigned, .failed, .skipped:
        if moving[task], gangs[task] != nil {
          if let gang = bestGang(for: task, finish: finish, freeFrom: freeFrom, in: system) {
            gangs[task] = gang
            entry.device = gang[0]
            moved.append(task)
          }
        } else if moving[task],
          let device = bestDevice(for: task, finish: finish, freeFrom: freeFrom, in: system)
        {
          entry.device = device
          moved.append(task)
        }
        var start = max(
          freeFrom[entry.device],
          inputsReady(
            task, on: entry.device, finish: finish, sentFrom: moved.last == task ? system.now : 0,
            in: system))
        for device in gangs[task] ?? [] { start = max(start, freeFrom[device]) }
        let cost = instance.costs.seconds(task, on: entry.device)
        if system.hasMaintenance {
          start = instance.cluster.firstStart(
            on: gangs[task] ?? [entry.device], from: start, seconds: cost)
        }
        finish[task] = start + cost
        placements[task]?.device = entry.device
      }
      freeFrom[entry.device] = max(freeFrom[entry.device], finish[task])
      for device in gangs[task] ?? [] { freeFrom[device] = max(freeFrom[device], finish[task]) }
    }
    // All leave first: on its way a task may meet another that goes where it came from.
    for task in moved where system.state(of: task) == .assigned { try system.withdraw(task) }
    for task in moved { try assign(task, in: &system) }
  }

  private func tasksToMove(_ lost: [Int], in system: borrowing SystemState) -> [Bool] {
    var moving = [Bool](repeating: false, count: placements.count)
    for task in lost where system.state(of: task) == .ready {
      guard let device = placements[task]?.device else { continue }
      let isDown =
        replanning == .local
        && (gangs[task] ?? [device]).contains { !system.isUp(device: $0) }
      moving[task] =
        isDown || (gangs[task] ?? [device]).contains { system.isAvoided(task, on: $0) }
    }
    if replanning == .local {
      for task in system.tasksOnDownDevices where system.state(of: task) == .assigned {
        moving[task] = (gangs[task] ?? placements[task].map { [$0.device] } ?? [])
          .contains { !isUsable($0, in: system) }
      }
    }
    return moving
  }

  /// Whether a device is up, or will be when the maintenance is over for which it is down.
  private func isUsable(_ device: Int, in system: borrowing SystemState) -> Bool {
    system.isUp(device: device)
      || outages.plannedReturn(of: system.instance.cluster.devices[device].node) != nil
  }

  /// When a task would finish on devices, in seconds, and whether it would meet a window: such a place is
  /// worse than any other.
  private func finish(
    of task: Int, on gang: [Int], from start: Double, in system: borrowing SystemState
  ) -> (meetsWindow: Int, time: Double) {
    let seconds = system.instance.costs.seconds(task, on: gang[0])
    guard system.hasMaintenance else { return (0, start + seconds) }
    let cluster = system.instance.cluster
    let begin = cluster.firstStart(on: gang, from: start, seconds: seconds)
    let isOpen = gang.allSatisfy { cluster.isOpen($0, from: begin, seconds: seconds) }
    return (isOpen ? 0 : 1, begin + seconds)
  }

  private func bestDevice(
    for task: Int, finish: [Double], freeFrom: [Double], in system: borrowing SystemState
  ) -> Int? {
    var best: (device: Int, finish: (meetsWindow: Int, time: Double))?
    for device in system.instance.costs.eligibleDevices(of: task).lazy.map(Int.init)
    where isUsable(device, in: system) && !system.isAvoided(task, on: device) {
      let start = max(
        freeFrom[device],
        inputsReady(task, on: device, finish: finish, sentFrom: system.now, in: system))
      let end = self.finish(of: task, on: [device], from: start, in: system)
      if end < best?.finish ?? (1, .infinity) { best = (device, end) }
    }
    return best?.device
  }

  /// Of the class where the gang would finish first, the devices that are up, not avoided and free first
  /// (ties: lowest id), ascending; nil if no class has enough of these.
  private func bestGang(
    for task: Int, finish: [Double], freeFrom: [Double], in system: borrowing SystemState
  ) -> [Int]? {
    let (costs, cluster) = (system.instance.costs, system.instance.cluster)
    let size = system.instance.workflow.tasks[task].devices
    var byClass = [[Int]](repeating: [], count: cluster.classes.count)
    let avoided = system.devicesToAvoid(task)
    for device in costs.eligibleDevices(of: task).lazy.map(Int.init)
    where isUsable(device, in: system) && !avoided.contains(device) {
      byClass[cluster.devices[device].deviceClass].append(device)
    }
    var best: (gang: [Int], finish: (meetsWindow: Int, time: Double))?
    for devices in byClass where devices.count >= size {
      let soonest = devices.sorted { (freeFrom[$0], $0) < (freeFrom[$1], $1) }.prefix(size)
      let gang = soonest.sorted()
      let start = max(
        soonest.lazy.map { freeFrom[$0] }.max() ?? 0,
        inputsReady(task, on: gang[0], finish: finish, sentFrom: system.now, in: system))
      let end = self.finish(of: task, on: gang, from: start, in: system)
      if end < best?.finish ?? (1, .infinity) { best = (gang, end) }
    }
    return best?.gang
  }

  /// When a task's inputs would be on a device, in seconds, if none is sent before a time.
  private func inputsReady(
    _ task: Int, on device: Int, finish: [Double], sentFrom time: Double,
    in system: borrowing SystemState
  ) -> Double {
    let instance = system.instance
    var ready = system.now
    for edge in instance.workflow.inputs(of: task) {
      let source = instance.workflow.source(of: edge)
      guard let producer = placements[source], !system.isDead(edge: edge) else { continue }
      let arrival = instance.cluster.arrival(
        of: instance.workflow.bytes(of: edge), from: producer.device, to: device,
        sentAt: max(finish[source], time))
      ready = max(ready, arrival)
    }
    return ready
  }
}
