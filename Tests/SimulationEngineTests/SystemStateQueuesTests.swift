import SchedulingModel
import SimulationEngine
import Testing

/// Who starts when on a device.
@Suite struct SystemStateQueuesTests {
  /// t1 waits on device 1 for data that is there at 12.5; t2 stands behind it.
  @Test func waitingForDataDoesNotOccupyButIsNotOvertaken() throws {
    let instance = try Hand.instance([10, 5, 3], edges: [(0, 1, 20)], on: Hand.cluster(2))
    var occupant: Int? = 0
    var isFree = true
    let policy = TestPolicy { system, _ in
      if system.now == 0 {
        for (task, device) in [0, 1, 1].enumerated() { try system.assign(task, to: device) }
      }
      if system.now == 10 {
        occupant = system.runningTask(on: 1)
        isFree = system.isFree(device: 1)
      }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.byTask.map(\.start) == [0, 12.5, 17.5])
    #expect(occupant == nil && !isFree)
  }

  /// Since waiting does not occupy, a task whose planned start is earlier may still go first.
  @Test func anEarlierPlannedStartGoesBeforeAWaitingHead() throws {
    let instance = try Hand.instance([10, 5, 2], edges: [(0, 1, 20)], on: Hand.cluster(2))
    let policy = TestPolicy { system, _ in
      if system.now == 0 {
        try system.assign(0, to: 0, plannedStart: 0, plannedFinish: 10, place: 0)
        try system.assign(1, to: 1, plannedStart: 12.5, plannedFinish: 17.5, place: 1)
      }
      if system.now == 10 {
        try system.assign(2, to: 1, plannedStart: 10, plannedFinish: 12, place: 2)
      }
    }
    #expect(Simulation(instance: instance).run(policy).byTask.map(\.start) == [0, 12.5, 10])
  }

  /// Planned start, planned finish, place; unplanned tasks after those, in order of assignment.
  @Test func theKeyIsTotal() throws {
    let keys: [(Double, Double)?] = [(5, 9), nil, (5, 5), (1, 3), (5, 5), nil, (3, 3), (3, 4)]
    let expected = [3, 6, 7, 2, 4, 0, 1, 5]
    for seed in UInt64(1)...20 {
      var stream = RandomStream(seed: seed, purpose: .generator)
      var system = SystemState(
        try Hand.instance([Double](repeating: 1, count: 8), on: Hand.cluster(1)))
      system.arrive(job: 0)
      // Unplanned tasks keep their order; planned ones may come in any.
      var order = [0, 2, 3, 4, 6, 7].shuffled(using: &stream)
      order.insert(1, at: Int(stream.below(3)))
      order.insert(5, at: 4 + Int(stream.below(4)))
      for task in order {
        if let key = keys[task] {
          try system.assign(task, to: 0, plannedStart: key.0, plannedFinish: key.1, place: task)
        } else {
          try system.assign(task, to: 0)
        }
      }
      #expect(system.queue(of: 0) == expected, "seed \(seed)")
    }
  }

  @Test func nothingGoesBeforeTheRunningTask() throws {
    var system = SystemState(try Hand.instance([4, 2, 2], on: Hand.cluster(1)))
    system.arrive(job: 0)
    try system.assign(0, to: 0, plannedStart: 8, plannedFinish: 12, place: 0)
    _ = try system.begin(0)
    try system.assign(1, to: 0, plannedStart: 6, plannedFinish: 8, place: 1)
    try system.assign(2, to: 0, plannedStart: 2, plannedFinish: 4, place: 2)
    #expect(system.queue(of: 0) == [0, 2, 1])
    #expect(throws: SchedulingError.deviceUnavailable(task: 2, device: 0)) {
      _ = try system.begin(2)
    }
  }

  @Test func onlyTheHeadStartsAndOnlyWithItsInputs() throws {
    var system = SystemState(
      try Hand.instance([4, 2, 2], edges: [(0, 1, 20)], on: Hand.cluster(2)))
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    try system.assign(2, to: 1)
    for task in [1, 2] {
      #expect(throws: SchedulingError.notStartable(task: task, device: 1)) {
        _ = try system.begin(task)
      }
    }
    #expect(system.violation == .notStartable(task: 1, device: 1))
  }

  @Test func freeDevicesAreFound() throws {
    var system = SystemState(
      try Hand.instance([1, 1], on: Hand.cluster(130, outages: Hand.reliable)))
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    try system.assign(1, to: 64)
    system.takeDown(node: 129)
    var free: [Int] = []
    var device = system.nextFreeDevice(from: 0)
    while let next = device {
      free.append(next)
      device = system.nextFreeDevice(from: next + 1)
    }
    #expect(free == (0..<130).filter { ![0, 64, 129].contains($0) })
    #expect(system.nextFreeDevice(from: 130) == nil)
    try system.withdraw(1)
    #expect(system.nextFreeDevice(from: 64) == 64)
  }
}
