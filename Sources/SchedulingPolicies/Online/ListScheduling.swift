import SchedulingModel
import SimulationEngine

/// Work-conserving list scheduling (Graham, SIAM J. Appl. Math. 17(2), 1969, carried over to
/// unequal devices): whenever a device is free, the best ready task that may run on a free device
/// is assigned to the free eligible device on which it would finish first, transfers included
/// (ties: lowest id). It never waits for a busy device; a task that fits no free device is passed
/// over, and so is a gang for which too few devices are free at once. A device whose node closes for
/// maintenance before the task would be done counts as not free, as long as the task would be done elsewhere
/// or later (``SystemState/isWorthWaiting(_:costs:)``).
///
/// What ranks the tasks makes the policy: ``Priority``. A task that loses an attempt is ready
/// again, with its priority; one that waits for data on a device that goes down, or for a producer that
/// has to run again, is taken back. A task
/// that avoids the node of its last loss is passed over while no other device is free.
/// O(log n + groups + free devices × inputs) for each assignment.
public struct ListScheduling: Policy {
  /// What ranks ready tasks; larger first, ties to the lowest id.
  enum Priority {
    /// Numbers known when the job arrives.
    case fixed(@Sendable (Instance) -> [Double])
    /// The order in which tasks became ready, earliest first.
    case readyOrder
    /// A number drawn for each task from the policy's own stream.
    case random(RandomStream)
  }

  private var priority: Priority
  /// The costs by which a device is chosen; nil for the estimated ones.
  private let deviceCosts: (@Sendable (Instance) -> CostModel)?
  private var expected: CostModel?
  private var values: [Double]?
  private var queue = ReadyQueue(groups: 0)
  private var arrivals = 0.0
  /// Tasks of the present round that avoid every free device.
  private var passedOver: [Int] = []

  init(_ priority: Priority, deviceCosts: (@Sendable (Instance) -> CostModel)? = nil) {
    self.priority = priority
    self.deviceCosts = deviceCosts
  }

  /// List scheduling by priorities of your own: one number for each task of the instance, computed
  /// when the first job arrives; larger first, ties to the lowest id.
  ///
  /// A wrong count or a number that is not one ends the run with the error `failed`.
  public init(priorities: @escaping @Sendable (Instance) -> [Double]) {
    self.init(.fixed(priorities))
  }

  public var priorities: [Double]? { values }

  public mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    switch event {
    case .taskReady(let task): try enqueue(task, in: system)
    case .jobArrived, .taskSkipped, .attemptSucceeded, .attemptFailed, .outputsLost, .nodeDown,
      .nodeUp, .nodeDraining:
      break
    }
  }

  private mutating func enqueue(
    _ task: Int, in system: borrowing SystemState
  ) throws(PolicyError) {
    let costs = system.instance.costs
    if values == nil { try open(system) }
    let rank = rank(task)
    queue.insert(task, priority: rank, group: costs.group(of: task))
  }

  private mutating func open(_ system: borrowing SystemState) throws(PolicyError) {
    let count = system.instance.workflow.taskCount
    queue = ReadyQueue(groups: system.instance.costs.groups.count)
    expected = deviceCosts?(system.instance)
    switch priority {
    case .fixed(let compute):
      let computed = compute(system.instance)
      guard computed.count == count, !computed.contains(where: \.isNaN) else {
        throw .failed(reason: "\(computed.count) priorities for \(count) tasks, or one is NaN")
      }
      values = computed
    case .readyOrder, .random:
      values = [Double](repeating: 0, count: count)
    }
  }

  /// The task's number, which it keeps over attempts.
  private mutating func rank(_ task: Int) -> Double {
    guard let known = values?[task] else { return 0 }
    switch priority {
    case .fixed:
      return known
    case .readyOrder:
      if known != 0 { return known }
      arrivals += 1
      values?[task] = -arrivals
      return -arrivals
    case .random(var stream):
      if known != 0 { return known }
      let draw = stream.unit()
      priority = .random(stream)
      values?[task] = draw
      return draw
    }
  }

  public mutating func decide(in system: inout SystemState) throws(PolicyError) {
    try takeBack(system.tasksOnClosedDevices, in: &system)
    try takeBack(system.tasksAwaitingReruns, in: &system)
    do throws(SchedulingError) {
      while let task = nextTask(in: system) {
        // Meanwhile a copy may have succeeded, or a producer may have to run again.
        guard system.state(of: task) == .ready else { continue }
        if system.instance.workflow.tasks[task].devices > 1 {
          guard let gang = system.bestFreeGang(for: task) else {
            passedOver.append(task)
            continue
          }
          try system.assign(task, to: gang)
          continue
        }
        guard let device = bestFreeDevice(for: task, in: system) else {
          passedOver.append(task)
          continue
        }
        try system.assign(task, to: device)
      }
    } catch {
      throw .broke(error)
    }
    for task in passedOver { try enqueue(task, in: system) }
    passedOver.removeAll(keepingCapacity: true)
  }

  /// Takes tasks out of their queues; one that is not ready will be announced when it is.
  private mutating func takeBack(
    _ tasks: [Int], in system: inout SystemState
  ) throws(PolicyError) {
    for task in tasks {
      do throws(SchedulingError) {
        try system.withdraw(task)
      } catch {
        throw .broke(error)
      }
      if system.state(of: task) == .ready { try enqueue(task, in: system) }
    }
  }

  private mutating func nextTask(in system: borrowing SystemState) -> Int? {
    guard system.nextFreeDevice(from: 0) != nil else { return nil }
    let groups = system.instance.costs.groups
    var canRun = [Bool](repeating: false, count: groups.count)
    for group in groups.indices {
      if groups[group].gangSize > 1 {
        canRun[group] = system.hasFreeGang(group)
        continue
      }
      var device = system.nextFreeDevice(from: 0)
      while let free = device, !canRun[group] {
        canRun[group] = groups[group].contains[free]
        device = system.nextFreeDevice(from: free + 1)
      }
    }
    while let group = queue.bestGroup(where: { canRun[$0] }), let task = queue.popBest(of: group) {
      // One whose producer has to run again is ready no more, or again and here twice.
      if system.state(of: task) == .ready { return task }
    }
    return nil
  }

  private func bestFreeDevice(for task: Int, in system: borrowing SystemState) -> Int? {
    guard system.hasMaintenance else { return bestFreeDevice(for: task, avoiding: nil, in: system) }
    let costs = expected ?? system.instance.costs
    if let device = bestFreeDevice(for: task, avoiding: costs, in: system) { return device }
    return system.isWorthWaiting(task, costs: costs)
      ? nil : bestFreeDevice(for: task, avoiding: nil, in: system)
  }

  /// - Parameter costs: those by which the task has to be done before a device closes; nil if it need not.
  private func bestFreeDevice(
    for task: Int, avoiding costs: CostModel?, in system: borrowing SystemState
  ) -> Int? {
    var best: (device: Int, finish: Double)?
    var device = system.nextFreeDevice(from: 0)
    while let free = device {
      if system.instance.costs.isEligible(task, on: free), !system.isAvoided(task, on: free),
        costs.map({ system.isDoneBeforeWindow(task, on: free, costs: $0) }) ?? true
      {
        let finish =
          expected.map {
            system.estimatedInputsReady(task, on: free) + $0.seconds(task, on: free)
          } ?? system.estimatedFinish(task, on: free)
        if best.map({ finish < $0.finish }) ?? true { best = (free, finish) }
      }
      device = system.nextFreeDevice(from: free + 1)
    }
    return best?.device
  }
}

extension ListScheduling: TakingOver {
  mutating func takeOver(
    in system: inout SystemState, outages: OutageMemory
  ) throws(PolicyError) {
    let instance = system.instance
    for device in 0..<instance.cluster.deviceCount {
      for task in system.queue(of: device) where system.state(of: task) == .assigned {
        do throws(SchedulingError) {
          try system.withdraw(task)
        } catch {
          throw .broke(error)
        }
      }
    }
    for task in instance.workflow.tasks.indices where system.state(of: task) == .ready {
      try enqueue(task, in: system)
    }
    try decide(in: &system)
  }
}
