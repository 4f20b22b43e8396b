import SchedulingModel
import SimulationEngine
import Testing

/// What gangs lose with some of their nodes (`RecoveryModel.gangLoss`), by hand: 16 s of work on four
/// devices, each its own node.
@Suite struct GangLossTests {
  private static func outage(at start: Double, for duration: Double = 2) -> OutageModel {
    .scheduled([.init(start: start, duration: duration)])
  }

  private func cluster(_ outages: [Int: OutageModel]) throws -> Cluster {
    try Hand.cluster((0..<4).map { outages[$0] })
  }

  /// Runs the gang on some devices as often as it takes.
  private func run(
    on cluster: Cluster, gang: [Int] = [0, 1, 2, 3], _ recovery: RecoveryModel,
    taskFailures: TaskFailureModel = .never, seed: UInt64 = 1
  ) throws -> RunResult {
    var builder = WorkflowBuilder(name: "sweep")
    builder.add(Workflow.Task(name: "members", cost: .work(16), devices: gang.count))
    let instance = try Instance(builder.build(), on: cluster)
    let policy = TestPolicy { system, _ in
      if system.state(of: 0) == .ready { try system.assign(0, to: gang) }
    }
    let result = Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, taskFailures: taskFailures, recovery: recovery), seed: seed
    ).run(policy)
    #expect(result.status == .ok)
    return result
  }

  /// Start, finish, restart, writing and saved work of each attempt.
  private func rows(_ result: RunResult) -> [[Double]] {
    let rows = result.trace.attempts
    return (0..<rows.count).map { row in
      [
        rows.starts[row], rows.finishes[row], rows.restartSeconds[row],
        rows.checkpointSeconds[row], rows.savedSeconds[row],
      ]
    }
  }

  private static let share = RecoveryModel(gangLoss: .share)
  /// Segments of 3 s, a second for each checkpoint, half a second for a restart.
  private static let saving = RecoveryModel(
    checkpoint: .init(interval: .seconds(3), writeSeconds: 1), restartSeconds: 0.5,
    gangLoss: .share)

  /// One of four is down from 4 to 6: a quarter of 4 s is lost, or all of it.
  @Test func oneOfFour() throws {
    let cluster = try cluster([2: Self.outage(at: 4)])
    #expect(try rows(run(on: cluster, Self.share)) == [[0, 4, 0, 0, 3], [6, 19, 0, 0, 0]])
    #expect(
      try rows(run(on: cluster, RecoveryModel(gangLoss: .attempt)))
        == [[0, 4, 0, 0, 0], [6, 22, 0, 0, 0]])
    #expect(RecoveryModel().gangLoss == .attempt)
  }

  /// Three seconds are saved at 4; what follows is lost in its share.
  @Test func sinceTheLastCheckpoint() throws {
    // Two more seconds: 3 + 2 · ¾ are left, so that segments of 3, 3, 3 and 2.5 s follow.
    let between = try cluster([1: Self.outage(at: 6)])
    #expect(
      try rows(run(on: between, Self.saving)) == [[0, 6, 0, 1, 4.5], [8, 23, 0.5, 3, 0]])
    var whole = Self.saving
    whole.gangLoss = .attempt
    #expect(try rows(run(on: between, whole)) == [[0, 6, 0, 1, 3], [8, 25.5, 0.5, 4, 0]])
    // In the writing of the first checkpoint: ¾ of 3 s.
    let writing = try cluster([1: Self.outage(at: 3.5, for: 0.5)])
    #expect(
      try rows(run(on: writing, Self.saving)) == [[0, 3.5, 0, 0.5, 2.25], [4, 22.25, 0.5, 4, 0]])
    // In the restart nothing is done.
    let again = try cluster([1: Self.outage(at: 6), 3: Self.outage(at: 8.25, for: 0.75)])
    #expect(
      try rows(run(on: again, Self.saving))
        == [[0, 6, 0, 1, 4.5], [8, 8.25, 0.25, 0, 0], [9, 24, 0.5, 3, 0]])
  }

  /// A checkpoint that has been written but does not hold yet is no different from none.
  @Test func aCheckpointInTheBackground() throws {
    var recovery = Self.saving
    recovery.checkpoint?.flushSeconds = 2.5
    let cluster = try cluster([1: Self.outage(at: 6)])
    // 5 s are done, and none of them saved for good: ¾ are 3.75.
    #expect(
      try rows(run(on: cluster, recovery)) == [[0, 6, 0, 1, 3.75], [8, 24.75, 0.5, 4, 0]])
  }

  /// Two nodes of one domain, or two that fail at one instant each by itself, are half of the gang.
  @Test func twoAtOnce() throws {
    let expected: [[Double]] = [[0, 4, 0, 0, 2], [6, 20, 0, 0, 0]]
    let each = try cluster([1: Self.outage(at: 4), 2: Self.outage(at: 4)])
    #expect(try rows(run(on: each, Self.share)) == expected)
    func domain(_ nodes: [String]) throws -> Cluster {
      try Cluster(
        name: "hand", classes: [DeviceClass(name: "one")],
        nodes: (0..<4).map { .init(name: "n\($0)", deviceClasses: ["one"]) },
        interconnect: .uniform(latency: 0, bandwidth: 1),
        domains: [.init(name: "rack", nodes: nodes, outages: Self.outage(at: 4))])
    }
    let result = try run(on: domain(["n1", "n2"]), Self.share)
    #expect(rows(result) == expected && result.trace.outages.count == 2)
    // With all of its nodes the gang loses everything.
    let all = try run(on: domain(["n0", "n1", "n2", "n3"]), Self.share)
    #expect(rows(all) == [[0, 4, 0, 0, 0], [6, 22, 0, 0, 0]])
  }

  /// Down at 3 and 3.5, which is noticed at 5 and 5.5: half of 3 s is kept. Both are back at 9.5.
  @Test func silentMembers() throws {
    let cluster = try cluster([1: Self.outage(at: 3, for: 4), 2: Self.outage(at: 3.5, for: 4)])
    var recovery = Self.share
    recovery.detection.timeoutSeconds = 2
    #expect(
      try rows(run(on: cluster, recovery)) == [[0, 5, 0, 0, 1.5], [9.5, 24, 0, 0, 0]])
  }

  /// Maintenance of all its nodes at one instant leaves nothing; of half of them, half of 4 s.
  @Test(arguments: [(["n1", "n2"], 2), (["n0", "n1", "n2", "n3"], 0)] as [([String], Double)])
  func windowsAtOneInstant(nodes: [String], saved: Double) throws {
    let cluster = try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: (0..<4).map { .init(name: "n\($0)", deviceClasses: ["one"]) },
      interconnect: .uniform(latency: 0, bandwidth: 1),
      maintenance: nodes.map {
        .init(nodes: [$0], window: MaintenanceWindow(start: 4, duration: 2))
      })
    let result = try run(on: cluster, Self.share)
    #expect(result.trace.attempts.savedSeconds[0] == saved)
    #expect(result.trace.losses.causes == [.maintenance])
  }

  /// Devices count, not nodes: two of three on one node.
  @Test func nodesOfSeveralDevices() throws {
    let cluster = try Cluster(
      name: "pairs", classes: [DeviceClass(name: "one")],
      nodes: [
        .init(name: "a", deviceClasses: ["one", "one"], outages: Self.outage(at: 3, for: 1)),
        .init(name: "b", deviceClasses: ["one", "one"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
    for gang in [[0, 1, 2], [2, 3, 0]] {
      let saved = try run(on: cluster, gang: gang, Self.share).trace.attempts.savedSeconds[0]
      #expect(abs(saved - (gang[0] == 0 ? 1 : 2)) < 1e-12)
    }
    // A task of one device loses what it did.
    #expect(
      try rows(run(on: cluster, gang: [1], Self.share)) == [[0, 3, 0, 0, 0], [4, 20, 0, 0, 0]])
  }

  /// A gang that fails by itself loses the attempt.
  @Test func failuresOfTheTask() throws {
    var lost = 0
    for seed in UInt64(1)...20 {
      let result = try run(
        on: cluster([:]), Self.share, taskFailures: TaskFailureModel(rate: 0.05, probability: 0.2),
        seed: seed)
      let attempts = result.trace.attempts
      #expect(attempts.savedSeconds.allSatisfy { $0 == 0 })
      let last = attempts.count - 1
      #expect(abs(attempts.finishes[last] - attempts.starts[last] - 16) < 1e-9)
      lost += last
    }
    #expect(lost > 10)
  }
}
