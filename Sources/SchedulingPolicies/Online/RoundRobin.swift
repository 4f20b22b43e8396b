import SchedulingModel
import SimulationEngine

/// Round robin: ready tasks in the order in which they became ready, each to the next free eligible
/// device after the one that was used last. It looks at no cost at all, but where a gang could run on
/// devices of several classes, and before maintenance (as ``ListScheduling`` does).
struct RoundRobin: Policy {
  private var queues: [[Int]] = []
  private var heads: [Int] = []
  private var sequence: [Int] = []
  private var arrivals = 0
  private var nextDevice = 0

  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    if case .taskReady(let task) = event { enqueue(task, in: system) }
  }

  private mutating func enqueue(_ task: Int, in system: borrowing SystemState) {
    if queues.isEmpty {
      queues = [[Int]](repeating: [], count: system.instance.costs.groups.count)
      heads = [Int](repeating: 0, count: queues.count)
      sequence = [Int](repeating: 0, count: system.instance.workflow.taskCount)
    }
    arrivals += 1
    sequence[task] = arrivals
    queues[system.instance.costs.group(of: task)].append(task)
  }

  mutating func decide(in system: inout SystemState) throws(PolicyError) {
    do {
      for task in system.tasksOnClosedDevices {
        try system.withdraw(task)
        if system.state(of: task) == .ready { enqueue(task, in: system) }
      }
      // These will be announced when they are ready again.
      for task in system.tasksAwaitingReruns { try system.withdraw(task) }
      while let (task, device) = nextPair(in: system) {
        var last = device
        if system.instance.workflow.tasks[task].devices > 1 {
          guard let gang = system.bestFreeGang(for: task, from: nextDevice) else { break }
          try system.assign(task, to: gang)
          last = gang[gang.count - 1]
        } else {
          try system.assign(task, to: device)
        }
        nextDevice = (last + 1) % system.instance.cluster.deviceCount
      }
    } catch {
      throw .broke(error)
    }
  }

  /// Passes what heads a queue and is not ready any more: a producer has to run again, or a copy has
  /// succeeded. Or it is ready again, and stands there twice.
  private mutating func dropWaiting(_ group: Int, in system: borrowing SystemState) {
    while heads[group] < queues[group].count,
      system.state(of: queues[group][heads[group]]) != .ready
    {
      heads[group] += 1
    }
  }

  /// The longest-waiting task that may run on a free device, and that device.
  private mutating func nextPair(in system: borrowing SystemState) -> (task: Int, device: Int)? {
    var best: (group: Int, place: Int, task: Int, device: Int)?
    for group in queues.indices {
      dropWaiting(group, in: system)
      guard heads[group] < queues[group].count else { continue }
      var place = heads[group]
      var task = queues[group][place]
      if let best, sequence[best.task] < sequence[task] { continue }
      var device = freeDevice(for: task, in: system)
      // A task that avoids every free device, or waits for a window, lets others of its group pass.
      while device == nil, place + 1 < queues[group].count,
        system.hasMaintenance || system.isAvoiding(task) || system.state(of: task) != .ready
      {
        place += 1
        task = queues[group][place]
        device = system.state(of: task) == .ready ? freeDevice(for: task, in: system) : nil
      }
      if let best, sequence[best.task] < sequence[task] { continue }
      if let device { best = (group, place, task, device) }
    }
    guard let best else { return nil }
    if best.place > heads[best.group] {
      queues[best.group].remove(at: best.place)
      return (best.task, best.device)
    }
    heads[best.group] += 1
    if heads[best.group] == queues[best.group].count {
      queues[best.group].removeAll(keepingCapacity: true)
      heads[best.group] = 0
    }
    return (best.task, best.device)
  }

  private func freeDevice(for task: Int, in system: borrowing SystemState) -> Int? {
    let costs = system.instance.costs
    if system.instance.workflow.tasks[task].devices > 1 {
      guard system.hasFreeGang(costs.group(of: task)) else { return nil }
      if system.hasMaintenance || system.avoidsNodes {
        return system.bestFreeGang(for: task, from: nextDevice)?.first
      }
    } else if system.hasMaintenance {
      if let device = freeDevice(for: task, closesLater: true, in: system) { return device }
      if system.isWorthWaiting(task, costs: costs) { return nil }
    }
    return freeDevice(for: task, closesLater: false, in: system)
  }

  /// - Parameter closesLater: whether the task has to be done before the device closes.
  private func freeDevice(
    for task: Int, closesLater: Bool, in system: borrowing SystemState
  ) -> Int? {
    let costs = system.instance.costs
    for start in [nextDevice, 0] {
      var device = system.nextFreeDevice(from: start)
      while let free = device {
        if costs.isEligible(task, on: free), !system.isAvoided(task, on: free),
          !closesLater || system.isDoneBeforeWindow(task, on: free, costs: costs)
        {
          return free
        }
        device = system.nextFreeDevice(from: free + 1)
      }
    }
    return nil
  }
}
