import SchedulingModel
import SimulationEngine
import Testing

/// What becomes of transfers over links that fail, by hand. Unless a test says otherwise t0 (10 s) on device 0
/// sends 20 bytes to t1 on device 1, which take 0.5 + 20 / 10 = 2.5 s, from 10 to 12.5.
@Suite struct SystemStateLinksTests {
  private typealias Effect = Cluster.Uplink.Effect

  /// A link that fails at given times: that of a node, or with a letter that of a pod.
  private func link(
    _ name: String, _ effect: Effect, _ times: (from: Double, to: Double)...
  ) -> Cluster.UplinkSpecification {
    let outages = OutageModel.scheduled(
      times.map { .init(start: $0.from, duration: $0.to - $0.from) })
    return name.hasPrefix("n")
      ? .init(nodes: [name], outages: outages, effect: effect)
      : .init(pods: [name], outages: outages, effect: effect)
  }

  /// Nodes `n0`, `n1`, … of so many devices in these pods.
  private func cluster(
    _ uplinks: [Cluster.UplinkSpecification], pods: [String] = ["p", "p", "p"], devices: Int = 1,
    outages: [OutageModel?] = [nil, nil, nil, nil]
  ) throws -> Cluster {
    try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: pods.enumerated().map { index, pod in
        .init(
          name: "n\(index)", pod: pod,
          deviceClasses: [String](repeating: "one", count: devices), outages: outages[index])
      }, interconnect: .uniform(latency: 0.5, bandwidth: 10), uplinks: uplinks)
  }

  private func run(
    _ cluster: Cluster, _ works: [Double] = [10, 5],
    edges: [(Int, Int, Double)] = [(0, 1, 20)], on devices: [Int] = [0, 1]
  ) throws -> RunResult {
    let instance = try Hand.instance(works, edges: edges, on: cluster)
    let result = Simulation(instance: instance).run(TestPolicy.fixed(devices))
    #expect(result.status == .ok)
    #expect(result.transferredBytes == edges.reduce(0) { $0 + $1.2 })
    return result
  }

  /// When t1 starts, and how many transfers each outage found in flight.
  private func expect(
    _ uplinks: [Cluster.UplinkSpecification], start: Double, struck: [Int32],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(cluster(uplinks))
    #expect(result.byTask[1].start == start, sourceLocation: sourceLocation)
    #expect(result.trace.linkOutages.transfers == struck, sourceLocation: sourceLocation)
  }

  @Test func stop() throws {
    for node in ["n0", "n1"] {
      try expect([link(node, .stop, (11, 14))], start: 16.5, struck: [1])
    }
    // Before it starts, twice, and at the very beginning: the producer ends first.
    try expect([link("n0", .stop, (9, 14))], start: 16.5, struck: [0])
    try expect([link("n0", .stop, (11, 12), (14, 15))], start: 17.5, struck: [1, 1])
    try expect([link("n1", .stop, (10, 11))], start: 13.5, struck: [1])
    // What arrives at the instant of the outage has arrived; what takes no time stops it, too.
    try expect([link("n0", .stop, (12.5, 20))], start: 12.5, struck: [0])
    try expect([link("n0", .stop, (11, 11))], start: 13.5, struck: [1])
    // Another's link does not matter.
    try expect([link("n2", .stop, (9, 14))], start: 12.5, struck: [0])
  }

  @Test func slow() throws {
    for node in ["n0", "n1"] {
      // 1 s done by 11, half a second by 13, and 1 s is left.
      try expect([link(node, .slow(4), (11, 13))], start: 14, struck: [1])
    }
    try expect([link("n0", .slow(4), (11, 100))], start: 17, struck: [1])
    // It starts meanwhile.
    try expect([link("n0", .slow(4), (9, 12))], start: 14, struck: [0])
    try expect([link("n0", .slow(4), (9, 100))], start: 20, struck: [0])
    try expect([link("n0", .slow(4), (10, 12))], start: 14, struck: [1])
    // Twice: 0.5, 0.25, 0.5, 0.25 and 1 s.
    try expect([link("n0", .slow(4), (10.5, 11.5), (12, 13))], start: 14, struck: [1, 1])
    try expect([link("n0", .slow(1), (11, 13))], start: 12.5, struck: [0])
    try expect([link("n0", .slow(3), (11, 11))], start: 12.5, struck: [1])
  }

  @Test func reroute() throws {
    for node in ["n0", "n1"] {
      // It begins again at 11, and stays on its way when the link is back.
      try expect([link(node, .reroute(3), (11, 12))], start: 18.5, struck: [1])
      // It starts meanwhile.
      try expect([link(node, .reroute(3), (9, 10.5))], start: 17.5, struck: [0])
      // What happens later to the link that it goes around does not matter.
      try expect([link(node, .reroute(3), (11, 12), (13, 14))], start: 18.5, struck: [1, 0])
    }
  }

  @Test func severalAtOnce() throws {
    // 0.5 s, then 0.25 at half speed, 0.25 at a quarter, 0.75 at half, and 0.75 s are left.
    try expect(
      [link("n0", .slow(2), (10.5, 13.5)), link("n1", .slow(4), (11, 12))], start: 14.25,
      struck: [1, 1])
    // The slower one hides the other.
    try expect(
      [link("n0", .slow(4), (11, 13)), link("n1", .slow(2), (11.5, 12))], start: 14,
      struck: [1, 0])
    // Stopped at 12; from 13 on 1.75 of 2.5 s at a quarter of the speed.
    try expect(
      [link("n0", .slow(4), (11, 20)), link("n1", .stop, (12, 13))], start: 20.75,
      struck: [1, 1])
    try expect(
      [link("n0", .stop, (11, 13)), link("n1", .stop, (12, 15))], start: 17.5, struck: [1, 0])
    // Around n0's link from 10.5 on; then around n1's, while n0's is back or not.
    try expect(
      [link("n0", .reroute(2), (10.5, 11)), link("n1", .reroute(3), (12, 40))], start: 19.5,
      struck: [1, 1])
    try expect(
      [link("n0", .reroute(4), (10.5, 40)), link("n1", .reroute(3), (12, 40))], start: 22,
      struck: [1, 1])
    // On a way of 5 s, 0.25 of the 2.5 s of the usual one by 11; slower still until 12.
    try expect(
      [link("n0", .reroute(2), (10.5, 30)), link("n1", .slow(4), (11, 12))], start: 16,
      struck: [1, 1])
    try expect(
      [link("n0", .reroute(4), (10.5, 30)), link("n1", .slow(2), (11, 12))], start: 20.5,
      struck: [1, 0])
    try expect(
      [link("n0", .reroute(2), (10.5, 30)), link("n1", .stop, (11, 12))], start: 17,
      struck: [1, 1])
  }

  /// One link that fails in several ways.
  @Test func oneLinkInSeveralWays() throws {
    // Slower by 4 while both last.
    try expect(
      [link("n0", .slow(2), (10.5, 13.5)), link("n0", .slow(4), (11, 12))], start: 14.25,
      struck: [1, 1])
    // A transfer that goes around it does not meet it.
    try expect(
      [link("n0", .reroute(2), (10.5, 30)), link("n0", .slow(5), (11, 12))], start: 15.5,
      struck: [1, 0])
    try expect(
      [link("n0", .reroute(2), (10.5, 30)), link("n0", .stop, (11, 12))], start: 15.5,
      struck: [1, 0])
    // One that starts while it is stopped does not go around it.
    try expect(
      [link("n0", .stop, (11, 12)), link("n0", .reroute(2), (11, 14))], start: 17, struck: [1, 0])
    try expect(
      [link("n0", .stop, (9, 12)), link("n0", .stop, (11, 14))], start: 16.5, struck: [0, 0])
    // Around n0's, which is stopped when n1's fails: so there is no way.
    try expect(
      [
        link("n0", .reroute(2), (10.5, 30)), link("n0", .stop, (11, 13)),
        link("n1", .reroute(3), (12, 12.5)),
      ], start: 18, struck: [1, 0, 1])
  }

  /// t0 in pod p sends to t1 in q and to t2 in p.
  @Test(arguments: ["n0", "p", "q"])
  func acrossPods(name: String) throws {
    let cluster = try cluster([link(name, .stop, (11, 14))], pods: ["p", "q", "p"])
    let result = try run(
      cluster, [10, 5, 5], edges: [(0, 1, 20), (0, 2, 20)],
      on: [0, try #require(cluster.device(named: "n1")), try #require(cluster.device(named: "n2"))])
    #expect(result.byTask.map(\.start) == [0, 16.5, name == "n0" ? 16.5 : 12.5])
    #expect(result.trace.linkOutages.transfers == [name == "n0" ? 2 : 1])
  }

  /// Within a node and for 0 bytes, data needs no link.
  @Test func withoutALink() throws {
    for effect in [Effect.stop, .slow(4), .reroute(4)] {
      let out = [link("n0", effect, (1, 40)), link("p", effect, (1, 40))]
      let near = try run(cluster(out, devices: 2))
      #expect(near.byTask[1].start == 12.5)
      let empty = try run(cluster(out), edges: [(0, 1, 0)])
      #expect(empty.byTask[1].start == 10)
      let far = try run(cluster(out, devices: 2), on: [0, 2])
      #expect(far.byTask[1].start == (effect == .stop ? 42.5 : 20))
    }
  }

  /// Late because of one link, the last arrival is early again when that is back.
  @Test func theLastInputCounts() throws {
    let edges: [(Int, Int, Double)] = [(0, 2, 20), (1, 2, 20)]
    func start(_ uplinks: Cluster.UplinkSpecification...) throws -> Double {
      try run(cluster(uplinks), [10, 10, 5], edges: edges, on: [0, 1, 2]).byTask[2].start
    }
    #expect(try start(link("n0", .slow(4), (11, 12))) == 13.25)
    #expect(try start(link("n0", .slow(4), (11, 12)), link("n1", .slow(2), (11, 40))) == 14)
    #expect(try start(link("n2", .slow(4), (11, 12))) == 13.25)
    #expect(try start(link("n0", .stop, (11, 12)), link("n1", .slow(2), (11, 12))) == 14.5)
  }

  /// A link and an end: slowed at 11, stopped at 11.5 by the node's outage, again from 13 on.
  @Test func aLinkAndAnEnd() throws {
    let down = OutageModel.scheduled([.init(start: 11.5, duration: 1.5)])
    func start(_ uplink: Cluster.UplinkSpecification) throws -> Double {
      let result = try run(cluster([uplink], outages: [nil, down, nil]))
      #expect(result.trace.outages.count == 1 && result.trace.linkOutages.transfers == [1])
      return result.byTask[1].start
    }
    #expect(try start(link("n0", .slow(8), (11, 12))) == 15.5)
    #expect(try start(link("n0", .stop, (11, 14))) == 16.5)
    #expect(try start(link("n0", .stop, (11, 12))) == 15.5)
    #expect(try start(link("n0", .reroute(8), (11, 12))) == 15.5)
    #expect(try start(link("n0", .reroute(2), (11, 14))) == 18)
  }

  /// A task that leaves its device leaves the link's troubles behind.
  @Test func aFormerWayDoesNotMatter() throws {
    let cluster = try cluster([link("n1", .slow(4), (9, 13))], pods: ["p", "p", "p", "p"])
    let instance = try Hand.instance([10, 5, 12], edges: [(0, 1, 20)], on: cluster)
    let policy = TestPolicy { system, _ in
      if system.now == 0 { for task in 0..<3 { try system.assign(task, to: [0, 1, 3][task]) } }
      #expect(system.uplinksOut == (system.now >= 9 && system.now < 13 ? [0] : []))
      if system.now == 12 {
        try system.withdraw(1)
        try system.assign(1, to: 2)
      }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.byTask[1].start == 14.5)
    #expect(result.transferredBytes == 20)
  }
}
