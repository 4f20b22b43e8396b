import SchedulingModel
import SimulationEngine
import Testing

/// Outages that are noticed late, and tasks that are held back, by hand.
@Suite struct DetectionTests {
  private func result(
    _ instance: Instance, _ recovery: RecoveryModel, _ policy: TestPolicy,
    attemptLimit: Int? = nil
  ) -> RunResult {
    Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, attemptLimit: attemptLimit, recovery: recovery), seed: 1
    ).run(policy)
  }

  private func times(_ result: RunResult) -> [[Double]] {
    result.schedule.entries.map { [Double($0.task), $0.start, $0.finish] }
  }

  private func outages(_ times: (Double, Double)...) -> OutageModel {
    .scheduled(times.map { .init(start: $0.0, duration: $0.1) })
  }

  /// Down at 5, noticed at 7, back at 10.
  @Test func theAttemptIsLostWhenTheOutageIsNoticed() throws {
    let instance = try Hand.instance([10], on: Hand.cluster(1, outages: outages((5, 3))))
    let policy = TestPolicy.fixed([0])
    let late = RecoveryModel(detection: Detection(timeoutSeconds: 2))
    let lost = result(instance, late, policy)
    #expect(times(lost) == [[0, 0, 7], [0, 10, 20]])
    #expect(lost.trace.outages.starts == [5] && lost.trace.outages.finishes == [10])
    #expect(
      policy.log.events.filter { $0.time > 0 && $0.time < 20 }.map(\.time) == [7, 7, 7, 10])

    // Checkpoints at 3 and, had the node not been down, at 6.
    var saving = late
    saving.checkpoint = .init(interval: .seconds(3), writeSeconds: 0)
    #expect(times(result(instance, saving, .fixed([0]))) == [[0, 0, 7], [0, 10, 17]])
  }

  /// An attempt that fails at its end, 10, is noticed two seconds later: until then it holds its device, and
  /// nothing more is saved. An outage meanwhile ends it; it was lost to its own failure all the same.
  @Test func failuresOfAttemptsAreNoticedLate() throws {
    func run(outage: Bool, saves: Bool, heartbeat: Double = 0, seed: UInt64) throws -> RunResult {
      let instance = try Hand.instance(
        [10, 1],
        on: Hand.cluster(1, outages: .scheduled(outage ? [.init(start: 11, duration: 4)] : [])))
      var failures = TaskFailureModel(probability: 0.5)
      failures.detection = Detection(timeoutSeconds: 2, heartbeatSeconds: heartbeat)
      return Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs, taskFailures: failures,
          recovery: RecoveryModel(
            checkpoint: saves
              ? .init(interval: .seconds(4), writeSeconds: 0, followsLastSegment: true) : nil)),
        seed: seed
      ).run(TestPolicy.fixed([0, 0]))
    }
    // The first attempt of each task fails, the next ones do not.
    let seed = try #require(
      try (UInt64(1)...2000).first { seed in
        let losses = try run(outage: false, saves: false, seed: seed).trace.losses
        let rows = try run(outage: false, saves: false, seed: seed).trace.attempts
        return losses.rows.map { rows.tasks[Int($0)] } == [0, 1] && rows.count == 4
      })
    let late = try run(outage: false, saves: false, seed: seed)
    // In the order of the queue: t1 stands behind t0, which comes back behind t1.
    #expect(times(late) == [[0, 0, 12], [1, 12, 15], [0, 15, 25], [1, 25, 26]])
    #expect(late.trace.losses.causes == [.task, .task])
    let struck = try run(outage: true, saves: false, seed: seed)
    #expect(times(struck).first == [0, 0, 11] && struck.trace.losses.causes.first == .task)
    let both = try run(outage: true, saves: true, seed: seed)
    #expect(times(both)[0] == [0, 0, 11] && both.trace.attempts.savedSeconds[0] == 10)
    // All of its work is saved at 10, and nothing more: the next attempt has nothing to do.
    let saving = try run(outage: false, saves: true, seed: seed)
    #expect(times(saving)[0] == [0, 0, 12] && saving.trace.attempts.savedSeconds[0] == 10)
    // The last of the heartbeats, which come every second, was up to a second before.
    let beating = try times(run(outage: false, saves: false, heartbeat: 1, seed: seed))
    #expect(beating[0][2] > 11 && beating[0][2] < 12)
  }

  /// Checkpoints every 4 s hold what was done when the attempt failed, two seconds before that is noticed.
  @Test func nothingIsSavedAfterTheFailure() throws {
    let instance = try Hand.instance([40], on: Hand.cluster(1))
    var (lost, between) = (0, 0)
    for seed in UInt64(1)...40 {
      let rows = Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs,
          taskFailures: TaskFailureModel(rate: 0.05, detection: Detection(timeoutSeconds: 2)),
          recovery: RecoveryModel(checkpoint: .init(interval: .seconds(4), writeSeconds: 0))),
        seed: seed
      ).run(TestPolicy.fixed([0])).trace.attempts
      for row in 0..<rows.count where rows.outcomes[row] == .failed {
        let run = rows.finishes[row] - rows.starts[row]
        #expect(rows.savedSeconds[row] == 4 * ((run - 2) / 4).rounded(.down), "seed \(seed)")
        lost += 1
        between += (run / 4).rounded(.down) > ((run - 2) / 4).rounded(.down) ? 1 : 0
      }
    }
    // Many a checkpoint was due between the failure and its notice.
    #expect(lost > 50 && between > 20)
  }

  /// A gang that has failed by itself has nothing left that an outage of one of its nodes could spare.
  @Test func aGangThatHasFailedKeepsNothing() throws {
    let cluster = try Hand.cluster([nil, outages((11, 1))])
    var builder = WorkflowBuilder(name: "gang")
    builder.add(Workflow.Task(name: "g", cost: .work(10), devices: 2))
    let instance = try Instance(builder.build(), on: cluster)
    let policy = TestPolicy { system, _ in
      if system.state(of: 0) == .ready { try system.assign(0, to: [0, 1]) }
    }
    var failed = 0
    for seed in UInt64(1)...10 {
      let result = Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs,
          taskFailures: TaskFailureModel(
            probability: 0.5, detection: Detection(timeoutSeconds: 5)),
          recovery: RecoveryModel(gangLoss: .share)), seed: seed
      ).run(policy)
      let rows = result.trace.attempts
      guard rows.outcomes[0] == .failed else { continue }
      failed += 1
      #expect(rows.finishes[0] == 11 && rows.savedSeconds[0] == 0, "seed \(seed)")
      #expect(result.trace.losses.causes[0] == .task)
      #expect((1..<rows.count).allSatisfy { rows.finishes[$0] - rows.starts[$0] >= 10 })
    }
    #expect(failed > 1)
  }

  /// What is down from the beginning is known to be so: nothing starts there before it is back.
  @Test func nodesThatAreKnownToBeDown() throws {
    let instance = try Hand.instance([10], on: Hand.cluster(1, outages: Hand.reliable))
    var simulation = Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, recovery: RecoveryModel(detection: Detection(timeoutSeconds: 3))),
      seed: 1)
    simulation.downAtStart = [(0, 5)]
    let result = simulation.run(TestPolicy.fixed([0]))
    #expect(times(result) == [[0, 5, 15]] && result.trace.losses.count == 0)
    #expect(result.trace.outages.starts == [0] && result.trace.outages.finishes == [5])
  }

  /// What would have ended while nobody knew did not end; what ended at the instant of the outage did.
  @Test func nothingEndsOnASilentNode() throws {
    let cases: [(Double, [[Double]])] = [(6, [[0, 0, 7], [0, 10, 16]]), (5, [[0, 0, 5]])]
    for (work, expected) in cases {
      let instance = try Hand.instance([work], on: Hand.cluster(1, outages: outages((5, 3))))
      let run = result(
        instance, RecoveryModel(detection: Detection(timeoutSeconds: 2)), .fixed([0]))
      #expect(run.status == .ok && times(run) == expected)
    }
  }

  /// A task that starts on a node that is down makes no progress until that is noticed.
  @Test func attemptsBegunOnASilentNodeAreLost() throws {
    let one = try Hand.instance([1, 10], on: Hand.cluster(1, outages: outages((5, 3))))
    let jobs: [Instance.Job] = [
      .init(name: "a", arrival: 0, tasks: 0..<1), .init(name: "b", arrival: 6, tasks: 1..<2),
    ]
    let instance = Instance(
      workflow: one.workflow, jobs: jobs, cluster: one.cluster, costs: one.costs)
    let recovery = RecoveryModel(
      checkpoint: .init(interval: .seconds(0.5), writeSeconds: 0), restartSeconds: 1,
      detection: Detection(timeoutSeconds: 2))
    let run = result(instance, recovery, .fixed([0, 0]))
    #expect(times(run) == [[0, 0, 1], [1, 6, 7], [1, 10, 21]])
    #expect(run.trace.attempts.savedSeconds == [0, 0, 0])
    #expect(run.trace.attempts.restartSeconds == [0, 0, 1])
  }

  /// Nothing but a notice is to come, and the run is no deadlock.
  @Test func aStrandedAttemptIsNoDeadlock() throws {
    let model = OutageModel(meanUpSeconds: 5, repair: .constant(1))
    let instance = try Hand.instance([8], on: Hand.cluster(1, outages: model))
    var stranded = 0
    for seed in UInt64(1)...30 {
      let run = Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs, recovery: RecoveryModel(detection: Detection(timeoutSeconds: 20))),
        seed: seed
      ).run(TestPolicy.fixed([0]))
      #expect(run.status == .ok, "seed \(seed)")
      stranded += run.trace.attempts.outcomes.count { $0 == .failed }
    }
    #expect(stranded > 30)
  }

  /// A policy that waits for a free device, as online policies do, is waited for: its attempt would have
  /// ended before the notice, so that nothing but the repair is to come.
  @Test(arguments: [
    (duration: 3.0, detection: 20.0, expected: [[0.0, 0, 25], [0, 28, 38]]),
    // A repair that takes no time follows the notice.
    (duration: 0, detection: 2, expected: [[0, 0, 7], [0, 7, 17]]),
    (duration: 0, detection: 20, expected: [[0, 0, 25], [0, 25, 35]]),
  ])
  func policiesThatWaitForAFreeDevice(
    duration: Double, detection: Double, expected: [[Double]]
  ) throws {
    let instance = try Hand.instance(
      [10], on: Hand.cluster(1, outages: outages((5, duration))))
    let policy = TestPolicy { system, _ in
      if system.state(of: 0) == .ready, system.isFree(device: 0) { try system.assign(0, to: 0) }
    }
    let run = result(
      instance, RecoveryModel(detection: Detection(timeoutSeconds: detection)), policy)
    #expect(run.status == .ok && times(run) == expected)
  }

  /// The node's own outage from 4, noticed at 6, would end at 7; the domain's from 5, noticed at 7, takes no
  /// time to repair.
  @Test func overlappingOutages() throws {
    let cluster = try Cluster(
      name: "c", classes: [DeviceClass(name: "one")],
      nodes: [.init(name: "n", deviceClasses: ["one"], outages: outages((4, 1)))],
      interconnect: .uniform(latency: 0, bandwidth: 1),
      domains: [.init(name: "d", nodes: ["n"], outages: outages((5, 0)))])
    let run = result(
      try Hand.instance([10], on: cluster), RecoveryModel(detection: Detection(timeoutSeconds: 2)),
      .fixed([0]))
    #expect(run.status == .ok && times(run).last.map { $0[2] } == 17)
  }

  /// Down at 12 would be while the first is down (5 to 15): it does not happen. Down at 15 does.
  @Test func outagesThatBeginWhileTheNodeIsDown() throws {
    let model = outages((5, 3), (12, 1), (15, 1))
    let instance = try Hand.instance([4, 4], on: Hand.cluster(1, outages: model))
    let run = result(
      instance, RecoveryModel(detection: Detection(timeoutSeconds: 7)), .fixed([0, 0]))
    #expect(run.trace.outages.starts == [5, 15] && run.trace.outages.finishes == [15, 23])
    #expect(times(run) == [[0, 0, 4], [1, 4, 12], [1, 15, 22], [1, 23, 27]])
  }

  @Test(arguments: [false, true])
  func backOff(assignsAtOnce: Bool) throws {
    let model = outages((2, 0.5), (8, 0.5))
    let instance = try Hand.instance([10], on: Hand.cluster(1, outages: model))
    let recovery = RecoveryModel(
      backOff: .init(firstSeconds: 4, factor: 2, largestSeconds: 6))
    let policy = TestPolicy { system, _ in
      let states: [TaskState] = assignsAtOnce ? [.ready, .waiting] : [.ready]
      if states.contains(system.state(of: 0)) { try system.assign(0, to: 0) }
    }
    let run = result(instance, recovery, policy)
    // 4 s after the first loss, min(8, 6) after the second.
    #expect(run.status == .ok && times(run) == [[0, 0, 2], [0, 6, 8], [0, 14, 24]])
    let ready = policy.log.events.filter { $0.event == .taskReady(task: 0) }.map(\.time)
    #expect(ready == (assignsAtOnce ? [0] : [0, 6, 14]))
    // The last attempt allowed is not followed by a wait.
    let limited = result(instance, recovery, policy, attemptLimit: 2)
    #expect(limited.status == .gaveUp(task: 0) && limited.endTime == 8)
  }

  @Test func lengthsOfTheWait() {
    let backOff = RecoveryModel.BackOff(firstSeconds: 1, factor: 3, largestSeconds: 20)
    #expect((1...5).map { backOff.seconds(afterLoss: $0) } == [1, 3, 9, 20, 20])
    #expect(backOff.seconds(afterLoss: .max) == 20)
    #expect(RecoveryModel.BackOff.none.seconds(afterLoss: 7) == 0)
    let steady = RecoveryModel.BackOff(firstSeconds: 2, factor: 1, largestSeconds: 20)
    #expect(steady.seconds(afterLoss: .max) == 2)
  }

  /// A held back task that is taken back and assigned again still waits.
  @Test func aTaskThatIsHeldBackMayBeMoved() throws {
    var system = SystemState(try Hand.instance([1], on: Hand.cluster(2)))
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    _ = try system.begin(0)
    try system.fail(0, attempt: 1, cause: .task, heldBack: true)
    #expect(system.state(of: 0) == .waiting)
    try system.assign(0, to: 0)
    try system.withdraw(0)
    #expect(system.state(of: 0) == .waiting)
    try system.assign(0, to: 1)
    #expect(system.headStatus(of: 1) == .blocked)
    system.releaseHeldBack(0)
    #expect(system.headStatus(of: 1) == .startable(task: 0))
  }
}
