import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Online policies before maintenance, by hand.
@Suite struct WaitingForWindowsTests {
  private static let online = ["critical-path", "priority-list", "fifo", "round-robin", "random"]

  private func instance(
    _ tasks: [(work: Double, devices: Int, device: String?)],
    edges: [(Int, Int, Double)] = [], _ windows: [[MaintenanceWindow]]
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    for (id, task) in tasks.enumerated() {
      builder.add(
        Workflow.Task(
          name: "t\(id)", cost: .work(task.work),
          placement: task.device.map { .device($0) } ?? .anywhere, devices: task.devices))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: edge.2) }
    let cluster = try Cluster.identical(windows.count).withMaintenance(
      windows.enumerated().flatMap { node, windows in
        windows.map { .init(nodes: [node], window: $0) }
      })
    return try Instance(builder.build(), on: cluster)
  }

  private func rows(
    _ instance: Instance, _ policy: String, recovery: RecoveryModel = .none
  ) throws -> [[Double]] {
    let result = Simulation(
      instance: instance, conditions: RunConditions(costs: instance.costs, recovery: recovery),
      seed: 1
    ).run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: 1))
    try #require(result.status == .ok, "\(policy)")
    return result.schedule.entries.map {
      [Double($0.task), Double($0.device), $0.start, $0.finish]
    }
  }

  private func once(_ start: Double, _ duration: Double, drain: Double = 0) -> MaintenanceWindow {
    MaintenanceWindow(start: start, duration: duration, drain: drain)
  }

  /// What would not be done by 4 waits until 6, and lets what would be go first.
  @Test(arguments: online) func waits(policy: String) throws {
    let one = try instance([(5, 1, nil)], [[once(4, 2)]])
    #expect(try rows(one, policy) == [[0, 0, 6, 11]])
    let fits = try instance([(4, 1, nil)], [[once(4, 2)]])
    #expect(try rows(fits, policy) == [[0, 0, 0, 4]])
    let two = try instance([(5, 1, nil), (1, 1, nil)], [[once(4, 2)]])
    #expect(try rows(two, policy) == [[1, 0, 0, 1], [0, 0, 6, 11]])
    // The drain begins at 1.
    let drain = try instance([(1, 1, nil), (1, 1, nil)], [[once(4, 2, drain: 3)]])
    #expect(try rows(drain, policy).map { Array($0[2...]) } == [[0, 1], [6, 7]])
  }

  /// Device 0 closes too soon; device 1 is busy until 6, which is better than to wait for the end of the
  /// window at 12.
  @Test(arguments: online.filter { $0 != "random" })
  func waitsForAnotherDevice(policy: String) throws {
    let instance = try instance([(6, 1, "p1"), (5, 1, nil)], [[once(4, 8)], []])
    #expect(try rows(instance, policy) == [[0, 1, 0, 6], [1, 1, 6, 11]])
  }

  /// Gaps of 3 s: four seconds fit nowhere, so that they are not waited for. Checkpoints every second carry
  /// them over the window from 3 to 5.
  @Test(arguments: online) func whatFitsNowhereStartsAtOnce(policy: String) throws {
    let window = MaintenanceWindow(start: 3, duration: 2, every: 5)
    let recovery = RecoveryModel(checkpoint: .init(interval: .seconds(1), writeSeconds: 0))
    let one = try instance([(4, 1, nil)], [[window]])
    #expect(try rows(one, policy, recovery: recovery) == [[0, 0, 0, 3], [0, 0, 5, 6]])
    // Three seconds fit, but with two of transfer they do not; by the end of the window the data is there.
    let far = try instance(
      [(1, 1, "p1"), (3, 1, "p0")], edges: [(0, 1, 2)], [[window], []])
    #expect(try rows(far, policy, recovery: recovery) == [[0, 1, 0, 1], [1, 0, 5, 8]])
  }

  /// A gang of two passes over the device that closes at 4, and takes the two others.
  @Test(arguments: online) func gangs(policy: String) throws {
    let three = try instance([(5, 2, nil)], [[once(4, 2)], [], []])
    #expect(try rows(three, policy) == [[0, 1, 0, 5], [0, 2, 0, 5]])
    // Only two: together from 6 on.
    let two = try instance([(5, 2, nil)], [[once(4, 2)], []])
    #expect(try rows(two, policy) == [[0, 0, 6, 11], [0, 1, 6, 11]])
    // One node is open in 0–3, 5–13, 15–23, the other in 0–8, 10–18: three seconds together, never eight.
    let staggered = try instance(
      [(8, 2, nil)],
      [
        [MaintenanceWindow(start: 3, duration: 2, every: 10)],
        [MaintenanceWindow(start: 8, duration: 2, every: 10)],
      ])
    let recovery = RecoveryModel(checkpoint: .init(interval: .seconds(1), writeSeconds: 0))
    let starts = try rows(staggered, policy, recovery: recovery).filter { $0[1] == 0 }.map {
      Array($0[2...])
    }
    #expect(starts == [[0, 3], [5, 8], [10, 12]])
  }

  /// Data that comes late, because its sender was out of service, finds the device draining: the task is
  /// taken back and goes elsewhere.
  @Test(arguments: ["fifo", "round-robin"]) func leavesADrainingDevice(policy: String) throws {
    var builder = WorkflowBuilder(name: "leave")
    builder.add(Workflow.Task(name: "t0", cost: .work(1), placement: .device("n0")))
    builder.add(Workflow.Task(name: "t1", cost: .work(1), placement: .classes(["b"])))
    builder.connect(0, to: 1, bytes: 2)
    // The outage of n0 from 2 to 4, which nobody foresees, stops the data that n1 should have at 3.
    let cluster = try Cluster(
      name: "c", classes: [DeviceClass(name: "a"), DeviceClass(name: "b")],
      nodes: [
        .init(
          name: "n0", deviceClasses: ["a"],
          outages: .scheduled([.init(start: 2, duration: 2)])),
        .init(name: "n1", deviceClasses: ["b"]), .init(name: "n2", deviceClasses: ["b"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1),
      maintenance: [.init(nodes: ["n1"], window: once(9, 50, drain: 4.5))])
    let instance = try Instance(builder.build(), on: cluster)
    // Sent again from 4 on; at 4.5 n1 drains, and it is sent to n2, where it is at 6.5.
    #expect(try rows(instance, policy) == [[0, 0, 0, 1], [1, 2, 6.5, 7.5]])
  }
}
