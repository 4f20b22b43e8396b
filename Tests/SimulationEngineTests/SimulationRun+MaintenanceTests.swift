import SchedulingModel
import SimulationEngine
import Testing

/// Maintenance in a run, by hand.
@Suite struct SimulationRunMaintenanceTests {
  private func once(_ start: Double, _ duration: Double, drain: Double = 0) -> MaintenanceWindow {
    MaintenanceWindow(start: start, duration: duration, drain: drain)
  }

  /// Devices of which each has these windows, and may fail.
  private func cluster(
    _ windows: [[MaintenanceWindow]], outages: [OutageModel?]? = nil,
    repair: RepairModel = .unlimited
  ) throws -> Cluster {
    try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: windows.indices.map {
        .init(name: "n\($0)", deviceClasses: ["one"], outages: outages?[$0])
      }, interconnect: .uniform(latency: 0.5, bandwidth: 10), repair: repair,
      maintenance: windows.enumerated().flatMap { node, windows in
        windows.map { .init(nodes: ["n\(node)"], window: $0) }
      })
  }

  private func run(
    _ instance: Instance, _ policy: any Policy, recovery: RecoveryModel = .none, seed: UInt64 = 1
  ) -> RunResult {
    Simulation(
      instance: instance, conditions: RunConditions(costs: instance.costs, recovery: recovery),
      seed: seed
    ).run(policy)
  }

  private func times(_ result: RunResult) -> [[Double]] {
    result.schedule.entries.map { [Double($0.task), $0.start, $0.finish] }
  }

  private func outages(_ result: RunResult) -> [[Double]] {
    let rows = result.trace.outages
    return (0..<rows.count).map {
      [Double(rows.nodes[$0]), rows.starts[$0], rows.finishes[$0], rows.isPlanned($0) ? 1 : 0]
    }
  }

  /// Out of service from 4 to 7: known at once, whatever it takes to notice an outage.
  @Test(arguments: [0, 2.0]) func aWindowStrikesWhatRuns(detection: Double) throws {
    let instance = try Hand.instance([10], on: cluster([[once(4, 3)]]))
    var recovery = RecoveryModel(detection: Detection(timeoutSeconds: detection))
    let lost = run(instance, TestPolicy.fixed([0]), recovery: recovery)
    #expect(times(lost) == [[0, 0, 4], [0, 7, 17]] && outages(lost) == [[0, 4, 7, 1]])
    #expect(lost.trace.losses.causes == [.maintenance])
    recovery.checkpoint = .init(interval: .seconds(3), writeSeconds: 0)
    let saving = run(instance, TestPolicy.fixed([0]), recovery: recovery)
    #expect(times(saving) == [[0, 0, 4], [0, 7, 14]])
    // What ends when the window begins has ended.
    let short = try Hand.instance([4], on: instance.cluster)
    #expect(times(run(short, TestPolicy.fixed([0]))) == [[0, 0, 4]])
  }

  /// An idle device drains from 3 on, and is back at 8: what is free is looked at when tasks end elsewhere.
  @Test func anIdleDeviceThatDrainsIsNotFree() throws {
    let instance = try Hand.instance([2, 2, 6], on: cluster([[once(6, 2, drain: 3)], []]))
    var free: [[Double]] = []
    let policy = TestPolicy { system, _ in
      free.append([system.now, Double(system.freeDeviceCount), system.isFree(device: 0) ? 1 : 0])
      for task in 0..<3 where system.state(of: task) == .ready { try system.assign(task, to: 1) }
    }
    #expect(run(instance, policy).status == .ok)
    #expect(
      free == [[0, 2, 1], [2, 1, 1], [3, 0, 0], [4, 0, 0], [6, 0, 0], [8, 1, 1], [10, 2, 1]])
  }

  /// From 3 on the node drains, from 6 to 8 it is out of service.
  @Test func aDrainLetsWhatRunsFinish() throws {
    let instance = try Hand.instance([4, 3], on: cluster([[once(6, 2, drain: 3)]]))
    var draining: [(free: Bool, next: Int?, up: Bool, draining: Bool)] = []
    let policy = TestPolicy { system, _ in
      for task in 0..<2 where system.state(of: task) == .ready { try system.assign(task, to: 0) }
      guard system.now == 4 else { return }
      draining.append(
        (
          system.isFree(device: 0), system.nextFreeDevice(from: 0), system.isUp(device: 0),
          system.isDraining(device: 0)
        ))
    }
    let result = run(instance, policy)
    #expect(times(result) == [[0, 0, 4], [1, 8, 11]] && outages(result) == [[0, 6, 8, 1]])
    #expect(
      draining.map { [$0.free, $0.next != nil, $0.up, $0.draining] }
        == [[false, false, true, true]])
    let nodes = policy.log.events.filter {
      [.nodeDraining(node: 0), .nodeDown(node: 0), .nodeUp(node: 0)].contains($0.event)
    }
    #expect(nodes.map(\.time) == [3, 6, 8] && nodes[0].event == .nodeDraining(node: 0))
    // Without the drain it would have been begun, and lost.
    let blunt = try Hand.instance([4, 3], on: cluster([[once(6, 2)]]))
    #expect(times(run(blunt, TestPolicy.fixed([0, 0]))) == [[0, 0, 4], [1, 4, 6], [1, 8, 11]])
  }

  /// A queue that nobody touches again wakes when the window is over; a drain that begins before the run
  /// does holds from the start.
  @Test func theEndOfTheWindowWakesTheQueue() throws {
    let instance = try Hand.instance([2], on: cluster([[once(5, 2, drain: 9)]]))
    let policy = TestPolicy { system, _ in
      if system.now == 0 { try system.assign(0, to: 0) }
    }
    let result = run(instance, policy)
    #expect(result.status == .ok && times(result) == [[0, 7, 9]])
  }

  @Test func windowsRepeat() throws {
    let window = MaintenanceWindow(start: 3, duration: 1, every: 5)
    let instance = try Hand.instance([2, 2, 2, 2, 2, 2], on: cluster([[window]]))
    let result = run(instance, TestPolicy.fixed([0, 0, 0, 0, 0, 0]))
    // Task 3 ends when the window at 8 begins, task 5 when the one at 13 does; the lost one is last.
    #expect(
      times(result) == [
        [0, 0, 2], [1, 2, 3], [2, 4, 6], [3, 6, 8], [4, 9, 11], [5, 11, 13], [1, 14, 16],
      ])
    #expect(outages(result) == [[0, 3, 4, 1], [0, 8, 9, 1], [0, 13, 14, 1]])
  }

  /// Two windows that touch are one: nothing is begun between them. One that overlaps prolongs it.
  @Test func windowsMerge() throws {
    let instance = try Hand.instance(
      [3, 3], on: cluster([[once(3, 2), once(5, 1), once(5.5, 2)]]))
    let result = run(instance, TestPolicy.fixed([0, 0]))
    #expect(times(result) == [[0, 0, 3], [1, 7.5, 10.5]])
    #expect(outages(result) == [[0, 3, 7.5, 1]])
  }

  /// The drain of the second window begins as soon as the first is over.
  @Test func aDrainMayFollowAtOnce() throws {
    let instance = try Hand.instance(
      [2, 1], on: cluster([[once(2, 2), once(6, 1, drain: 5)]]))
    let result = run(instance, TestPolicy.fixed([0, 0]))
    #expect(times(result) == [[0, 0, 2], [1, 7, 8]])
    #expect(outages(result) == [[0, 2, 4, 1], [0, 6, 7, 1]])
  }

  private func outage(_ start: Double, _ duration: Double) -> OutageModel {
    .scheduled([.init(start: start, duration: duration)])
  }

  /// A node that has failed is just down: the window comes and goes, and so does the repair, by a crew or
  /// without.
  @Test(arguments: [nil, 1]) func aNodeThatHasFailed(crews: Int?) throws {
    for (repair, back) in [(10.0, 14.0), (2, 9), (3.5, 9)] {
      let cluster = try cluster(
        [[once(5, 4, drain: 2)]], outages: [outage(4, repair)], repair: RepairModel(crews: crews))
      let result = run(try Hand.instance([10], on: cluster), TestPolicy.fixed([0]))
      #expect(times(result) == [[0, 0, 4], [0, back, back + 10]])
      #expect(outages(result) == [[0, 4, 4 + repair, 0], [0, 5, 9, 1]])
    }
    // It fails in the drain, is repaired in it, and goes on draining.
    let draining = try cluster(
      [[once(8, 1, drain: 6)]], outages: [outage(4, 1)], repair: RepairModel(crews: crews))
    let result = run(try Hand.instance([10], on: draining), TestPolicy.fixed([0]))
    #expect(times(result) == [[0, 0, 4], [0, 9, 19]])
    // It fails in the window.
    let later = try cluster(
      [[once(5, 2)]], outages: [outage(6, 4)], repair: RepairModel(crews: crews))
    let last = run(try Hand.instance([10], on: later), TestPolicy.fixed([0]))
    #expect(times(last) == [[0, 0, 5], [0, 10, 20]])
  }

  /// Down since 4, which is noticed at 7; the window is from 5 to 6. Checkpoints every 2 s hold what was
  /// done until 4; what is begun at 6 makes no progress.
  @Test func anOutageThatNobodyHasNoticed() throws {
    let cluster = try cluster([[once(5, 1)]], outages: [outage(4, 1)])
    let recovery = RecoveryModel(
      checkpoint: .init(interval: .seconds(2), writeSeconds: 0),
      detection: Detection(timeoutSeconds: 3))
    let result = run(
      try Hand.instance([10], on: cluster), TestPolicy.fixed([0]), recovery: recovery)
    #expect(times(result) == [[0, 0, 5], [0, 6, 7], [0, 8, 14]])
    #expect(result.trace.attempts.savedSeconds == [4, 0, 0])
    // Noticed within the window: one reason more to be down.
    let covered = try self.cluster([[once(5, 4)]], outages: [outage(4, 1)])
    let second = run(
      try Hand.instance([10], on: covered), TestPolicy.fixed([0]), recovery: recovery)
    #expect(times(second) == [[0, 0, 5], [0, 9, 15]])
  }

  /// One of its nodes is enough to stop a gang, and to hold it in the drain.
  @Test func gangs() throws {
    var builder = WorkflowBuilder(name: "gangs")
    builder.add(Workflow.Task(name: "t0", cost: .work(3)))
    builder.add(Workflow.Task(name: "t1", cost: .work(10), devices: 2))
    let workflow = try builder.build()
    let policy = TestPolicy { system, _ in
      if system.state(of: 0) == .ready { try system.assign(0, to: 0) }
      if system.state(of: 1) == .ready { try system.assign(1, to: [0, 1]) }
    }
    func entries(_ window: MaintenanceWindow) throws -> [[Double]] {
      let instance = try Instance(workflow, on: cluster([[], [window]]))
      return times(run(instance, policy)).filter { $0[0] == 1 }
    }
    #expect(try entries(once(4, 2)) == [[1, 3, 4], [1, 3, 4], [1, 6, 16], [1, 6, 16]])
    #expect(try entries(once(5, 1, drain: 2)) == [[1, 6, 16], [1, 6, 16]])
  }

  /// 20 bytes from n0 to n1 take 2.5 s from 1 on; n1 is out of service from 2 to 4, and they are sent again.
  @Test func transfers() throws {
    let cluster = try cluster([[], [once(2, 2)]])
    let instance = try Hand.instance([1, 1], edges: [(0, 1, 20)], on: cluster)
    #expect(times(run(instance, TestPolicy.fixed([0, 1]))) == [[0, 0, 1], [1, 6.5, 7.5]])
    #expect(cluster.arrival(of: 20, from: 0, to: 1, sentAt: 1) == 6.5)
  }

  /// A task that is planned for after the window from 5 to 7 stays behind it, unless it would be done
  /// before; one that is late does not.
  @Test func plannedForAfterTheWindow() throws {
    func times(_ work: Double, planned: Double, from now: Double = 0) throws -> [[Double]] {
      var instance = try Hand.instance([work], on: cluster([[once(5, 2)]]))
      instance.jobs[0].arrival = now
      let policy = TestPolicy { system, _ in
        guard system.state(of: 0) == .ready else { return }
        try system.assign(
          0, to: 0, plannedStart: planned, plannedFinish: planned + work, place: 0)
      }
      return self.times(run(instance, policy))
    }
    #expect(try times(6, planned: 7) == [[0, 7, 13]])
    #expect(try times(5, planned: 7) == [[0, 0, 5]])
    #expect(try times(6, planned: 6.5) == [[0, 0, 5], [0, 7, 13]])
    #expect(try times(4, planned: 1, from: 3) == [[0, 3, 5], [0, 7, 11]])
    #expect(try times(4, planned: 9, from: 3) == [[0, 7, 11]])
  }

  /// The same seed has the same random outages with maintenance and without.
  @Test func outagesAreTheSame() throws {
    let model = OutageModel(meanUpSeconds: 20, repair: .exponential(mean: 6))
    let works = [2000.0, 1, 1, 1]
    let models: [OutageModel?] = [nil, model, model, model]
    let window = MaintenanceWindow(start: 7, duration: 5, every: 31, drain: 4)
    var met = 0
    for seed in UInt64(1)...5 {
      let with = try Hand.instance(
        works, on: cluster([[], [window], [window], []], outages: models))
      let without = try Hand.instance(works, on: cluster([[], [], [], []], outages: models))
      let rows = outages(run(with, OnItsOwn(), seed: seed))
      #expect(
        rows.filter { $0[3] == 0 } == outages(run(without, OnItsOwn(), seed: seed)))
      #expect(rows.count { $0[3] == 1 } == 2 * 65)
      met += rows.count { $0[3] == 0 }
    }
    #expect(met > 800)
  }

  /// A policy that waits for the end of a window is waited for; one that has forgotten a task is found out,
  /// also where windows never end.
  @Test func waitingAndForgetting() throws {
    let window = MaintenanceWindow(start: 50, duration: 1, every: 60)
    let instance = try Hand.instance([2], on: cluster([[window], [once(3, 1)]]))
    let waiting = TestPolicy { system, _ in
      if system.now > 100, system.state(of: 0) == .ready { try system.assign(0, to: 0) }
    }
    #expect(times(run(instance, waiting)) == [[0, 111, 113]])
    let forgetful = TestPolicy { _, _ in }
    #expect(run(instance, forgetful).status == .deadlock(cycle: []))
  }

  #if !DEBUG
    /// A window repeats a million times at most, so that a run of any length ends.
    @Test func aRunOfAnyLengthEnds() throws {
      let window = MaintenanceWindow(start: 0, duration: 0.25, every: 1)
      let instance = try Hand.instance([1e18], on: cluster([[], [window]]))
      let result = run(instance, TestPolicy.fixed([0]))
      #expect(result.status == .ok && result.endTime == 1e18)
      #expect(result.trace.outages.count == 1_000_000)
    }
  #endif
}
