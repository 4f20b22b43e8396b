import SchedulingModel
import SimulationEngine
import Testing

/// When data moves. Transfers of 20 bytes take 0.5 + 20 / 10 = 2.5 s.
@Suite struct SystemStateTransfersTests {
  /// t0 (10 s) on device 0 sends 20 bytes to t1, which waits on device 1; at 10 t0 has finished.
  private func sent(until time: Double = 10) throws -> SystemState {
    let instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: Hand.cluster(3, outages: Hand.reliable))
    var system = SystemState(instance)
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    let attempt = try system.begin(0)
    system.advance(to: 10)
    try system.complete(0, attempt: attempt)
    system.advance(to: time)
    return system
  }

  @Test func aTransferStartsWhenItsProducerHasFinished() throws {
    let instance = try Hand.instance([10, 5], edges: [(0, 1, 20)], on: Hand.cluster(2))
    let result = Simulation(instance: instance).run(TestPolicy.fixed([0, 1]))
    #expect(result.byTask.map(\.start) == [0, 12.5])
    #expect(result.transferredBytes == 20)
  }

  @Test func aTransferStartsWhenItsConsumerIsAssigned() throws {
    let instance = try Hand.instance([10, 5, 15], edges: [(0, 1, 20)], on: Hand.cluster(3))
    let policy = TestPolicy { system, _ in
      if system.now == 0 {
        try system.assign(0, to: 0)
        try system.assign(2, to: 2)
      }
      if system.now == 15 { try system.assign(1, to: 1) }
    }
    #expect(Simulation(instance: instance).run(policy).byTask.map(\.start) == [0, 17.5, 0])
  }

  @Test func noBytesAndNoDistanceCostNothing() throws {
    let instance = try Hand.instance(
      [10, 5, 5], edges: [(0, 1, 0), (0, 2, 20)], on: Hand.cluster(2))
    let result = Simulation(instance: instance).run(TestPolicy.fixed([0, 1, 0]))
    #expect(result.byTask.map(\.start) == [0, 10, 10])
    #expect(result.transferredBytes == 0)
  }

  @Test(arguments: [0, 1]) func aTransferThatLosesAnEndStartsAgain(node: Int) throws {
    var system = try sent(until: 12)
    #expect(system.headStatus(of: 1) == .waits(until: 12.5))
    #expect(system.bytesMoved == 20)
    system.takeDown(node: node)
    #expect(system.headStatus(of: 1) == .blocked)
    #expect(system.bytesMoved == 0)
    system.advance(to: 14)
    #expect(system.headStatus(of: 1) == .blocked)
    system.bringUp(node: node)
    #expect(system.headStatus(of: 1) == .waits(until: 16.5))
    #expect(system.bytesMoved == 20)
  }

  @Test func aTransferWaitsForBothEnds() throws {
    var system = try sent(until: 11)
    system.takeDown(node: 0)
    system.advance(to: 12)
    system.takeDown(node: 1)
    system.advance(to: 13)
    system.bringUp(node: 1)
    #expect(system.headStatus(of: 1) == .blocked)
    system.advance(to: 20)
    system.bringUp(node: 0)
    #expect(system.headStatus(of: 1) == .waits(until: 22.5))
  }

  @Test func aTransferDoesNotStartWhileAnEndIsDown() throws {
    let instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: Hand.cluster(2, outages: Hand.reliable))
    var system = SystemState(instance)
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    let attempt = try system.begin(0)
    system.takeDown(node: 1)
    system.advance(to: 10)
    try system.complete(0, attempt: attempt)
    system.advance(to: 30)
    system.bringUp(node: 1)
    #expect(system.headStatus(of: 1) == .waits(until: 32.5))
  }

  @Test func othersOutagesDoNotMatter() throws {
    var system = try sent(until: 12)
    system.takeDown(node: 2)
    #expect(system.headStatus(of: 1) == .waits(until: 12.5))
  }

  @Test func whatHasArrivedSurvivesOnItsDevice() throws {
    var system = try sent(until: 12.5)
    let attempt = try system.begin(1)
    system.advance(to: 13)
    system.takeDown(node: 1)
    try system.fail(1, attempt: attempt, cause: .outage)
    // Policies can see where the data is: only device 2 would have to wait for it.
    #expect((0..<3).map { system.estimatedInputsReady(1, on: $0) } == [13, 13, 15.5])
    try system.assign(1, to: 1)
    system.advance(to: 15)
    system.bringUp(node: 1)
    #expect(system.headStatus(of: 1) == .startable(task: 1))
    // Elsewhere the data is sent anew from its producer.
    try system.withdraw(1)
    try system.assign(1, to: 2)
    #expect(system.headStatus(of: 2) == .waits(until: 17.5))
  }

  /// The data's former way does not count: t1 failed on device 1 and now waits on device 2.
  @Test func anOutageOfAFormerDeviceDoesNotMatter() throws {
    var system = try sent(until: 12.5)
    let attempt = try system.begin(1)
    system.advance(to: 13)
    try system.fail(1, attempt: attempt, cause: .task)
    try system.assign(1, to: 2)
    #expect(system.headStatus(of: 2) == .waits(until: 15.5))
    system.advance(to: 14)
    system.takeDown(node: 1)
    #expect(system.headStatus(of: 2) == .waits(until: 15.5))
  }

  /// A withdrawn task needs nothing: what was under way to it does not arrive.
  @Test func withdrawingStopsTransfers() throws {
    var system = try sent(until: 11)
    try system.withdraw(1)
    system.advance(to: 12)
    system.takeDown(node: 1)
    system.advance(to: 20)
    system.bringUp(node: 1)
    try system.assign(1, to: 1)
    #expect(system.headStatus(of: 1) == .waits(until: 22.5))
  }

  @Test func onlyBytesThatCrossedCount() throws {
    let instance = try Hand.instance([10, 5, 11], edges: [(0, 1, 20)], on: Hand.cluster(3))
    let policy = TestPolicy { system, _ in
      if system.now == 0 { for task in 0..<3 { try system.assign(task, to: task) } }
      // One second into the transfer the task goes to its producer.
      if system.now == 11 {
        try system.withdraw(1)
        try system.assign(1, to: 0)
      }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.byTask[1].start == 11)
    #expect(result.transferredBytes == 0)
  }
}
