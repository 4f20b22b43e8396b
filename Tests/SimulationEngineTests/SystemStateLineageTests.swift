import SchedulingModel
import SimulationEngine
import Testing

/// Which data is lost, where it comes from, and who runs again, step by step. Transfers of 20 bytes take
/// 0.5 + 20 / 10 = 2.5 s.
@Suite struct SystemStateLineageTests {
  private func state(_ instance: Instance, outputs: RecoveryModel.Outputs = .lost) -> SystemState {
    var known = instance
    known.reliability.recovery.outputs = outputs
    var system = SystemState(known)
    system.arrive(job: 0)
    return system
  }

  private func notices(_ system: inout SystemState) -> [SchedulingEvent] {
    var events: [SchedulingEvent] = []
    system.takeNotices(into: &events)
    return events
  }

  private func run(_ task: Int, until time: Double, in system: inout SystemState) throws {
    let attempt = try system.begin(task)
    system.advance(to: time)
    try system.complete(task, attempt: attempt)
  }

  /// t0 (10 s) on device 0 has sent 20 bytes to t1, which waits on device 1; its node is down since 13.
  private func copied() throws -> SystemState {
    let instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: Hand.cluster(3, outages: Hand.reliable))
    var system = state(instance)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    try run(0, until: 10, in: &system)
    system.advance(to: 13)
    _ = notices(&system)
    system.takeDown(node: 0)
    return system
  }

  @Test func whatHasArrivedIsACopy() throws {
    var system = try copied()
    #expect(notices(&system) == [.nodeDown(node: 0)])
    #expect(system.state(of: 0) == .succeeded && system.headStatus(of: 1) == .startable(task: 1))
    #expect(!system.isAwaited(edge: 0) && system.tasksAwaitingReruns.isEmpty)
  }

  /// The copy goes from device 1 to device 2; on the way its device goes down, and it was the last.
  @Test func aCopyIsSentOnUntilItIsLost() throws {
    var system = try copied()
    try system.withdraw(1)
    #expect(system.state(of: 1) == .ready)
    #expect((0..<3).map { system.estimatedInputsReady(1, on: $0) } == [15.5, 13, 15.5])
    try system.assign(1, to: 2)
    #expect(system.headStatus(of: 2) == .waits(until: 15.5))
    system.advance(to: 14)
    _ = notices(&system)
    system.takeDown(node: 1)
    #expect(
      notices(&system)
        == [.nodeDown(node: 1), .outputsLost(task: 0, device: 0), .taskReady(task: 0)])
    #expect(system.headStatus(of: 2) == .blocked && system.unfinishedTasks == 2)
    #expect(system.isAwaited(edge: 0) && system.tasksAwaitingReruns == [1])
    #expect(system.device(of: 0) == nil && system.bytesMoved == 20)
    // It would stand behind the task that waits for it.
    try system.withdraw(1)
    #expect(system.state(of: 1) == .waiting && system.tasksAwaitingReruns.isEmpty)
    try system.assign(0, to: 2)
    try run(0, until: 24, in: &system)
    #expect(notices(&system).last == .taskReady(task: 1))
    #expect(system.unfinishedTasks == 1 && system.attempts(of: 0) == 2)
    try system.assign(1, to: 2)
    #expect(system.headStatus(of: 2) == .startable(task: 1))
  }

  @Test func theOrderOfAQueueIsKept() throws {
    var system = try copied()
    try system.withdraw(1)
    try system.assign(1, to: 2)
    system.advance(to: 14)
    system.takeDown(node: 1)
    #expect(throws: SchedulingError.predecessorBehind(task: 1, predecessor: 0, device: 2)) {
      try system.assign(0, to: 2)
    }
  }

  /// t1 has its copy: nothing keeps t0 from standing behind it.
  @Test func whoHasACopyWaitsForNobody() throws {
    let instance = try Hand.instance(
      [10, 5, 5], edges: [(0, 1, 20), (0, 2, 20)], on: Hand.cluster(3, outages: Hand.reliable))
    var system = state(instance)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    try run(0, until: 10, in: &system)
    system.advance(to: 13)
    _ = notices(&system)
    system.takeDown(node: 0)
    #expect(system.state(of: 0) == .ready && system.state(of: 2) == .waiting)
    #expect(!system.isAwaited(edge: 0) && system.isAwaited(edge: 1))
    try system.assign(0, to: 1)
    #expect(system.headStatus(of: 1) == .startable(task: 1))
    try run(1, until: 18, in: &system)
    try run(0, until: 28, in: &system)
    #expect(system.state(of: 2) == .ready && system.unfinishedTasks == 1)
    #expect(system.isAwaited(edge: 1) == false)
  }

  /// A task that runs has read its inputs; they are looked at again when its attempt is lost.
  @Test func aRunningTaskNeedsNothingUntilItIsLost() throws {
    var system = try copied()
    let attempt = try system.begin(1)
    system.advance(to: 14)
    // Lost by itself: its copy is there.
    try system.fail(1, attempt: attempt, cause: .task)
    #expect(system.state(of: 0) == .succeeded && system.state(of: 1) == .ready)
    try system.assign(1, to: 1)
    let second = try system.begin(1)
    _ = notices(&system)
    system.takeDown(node: 1)
    #expect(notices(&system) == [.nodeDown(node: 1)])
    try system.fail(1, attempt: second, cause: .outage)
    #expect(
      notices(&system) == [
        .attemptFailed(task: 1, device: 1, cause: .outage), .outputsLost(task: 0, device: 0),
        .taskReady(task: 0),
      ])
    #expect(system.state(of: 1) == .waiting)
  }

  /// Told that attempts fail before the node is down, the state comes to the same.
  @Test func theOrderOfLossesDoesNotMatter() throws {
    var system = try copied()
    let attempt = try system.begin(1)
    try system.fail(1, attempt: attempt, cause: .outage)
    #expect(system.state(of: 1) == .ready)
    system.takeDown(node: 1)
    #expect(system.state(of: 1) == .waiting && system.state(of: 0) == .ready)
  }

  /// The producer's own node is up: what was on the consumer's is sent again after the repair.
  @Test func inputsThatHaveArrivedAreLost() throws {
    let instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: Hand.cluster(2, outages: Hand.reliable))
    for (outputs, status) in [
      (RecoveryModel.Outputs.lost, SystemState.HeadStatus.waits(until: 17.5)),
      (.kept, .startable(task: 1)),
    ] {
      var system = state(instance, outputs: outputs)
      try system.assign(0, to: 0)
      try system.assign(1, to: 1)
      try run(0, until: 10, in: &system)
      for start in [13.0, 14] {
        system.advance(to: start)
        system.takeDown(node: 1)
        #expect(system.headStatus(of: 1) == .blocked)
        system.advance(to: start + 1)
        system.bringUp(node: 1)
      }
      #expect(system.headStatus(of: 1) == status && system.state(of: 0) == .succeeded)
    }
  }

  /// An outcome stays what it was while the task that decided runs again.
  @Test func outcomesStay() throws {
    var builder = WorkflowBuilder(name: "branches")
    builder.add(Workflow.Task(name: "judge", cost: .work(2), verdict: .init(passProbability: 1)))
    for name in ["ship", "retrain"] { builder.add(Workflow.Task(name: name, cost: .work(4))) }
    builder.connect(0, to: 1, bytes: 20, when: .passed)
    builder.connect(0, to: 2, bytes: 20, when: .failed)
    let instance = try Instance(builder.build(), on: Hand.cluster(2, outages: Hand.reliable))
    var system = state(instance)
    try system.assign(0, to: 0)
    try run(0, until: 2, in: &system)
    #expect(system.state(of: 2) == .skipped)
    system.takeDown(node: 0)
    #expect(system.state(of: 0) == .ready && system.unfinishedTasks == 2)
    #expect(system.passed(0) == true && system.outcome(of: 0) == .passed)
    #expect(system.isDead(edge: 1) && !system.isDead(edge: 0))
    try system.assign(0, to: 1)
    _ = notices(&system)
    try run(0, until: 6, in: &system)
    #expect(
      notices(&system) == [.attemptSucceeded(task: 0, device: 1), .taskReady(task: 1)])
    #expect(system.state(of: 2) == .skipped && system.unfinishedTasks == 1)
  }
}
