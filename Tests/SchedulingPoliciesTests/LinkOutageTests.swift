import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy where links fail, under the referee's eyes.
@Suite struct LinkOutageTests {
  private static let outages = OutageModel(
    meanUpSeconds: 40, repair: .uniform(low: 0, high: 10))

  /// The same instance with links that fail as said, and nodes that fail or do not.
  private func failing(
    _ instance: Instance, _ links: OutageModel, _ effects: [Cluster.Uplink.Effect],
    nodes: OutageModel? = nil
  ) throws -> Instance {
    let cluster = instance.cluster
    let pods = cluster.podDevices.indices.map { "pod\($0)" }
    let copy = try Cluster(
      name: cluster.name, classes: cluster.classes,
      nodes: cluster.nodes.map { node in
        Cluster.NodeSpecification(
          name: node.name, pod: pods[node.pod],
          deviceClasses: node.devices.map {
            cluster.classes[cluster.devices[$0].deviceClass].name
          }, outages: nodes)
      }, interconnect: cluster.interconnect,
      uplinks: effects.map {
        .init(nodes: cluster.nodes.map(\.name), pods: pods, outages: links, effect: $0)
      })
    return Instance(
      workflow: instance.workflow, jobs: instance.jobs, cluster: copy, costs: instance.costs)
  }

  private func run(_ policy: String, _ instance: Instance, _ seed: UInt64) throws -> RunResult {
    Simulation(instance: instance, seed: seed)
      .run(try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed))
  }

  private func check(_ result: RunResult, _ comment: Comment) {
    var rules = ScheduleValidator.Rules()
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    // Links only delay: data is never there sooner than without failures.
    let report = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    #expect(result.makespan ?? 0 >= Bounds(result.instance).largest, comment)
  }

  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func everyShape(policy: String) throws {
    let kinds: [[Cluster.Uplink.Effect]] = [[.stop], [.slow(5)], [.reroute(3)]]
    var struck = [0, 0, 0, 0]
    var lost = 0
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...2 {
        let plain = try shape.instance(seed: seed)
        for (index, effects) in kinds.enumerated() {
          let comment: Comment = "\(policy) on \(shape) with \(effects), seed \(seed)"
          let result = try run(policy, failing(plain, Self.outages, effects), seed)
          try #require(result.status == .ok, comment)
          check(result, comment)
          struck[index] += result.trace.linkOutages.transfers.count { $0 > 0 }
        }
        let nodes = OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 5))
        let instance = try failing(
          plain, Self.outages, [.stop, .slow(2), .reroute(2)], nodes: nodes)
        let comment: Comment = "\(policy) on \(shape) with all and outages of nodes, seed \(seed)"
        let result = try run(policy, instance, seed)
        try #require(result.status == .ok, comment)
        check(result, comment)
        #expect(try run(policy, instance, seed).trace == result.trace, comment)
        struck[3] += result.trace.linkOutages.transfers.count { $0 > 0 }
        lost += result.trace.attempts.outcomes.count { $0 == .failed }
      }
    }
    #expect(struck.allSatisfy { $0 > 10 } && lost > 10, "\(struck), \(lost)")
  }

  /// Links that could fail but do not change nothing.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func linksThatDoNotFail(policy: String) throws {
    for shape in InstanceShape.allCases {
      let plain = try failing(shape.instance(seed: 3), Self.outages, [])
      let reliable = try failing(plain, .scheduled([]), [.stop, .slow(2), .reroute(2)])
      let (result, expected) = (try run(policy, reliable, 3), try run(policy, plain, 3))
      #expect(result.trace == expected.trace, "\(policy) on \(shape)")
      #expect(result.transferredBytes == expected.transferredBytes, "\(policy) on \(shape)")
    }
  }

  /// Looking ahead leaves links out: `adaptive` goes on by itself where they fail, and repeats.
  @Test func lookingAhead() throws {
    var struck = 0
    for seed in UInt64(1)...4 {
      let instance = try failing(
        InstanceShape.layered.instance(seed: seed), Self.outages, [.stop, .slow(5)],
        nodes: OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 10)))
      let result = try run("adaptive:runs=2", instance, seed)
      #expect(result.status == .ok, "seed \(seed)")
      check(result, "seed \(seed)")
      #expect(try run("adaptive:runs=2", instance, seed).trace == result.trace)
      struck += result.trace.linkOutages.transfers.count { $0 > 0 }
    }
    #expect(struck > 4)
  }
}
