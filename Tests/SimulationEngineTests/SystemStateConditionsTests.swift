import SchedulingModel
import SimulationEngine
import Testing

/// Dead edges and skipped tasks, by hand. Bandwidth 10, latency 0.5.
@Suite struct SystemStateConditionsTests {
  private typealias Edge = (Int, Int, Double, Workflow.Condition)

  /// Tasks of these lengths; those in `verdicts` pass with that probability, those in `any` do with any
  /// input.
  private func instance(
    _ works: [Double], verdicts: [Int: Double], any: Set<Int> = [], edges: [Edge], devices: Int = 2
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "conditions")
    for (id, work) in works.enumerated() {
      builder.add(
        Workflow.Task(
          name: "t\(id)", cost: .work(work),
          verdict: verdicts[id].map { Workflow.Verdict(passProbability: $0) },
          join: any.contains(id) ? .any : .all))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: edge.2, when: edge.3) }
    return try Instance(builder.build(), on: Hand.cluster(devices))
  }

  /// t0 → t1 if it passed, t2 if not; t3 needs either of them.
  private func diamond(pass: Double) throws -> Instance {
    try instance(
      [2, 4, 8, 1], verdicts: [0: pass], any: [3],
      edges: [(0, 1, 10, .passed), (0, 2, 10, .failed), (1, 3, 20, .always), (2, 3, 30, .always)])
  }

  private func times(_ result: RunResult) -> [[Double]] {
    result.byTask.map { [Double($0.task), $0.start, $0.finish] }
  }

  /// All tasks are assigned at once: t0, t1 and t3 to device 0, t2 to device 1.
  @Test func eitherBranch() throws {
    let passed = try Simulation(instance: diamond(pass: 1)).run(TestPolicy.fixed([0, 0, 1, 0]))
    #expect(passed.status == .ok && passed.makespan == 7)
    #expect(times(passed) == [[0, 0, 2], [1, 2, 6], [3, 6, 7]])
    #expect(passed.transferredBytes == 0)
    #expect(passed.trace.skips == skips([(2, 2)]))
    #expect(
      passed.schedule.entries.last
        == .init(task: 2, device: -1, start: 2, finish: 2, outcome: .skipped))

    // 10 bytes take 1.5 s to device 1, 30 bytes 3.5 s back. t1 leaves the queue before t3.
    let failed = try Simulation(instance: diamond(pass: 0)).run(TestPolicy.fixed([0, 0, 1, 0]))
    #expect(times(failed) == [[0, 0, 2], [2, 3.5, 11.5], [3, 15, 16]])
    #expect(failed.transferredBytes == 40 && failed.trace.skips == skips([(1, 2)]))
    #expect(failed.verdicts == [false, true, true, true])
  }

  private func skips(_ rows: [(Int32, Double)]) -> Trace.Skips {
    var skips = Trace().skips
    (skips.tasks, skips.times) = (rows.map(\.0), rows.map(\.1))
    return skips
  }

  @Test func whatThePolicyIsTold() throws {
    let policy = TestPolicy.fixed([0, 0, 1, 0])
    _ = try Simulation(instance: diamond(pass: 0)).run(policy)
    let events = policy.log.events.filter { $0.time == 2 }.map(\.event)
    #expect(events == [.attemptSucceeded(task: 0, device: 0), .taskSkipped(task: 1)])

    // A policy that assigns ready tasks only is told that t2 is ready, after t1 was skipped.
    let waiting = TestPolicy { system, _ in
      for task in 0..<4 where system.state(of: task) == .ready { try system.assign(task, to: 0) }
    }
    _ = try Simulation(instance: diamond(pass: 0)).run(waiting)
    #expect(
      waiting.log.events.filter { $0.time == 2 }.map(\.event) == [
        .attemptSucceeded(task: 0, device: 0), .taskSkipped(task: 1), .taskReady(task: 2),
      ])
  }

  /// A producer that ran, but whose edge is dead, sends nothing, though its consumer runs.
  @Test func aDeadEdgeOfAProducerThatRanCarriesNothing() throws {
    let instance = try instance(
      [2, 3, 1], verdicts: [0: 0], any: [2], edges: [(0, 2, 100, .passed), (1, 2, 0, .always)])
    for devices in [[0, 1, 1], [1, 0, 0]] {
      let result = Simulation(instance: instance).run(TestPolicy.fixed(devices))
      #expect(times(result).last == [2, 3, 4] && result.transferredBytes == 0)
    }
    // Assigned after both have finished, it is also not expected to wait.
    let late = TestPolicy { system, _ in
      for task in 0..<2 where system.state(of: task) == .ready {
        try system.assign(task, to: task)
      }
      if system.state(of: 2) == .ready {
        #expect(system.estimatedInputsReady(2, on: 1) == 3)
        #expect(system.passed(0) == false && system.passed(1) == true && system.passed(2) == nil)
        try system.assign(2, to: 1)
      }
    }
    #expect(times(Simulation(instance: instance).run(late)).last == [2, 3, 4])
  }

  /// `any` waits for all of its inputs to be settled, also for one that is dead in the end.
  @Test func anyWaitsUntilAllInputsAreSettled() throws {
    let instance = try instance(
      [1, 5, 1], verdicts: [1: 0], any: [2], edges: [(0, 2, 0, .always), (1, 2, 0, .passed)])
    let result = Simulation(instance: instance).run(TestPolicy.fixed([0, 1, 0]))
    #expect(times(result).last == [2, 5, 6])
  }

  /// `all` does not wait: t2 is out at 1, although t1 runs until 5. What was under way to it is dropped.
  @Test func allIsSkippedAtOnce() throws {
    let instance = try instance(
      [1, 5, 1, 2], verdicts: [3: 0],
      edges: [(0, 2, 100, .always), (1, 2, 0, .always), (3, 2, 0, .passed)], devices: 3)
    let policy = TestPolicy.fixed([0, 0, 1, 2])
    let result = Simulation(instance: instance).run(policy)
    #expect(result.trace.skips == skips([(2, 2)]))
    #expect(result.makespan == 6 && result.transferredBytes == 0)
    #expect(result.assignmentOrder == [1, 2, 3, 4])
  }

  /// All inputs dead: `any` is skipped, too, and so is what follows. What stood behind moves up.
  @Test func skipsCascade() throws {
    let instance = try instance(
      [2, 1, 1, 1, 1, 4], verdicts: [0: 1], any: [3],
      edges: [
        (0, 1, 0, .failed), (0, 2, 0, .failed), (1, 3, 0, .always), (2, 3, 0, .always),
        (3, 4, 5, .always),
      ])
    let result = Simulation(instance: instance).run(TestPolicy.fixed([0, 1, 1, 1, 1, 1]))
    #expect(result.status == .ok && result.trace.skips == skips([(1, 2), (2, 2), (3, 2), (4, 2)]))
    #expect(times(result) == [[0, 0, 2], [5, 2, 6]])
  }

  @Test func aLongChainOfSkippedTasks() throws {
    let count = 100_000
    let edges: [Edge] = (1..<count).map {
      ($0 - 1, $0, 0, $0 == 1 ? .failed : .always)
    }
    let instance = try instance(
      [Double](repeating: 1, count: count), verdicts: [0: 1], edges: edges)
    let policy = TestPolicy { system, _ in
      if system.state(of: 0) == .ready { try system.assign(0, to: 0) }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.status == .ok && result.makespan == 1 && result.trace.skips.count == count - 1)
  }

  /// A task without a verdict passes, whatever the driver says.
  @Test func onlyAVerdictFails() throws {
    var system = SystemState(try diamond(pass: 1))
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    _ = try system.begin(0)
    try system.complete(0, attempt: 1, passed: false)
    #expect(system.passed(0) == false && system.state(of: 1) == .skipped)
    try system.assign(2, to: 0)
    _ = try system.begin(2)
    try system.complete(2, attempt: 1, passed: false)
    #expect(system.passed(2) == true && system.state(of: 3) == .ready)
    #expect(throws: SchedulingError.notAssignable(task: 1, state: .skipped)) {
      try system.assign(1, to: 0)
    }
  }
}
