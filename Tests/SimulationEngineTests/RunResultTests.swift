import SchedulingModel
import SimulationEngine
import Testing

/// How runs end.
@Suite struct RunResultTests {
  @Test func timeLimit() throws {
    let instance = try Hand.instance([4, 10], on: Hand.cluster(2))
    func run(limit: Double) -> RunResult {
      let conditions = RunConditions(costs: instance.costs, timeLimit: limit)
      return Simulation(instance: instance, conditions: conditions, seed: 1)
        .run(TestPolicy.fixed([0, 1]))
    }
    let stopped = run(limit: 7)
    #expect(stopped.status == .timeLimit && stopped.status.word == "time-limit")
    #expect(stopped.endTime == 7 && stopped.makespan == nil)
    #expect(
      stopped.schedule.sortedEntries == [
        Schedule.Entry(task: 0, device: 0, start: 0, finish: 4),
        Schedule.Entry(task: 1, device: 1, start: 0, finish: 7, outcome: .cancelled),
      ])
    // What happens at the limit still happens.
    #expect(run(limit: 10).makespan == 10)
  }

  /// a → b and c → d, with b before c on one device and d before a on the other.
  @Test func deadlockNamesItsCycle() throws {
    let instance = try Hand.instance(
      [1, 1, 1, 1], edges: [(0, 1, 0), (2, 3, 0)], on: Hand.cluster(2))
    let policy = TestPolicy { system, _ in
      for (task, device) in [(1, 0), (2, 0), (3, 1), (0, 1)] { try system.assign(task, to: device) }
    }
    let result = Simulation(instance: instance).run(policy)
    guard case .deadlock(let cycle) = result.status else {
      Issue.record("\(result.status)")
      return
    }
    // a waits behind d, which needs c, which waits behind b, which needs a.
    #expect(cycle == [0, 3, 2, 1, 0])
    #expect(result.status.word == "deadlock" && result.makespan == nil)
  }

  /// Outages go on for ever, but they do not keep a deadlocked run alive.
  @Test func tasksLeftUnassignedAreADeadlockWithoutCycle() throws {
    for outages in [nil, OutageModel(meanUpSeconds: 1, repair: .constant(1))] {
      let instance = try Hand.instance(
        [1, 1, 1], edges: [(0, 1, 0)], on: Hand.cluster(2, outages: outages))
      let policy = TestPolicy { system, _ in
        if system.state(of: 1) == .waiting { try system.assign(1, to: 1) }
      }
      #expect(Simulation(instance: instance).run(policy).status == .deadlock(cycle: []))
    }
  }

  @Test func gaveUp() throws {
    let instance = try Hand.instance([3, 8], on: Hand.cluster(2))
    let conditions = RunConditions(
      costs: instance.costs, taskFailures: TaskFailureModel(probability: 1), attemptLimit: 2)
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(TestPolicy.fixed([0, 1]))
    #expect(result.status == .gaveUp(task: 0) && result.status.word == "gave-up")
    #expect(result.endTime == 6 && result.makespan == nil)
    #expect(
      result.schedule.sortedEntries == [
        Schedule.Entry(task: 0, device: 0, start: 0, finish: 3, outcome: .failed),
        Schedule.Entry(task: 1, device: 1, start: 0, finish: 6, outcome: .cancelled),
        Schedule.Entry(task: 0, attempt: 2, device: 0, start: 3, finish: 6, outcome: .failed),
      ])
  }

  @Test func nothingToDo() throws {
    let result = Simulation(instance: try Hand.instance([], on: Hand.cluster(1)))
      .run(TestPolicy { _, _ in })
    #expect(result.status == .ok && result.makespan == 0)
  }

  @Test func assignmentOrderCountsFirstAssignments() throws {
    let instance = try Hand.instance([1, 1, 1], on: Hand.cluster(1))
    let policy = TestPolicy { system, _ in
      if system.now == 0 {
        for task in [2, 0] { try system.assign(task, to: 0) }
        try system.withdraw(2)
        for task in [1, 2] { try system.assign(task, to: 0) }
      }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.assignmentOrder == [2, 3, 1])
    #expect(result.byTask.map(\.start) == [0, 1, 2])
  }
}
