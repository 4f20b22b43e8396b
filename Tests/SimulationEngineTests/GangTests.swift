import SchedulingModel
import SimulationEngine
import Testing

/// Tasks that need several devices at once: when they start, what they hold, and what they lose.
@Suite struct GangTests {
  /// Tasks of this work and gang size.
  private func instance(
    _ tasks: [(work: Double, devices: Int)], edges: [(Int, Int, Double)] = [],
    on cluster: Cluster
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "gangs")
    for (id, task) in tasks.enumerated() {
      builder.add(
        Workflow.Task(name: "t\(id)", cost: .work(task.work), devices: task.devices))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: edge.2) }
    return try Instance(builder.build(), on: cluster)
  }

  private func fixed(_ gangs: [[Int]]) -> TestPolicy {
    TestPolicy { system, _ in
      for (task, gang) in gangs.enumerated()
      where system.state(of: task) == .ready || system.state(of: task) == .waiting {
        try system.assign(task, to: gang)
      }
    }
  }

  /// The gang waits for its last device, holds none meanwhile but lets nobody overtake, and its data
  /// goes to its lowest device: 0.5 s + 20 bytes / 10 after t0 has finished at 2.
  @Test func startsTogether() throws {
    let instance = try instance(
      [(2, 1), (3, 3), (1, 1), (5, 1)], edges: [(0, 1, 20)], on: Hand.cluster(4))
    let policy = fixed([[3], [2, 0, 1], [1], [2]])
    let result = Simulation(instance: instance).run(policy)
    #expect(result.status == .ok)
    let starts = result.schedule.entries.map { [Double($0.task), Double($0.device), $0.start] }
    let expected: [[Double]] = [
      [0, 3, 0], [1, 0, 4.5], [1, 1, 4.5], [1, 2, 4.5], [2, 1, 7.5], [3, 2, 7.5],
    ]
    #expect(starts.sorted { $0.lexicographicallyPrecedes($1) } == expected)
    #expect(result.makespan == 12.5)
    let report = ScheduleValidator(instance: instance).check(result.schedule)
    #expect(report.violations == [])
  }

  @Test func startsWhenTheLastDeviceIsIdle() throws {
    let instance = try instance([(2, 1), (6, 1), (3, 2)], on: Hand.cluster(2))
    let result = Simulation(instance: instance).run(fixed([[0], [1], [0, 1]]))
    #expect(result.schedule.entries.filter { $0.task == 2 }.map(\.start) == [6, 6])
  }

  @Test func brokenRules() throws {
    let cluster = try Cluster(
      name: "mixed", classes: [DeviceClass(name: "a"), DeviceClass(name: "b")],
      nodes: ["a", "a", "b", "b"].enumerated().map {
        Cluster.NodeSpecification(name: "n\($0)", deviceClasses: [$1])
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try instance([(1, 2), (1, 2)], edges: [(0, 1, 0)], on: cluster)
    func error(_ body: @escaping (inout SystemState) throws -> Void) -> RunStatus {
      Simulation(instance: instance).run(TestPolicy { system, _ in try body(&system) }).status
    }
    func broke(_ error: SchedulingError) -> RunStatus { .policyError(.broke(error)) }
    #expect(error { try $0.assign(0, to: 0) } == broke(.wrongGangSize(task: 0, given: 1)))
    #expect(error { try $0.assign(0, to: [0]) } == broke(.wrongGangSize(task: 0, given: 1)))
    #expect(error { try $0.assign(0, to: [1, 1]) } == broke(.wrongGangSize(task: 0, given: 2)))
    #expect(error { try $0.assign(0, to: [1, 2]) } == broke(.mixedGang(task: 0, device: 2)))
    #expect(error { try $0.assign(0, to: [1, 9]) } == broke(.unknownDevice(9)))
    #expect(
      error {
        try $0.assign(1, to: [0, 1])
        try $0.assign(0, to: [1, 0])
      } == broke(.predecessorBehind(task: 1, predecessor: 0, device: 0)))
  }

  /// t1 heads device 0 and waits for t2 behind t3 on device 2, which waits for t0 behind t1.
  @Test func deadlockAcrossGangs() throws {
    let instance = try instance(
      [(1, 1), (1, 2), (1, 1), (1, 2)], edges: [(2, 1, 0), (0, 3, 0)], on: Hand.cluster(4))
    let policy = TestPolicy { system, _ in
      guard system.state(of: 1) == .waiting else { return }
      try system.assign(1, to: [0, 1])
      try system.assign(3, to: [2, 3])
      try system.assign(2, to: 3)
      try system.assign(0, to: 1)
    }
    let status = Simulation(instance: instance).run(policy).status
    guard case .deadlock(let cycle) = status else {
      Issue.record("the run ended as \(status)")
      return
    }
    #expect(cycle.first == cycle.last && Set(cycle) == [0, 1, 2, 3] && cycle.count == 5)
  }

  /// A gang of n devices is lost when any of its nodes fails: with repairs that take no time its work
  /// takes (e^(nλW) − 1) / (nλ) on average (facts: no checkpoint, no downtime).
  @Test func anyMemberFails() throws {
    let (members, work, mean) = (4, 10.0, 40.0)
    let outages = OutageModel(meanUpSeconds: mean, repair: .constant(0))
    let instance = try instance(
      [(work, members)], on: Hand.cluster(members + 1, outages: outages))
    let runs = 20_000
    var (sum, squares, lost) = (0.0, 0.0, 0)
    for seed in UInt64(1)...UInt64(runs) {
      let result = Simulation(instance: instance, seed: seed).run(fixed([[0, 1, 2, 4]]))
      let makespan = try #require(result.makespan)
      sum += makespan
      squares += makespan * makespan
      lost += result.trace.attempts.count - 1
    }
    let average = sum / Double(runs)
    let error = ((squares / Double(runs) - average * average) / Double(runs)).squareRoot()
    let rate = Double(members) / mean
    let expected = (FrozenMath.exp(rate * work) - 1) / rate
    #expect(lost > runs)
    #expect(abs(average - expected) < 4 * error && error < 0.01 * expected)
  }

  /// Nobody notices the outages of two members at once; the gang is lost once, at the first notice.
  @Test func silentMembers() throws {
    func outage(at start: Double) -> OutageModel {
      .scheduled([.init(start: start, duration: 4)])
    }
    let cluster = try Hand.cluster([nil, outage(at: 3), outage(at: 3.5), nil])
    let instance = try instance([(10, 3)], on: cluster)
    let conditions = RunConditions(
      costs: instance.costs,
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(1), writeSeconds: 0),
        detection: Detection(timeoutSeconds: 2)))
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(fixed([[0, 1, 2]]))
    let rows = result.trace.attempts
    #expect(rows.outcomes == [.failed, .succeeded])
    // Silent from 3 on and noticed at 5; node 2 is back at 9.5, 4 s after its notice at 5.5.
    #expect(rows.finishes == [5, 16.5] && rows.starts == [0, 9.5] && rows.savedSeconds[0] == 3)
    #expect(result.schedule.entries.count == 6 && rows.deviceCount(of: 0) == 3)
  }

  #if !DEBUG
    /// Forty nodes that are up a sixth of the time will not be up together: the run ends and says so.
    @Test func neverTogether() throws {
      let outages = OutageModel(meanUpSeconds: 3600, repair: .constant(18_000))
      let instance = try instance([(600, 40)], on: Hand.cluster(40, outages: outages))
      let result = Simulation(instance: instance, seed: 1).run(fixed([Array(0..<40)]))
      #expect(result.status == .deadlock(cycle: []))
      #expect(result.trace.outages.count > 10_000 && result.trace.attempts.count <= 1)
    }
  #endif
}
