import SchedulingModel
import SimulationEngine
import Testing

/// Runs in which links fail.
@Suite struct SimulationRunLinksTests {
  /// Nodes `n0`, `n1`, … of one device, in two pods by turns.
  private func cluster(_ nodes: Int, _ uplinks: [Cluster.UplinkSpecification]) throws -> Cluster {
    try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: (0..<nodes).map {
        .init(name: "n\($0)", pod: "p\($0 % 2)", deviceClasses: ["one"])
      }, interconnect: .uniform(latency: 0.5, bandwidth: 10), uplinks: uplinks)
  }

  /// The links between two of these nodes.
  private func way(_ source: Int, _ target: Int) -> Set<String> {
    let nodes: Set = ["n\(source)", "n\(target)"]
    return source % 2 == target % 2 ? nodes : nodes.union(["p0", "p1"])
  }

  private func draw(_ stream: inout RandomStream, nodes: Int) -> [TransferTwin.Failing] {
    let links = (0..<nodes).map { "n\($0)" } + ["p0", "p1"]
    return (0..<(1 + stream.below(5))).map { _ in
      let effect: Cluster.Uplink.Effect =
        switch stream.below(3) {
        case 0: .stop
        case 1: .slow(1 + 4 * stream.unit())
        default: .reroute(1 + 2 * stream.unit())
        }
      var outages: [ClosedRange<Double>] = []
      var time = 4 * stream.unit()
      while time < 40 {
        let end = time + 3 * stream.unit()
        outages.append(time...end)
        time = end + 0.2 + 6 * stream.unit()
      }
      return TransferTwin.Failing(
        link: links[Int(stream.below(UInt64(links.count)))], effect: effect, outages: outages)
    }
  }

  private func specification(_ failing: TransferTwin.Failing) -> Cluster.UplinkSpecification {
    let outages = OutageModel.scheduled(
      failing.outages.map {
        .init(start: $0.lowerBound, duration: $0.upperBound - $0.lowerBound)
      })
    let isNode = failing.link.hasPrefix("n")
    return Cluster.UplinkSpecification(
      nodes: isNode ? [failing.link] : [], pods: isNode ? [] : [failing.link], outages: outages,
      effect: failing.effect)
  }

  /// One to three producers send to one consumer over links that fail at random: it starts when the last
  /// transfer arrives, by the plain way.
  @Test func everyTransferIsThatOfItsTwin() throws {
    var stream = RandomStream(seed: 30, purpose: .generator)
    var (struck, moved, byEffect) = (0, 0, [0, 0, 0])
    for number in 0..<600 {
      let producers = 1 + number % 3
      let failing = draw(&stream, nodes: producers + 1)
      let works = (0..<producers).map { _ in 10 * stream.unit() }
      let bytes = (0..<producers).map { _ in 5 + 40 * stream.unit() }
      let cluster = try cluster(producers + 1, failing.map(specification))
      let instance = try Hand.instance(
        works + [1], edges: (0..<producers).map { ($0, producers, bytes[$0]) }, on: cluster)
      let devices = try (0...producers).map { try #require(cluster.device(named: "n\($0)")) }
      let result = Simulation(instance: instance).run(TestPolicy.fixed(devices))
      try #require(result.status == .ok)

      var expected = 0.0
      for producer in 0..<producers {
        let way = way(producer, producers)
        let twin = TransferTwin(failing: failing.filter { way.contains($0.link) })
        let seconds = cluster.transferSeconds(
          bytes[producer], from: devices[producer], to: devices[producers])
        expected = max(expected, twin.arrival(start: works[producer], seconds: seconds))
      }
      let start = result.byTask[producers].start
      #expect(abs(start - expected) <= 1e-9 * expected, "case \(number)")

      let rows = result.trace.linkOutages
      for row in 0..<rows.count where rows.transfers[row] > 0 {
        struck += 1
        switch failing[Int(rows.uplinks[row])].effect {
        case .stop: byEffect[0] += 1
        case .slow: byEffect[1] += 1
        case .reroute: byEffect[2] += 1
        }
      }
      let undisturbed = zip(works, bytes).map { $0 + (0.5 + $1 / 10) }.max() ?? 0
      if start > undisturbed { moved += 1 }
    }
    #expect(byEffect.allSatisfy { $0 > 100 } && moved > 300, "\(byEffect), \(moved)")
    #expect(struck > 500, "\(struck)")
  }

  private func random(_ effect: Cluster.Uplink.Effect, repair: Distribution = .exponential(mean: 3))
    throws -> Cluster
  {
    try cluster(
      4,
      [
        .init(
          nodes: (0..<4).map { "n\($0)" }, pods: ["p0"],
          outages: OutageModel(meanUpSeconds: 6, repair: repair), effect: effect)
      ])
  }

  /// A chain that changes its node at each task.
  private func chain(on cluster: Cluster) throws -> Instance {
    try Hand.instance(
      [Double](repeating: 1, count: 12), edges: (0..<11).map { ($0, $0 + 1, 20) }, on: cluster)
  }

  /// The same seed, the same run; the same outages whatever is run, and each link's its own.
  @Test(arguments: [Cluster.Uplink.Effect.stop, .slow(3), .reroute(2)])
  func outagesAreThoseOfTheSeed(effect: Cluster.Uplink.Effect) throws {
    let instance = try chain(on: random(effect))
    var struck = 0
    for seed in UInt64(1)...5 {
      let simulation = Simulation(instance: instance, seed: seed)
      let walk = TestPolicy.fixed((0..<12).map { $0 % 4 })
      let first = simulation.run(walk)
      #expect(first.status == .ok && simulation.run(walk).trace == first.trace)
      let stay = simulation.run(TestPolicy.fixed([Int](repeating: 0, count: 12)))
      #expect(stay.makespan == 12)
      let (long, short) = (first.trace.linkOutages, stay.trace.linkOutages)
      #expect(short.count > 0 && long.count > short.count)
      #expect(short.starts[...] == long.starts.prefix(short.count))
      #expect(short.finishes[...] == long.finishes.prefix(short.count))
      #expect(short.uplinks[...] == long.uplinks.prefix(short.count))
      #expect(short.transfers.allSatisfy { $0 == 0 })
      #expect(Set(long.uplinks).count == 5)
      struck += long.transfers.count { $0 > 0 }
    }
    #expect(struck > 20)
  }

  /// Links that could fail but do not change nothing.
  @Test func linksThatDoNotFailChangeNothing() throws {
    let never = Cluster.UplinkSpecification(
      nodes: ["n0", "n1", "n2", "n3"], pods: ["p0", "p1"], outages: .scheduled([]), effect: .stop)
    let walk = TestPolicy.fixed((0..<12).map { $0 % 4 })
    let result = Simulation(instance: try chain(on: cluster(4, [never]))).run(walk)
    let plain = Simulation(instance: try chain(on: cluster(4, []))).run(walk)
    #expect(result.trace == plain.trace && result.makespan == plain.makespan)
    #expect(result.transferredBytes == plain.transferredBytes)
  }

  /// An outage that outlasts the time limit.
  @Test func aLinkThatDoesNotComeBack() throws {
    let cut = Cluster.UplinkSpecification(
      nodes: ["n2"], outages: .scheduled([.init(start: 2, duration: 1e18)]), effect: .stop)
    let instance = try chain(on: cluster(4, [cut]))
    let conditions = RunConditions(costs: instance.costs, timeLimit: 100)
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(TestPolicy.fixed((0..<12).map { $0 % 4 }))
    #expect(result.status == .timeLimit && result.endTime == 100)
    #expect(result.trace.linkOutages.transfers == [1] && result.transferredBytes == 0)
    #expect(result.trace.attempts.outcomes.count { $0 == .succeeded } == 1)
  }

  /// A transfer that waits for a link is no reason to end a run, and a link that fails for ever none to go on.
  @Test func deadlockAmongFailingLinks() throws {
    let instance = try chain(on: random(.stop, repair: .constant(30)))
    let last = instance.workflow.taskCount - 1
    let forgetful = TestPolicy { system, _ in
      for task in 0..<last where system.state(of: task) == .ready {
        try system.assign(task, to: task % 4)
      }
    }
    var waited = 0
    for seed in UInt64(1)...6 {
      let result = Simulation(instance: instance, seed: seed).run(forgetful)
      #expect(result.status == .deadlock(cycle: []))
      #expect(result.trace.attempts.outcomes.count { $0 == .succeeded } == last)
      waited += result.trace.linkOutages.transfers.count { $0 > 0 }
    }
    #expect(waited > 6)
  }

  /// A policy may wait for a link that it sees to be out.
  @Test func aPolicyMayWaitForALink() throws {
    let cut = Cluster.UplinkSpecification(
      nodes: ["n1"], outages: .scheduled([.init(start: 5, duration: 45)]), effect: .slow(100))
    let instance = try Hand.instance(
      [10, 5], edges: [(0, 1, 20)], on: cluster(3, [cut]))
    // Device 2 is that of n1: ids follow pods.
    let patient = TestPolicy { system, _ in
      if system.state(of: 0) == .ready { try system.assign(0, to: 0) }
      if system.state(of: 1) == .ready, system.uplinksOut.isEmpty { try system.assign(1, to: 2) }
    }
    let result = Simulation(instance: instance).run(patient)
    #expect(result.status == .ok && result.byTask[1].start == 52.5)
  }

  /// `renews: all` is about nodes: a repaired node renews no link, and a link no node.
  @Test func repairsOfNodesRenewNoLink() throws {
    func outages(_ repair: RepairModel) throws -> Trace {
      let model = OutageModel(meanUpSeconds: 20, repair: .constant(1))
      let cluster = try Cluster(
        name: "hand", classes: [DeviceClass(name: "one")],
        nodes: (0..<3).map {
          .init(name: "n\($0)", deviceClasses: ["one"], outages: $0 == 0 ? nil : model)
        }, interconnect: .uniform(latency: 0, bandwidth: 1), repair: repair,
        uplinks: [.init(nodes: ["n0", "n1"], outages: model, effect: .stop)])
      return Simulation(instance: try Hand.instance([500], on: cluster), seed: 3)
        .run(TestPolicy.fixed([0])).trace
    }
    let (one, all) = (try outages(.unlimited), try outages(RepairModel(renewal: .all)))
    #expect(one.linkOutages == all.linkOutages && one.linkOutages.count > 20)
    #expect(one.outages != all.outages)
  }
}
