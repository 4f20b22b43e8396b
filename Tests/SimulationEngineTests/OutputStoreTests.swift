import SchedulingModel
import SimulationEngine
import Testing

/// A store that has every output: 1 s, and 20 bytes a second, or 0.1 s and 200.
@Suite struct OutputStoreTests {
  private func sent(_ store: Interconnect.Link) throws -> SystemState {
    var instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: Hand.cluster(3, outages: Hand.reliable))
    instance.reliability.recovery.outputs = .stored(store)
    var system = SystemState(instance)
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    try system.assign(1, to: 1)
    let attempt = try system.begin(0)
    system.advance(to: 10)
    try system.complete(0, attempt: attempt)
    return system
  }

  @Test(arguments: [(1.0, 20.0, 14.0), (0.1, 200, 12.2)])
  func aTransferThatLosesItsSourceIsRerouted(_ known: (Double, Double, Double)) throws {
    let (latency, bandwidth, arrival) = known
    var system = try sent(.init(latency: latency, bandwidth: bandwidth))
    #expect(system.headStatus(of: 1) == .waits(until: 12.5))
    system.advance(to: 12)
    system.takeDown(node: 0)
    #expect(system.headStatus(of: 1) == .waits(until: arrival))
    #expect(system.nextTouchedDevice() != nil && system.bytesMoved == 20)
    // Neither the source's return nor its next outage is of any consequence.
    system.advance(to: 12.1)
    system.bringUp(node: 0)
    system.takeDown(node: 0)
    #expect(system.headStatus(of: 1) == .waits(until: arrival))
  }

  /// Faster than the links: the head is looked at when the data is there, not when it would have been.
  @Test func theRunGoesOnAtOnce() throws {
    var outage: [OutageModel?] = [.scheduled([.init(start: 11, duration: 100)]), nil]
    let instance = try Hand.instance([10, 5], edges: [(0, 1, 20)], on: Hand.cluster(outage))
    let recovery = RecoveryModel(outputs: .stored(.init(latency: 0.25, bandwidth: 80)))
    let conditions = RunConditions(costs: instance.costs, recovery: recovery)
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(TestPolicy.inOrder([0, 1]))
    #expect(result.byTask.map(\.start) == [0, 11.5] && result.makespan == 16.5)
    #expect(result.trace.attempts.outcomes == [.succeeded, .succeeded])
    // A referee who does not know of the store sees a start before the input.
    var rules = ScheduleValidator.Rules()
    #expect(
      ScheduleValidator(instance: instance, rules: rules).check(result.schedule).violations
        == [.beforeInput(task: "t1", producer: "t0", start: 11.5, arrival: 12.5)])
    rules.store = .init(latency: 0.25, bandwidth: 80)
    #expect(
      ScheduleValidator(instance: instance, rules: rules).check(result.schedule).violations == [])
    // Without failures there is no use for it.
    outage[0] = nil
    let calm = try Hand.instance([10, 5], edges: [(0, 1, 20)], on: Hand.cluster(outage))
    let undisturbed = Simulation(
      instance: calm, conditions: RunConditions(costs: calm.costs, recovery: recovery), seed: 1)
    #expect(undisturbed.run(TestPolicy.inOrder([0, 1])).byTask.map(\.start) == [0, 12.5])
  }

  @Test func aTransferFromADeviceThatIsDownComesFromTheStore() throws {
    var system = try sent(.init(latency: 1, bandwidth: 20))
    try system.withdraw(1)
    system.takeDown(node: 0)
    system.advance(to: 20)
    #expect((0..<3).map { system.estimatedInputsReady(1, on: $0) } == [20, 22, 22])
    try system.assign(1, to: 2)
    #expect(system.headStatus(of: 2) == .waits(until: 22))
    // Its other end has to be up.
    system.takeDown(node: 2)
    #expect(system.headStatus(of: 2) == .blocked)
    system.advance(to: 30)
    system.bringUp(node: 2)
    #expect(system.headStatus(of: 2) == .waits(until: 32))
  }
}
