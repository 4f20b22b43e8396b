import Analysis
import Foundation
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Under one seed all policies meet the same outages, as long as all of them run.
@Suite struct CommonOutagesTests {
  private struct Outage: Equatable {
    var node: Int32
    var start: Double
    var finish: Double
    var isPlanned: Bool
  }

  /// The outages of a trace that began before a time.
  private func outages(_ trace: Trace, before time: Double) -> [Outage] {
    let rows = trace.outages
    return (0..<rows.count).filter { rows.starts[$0] < time }.map {
      Outage(
        node: rows.nodes[$0], start: rows.starts[$0], finish: rows.finishes[$0],
        isPlanned: rows.isPlanned($0))
    }
  }

  /// The outages that every run met before the first of them ended; nil if two runs met others.
  private func common(_ results: [(trace: Trace, makespan: Double)]) -> [Outage]? {
    let shortest = results.map(\.makespan).min() ?? 0
    let all = results.map { outages($0.trace, before: shortest) }
    return all.allSatisfy { $0 == all[0] } ? all[0] : nil
  }

  @Test func sameForAllPolicies() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../scenarios/glm-lifecycle.yaml").standardizedFileURL.path
    let scenario = try Scenario.load(path)
    var met = 0
    for seed in UInt64(1)...5 {
      var results: [(trace: Trace, makespan: Double)] = []
      for entry in PolicyCatalog.entries {
        let policy = try PolicyCatalog.makePolicy(PolicyName(entry.name), seed: seed)
        let result = scenario.simulation(seed: seed).run(policy)
        results.append((result.trace, try #require(result.makespan)))
      }
      let outages = try #require(common(results), "seed \(seed)")
      met += outages.count
      guard !outages.isEmpty else { continue }
      // Whoever meets an outage a moment later is found out, and whoever is spared one.
      var late = results
      late[late.count - 1].trace.outages.starts[0] += 1e-6
      #expect(common(late) == nil)
      var spared = results
      spared[0].trace.outages.nodes.removeFirst()
      spared[0].trace.outages.starts.removeFirst()
      spared[0].trace.outages.finishes.removeFirst()
      #expect(common(spared) == nil)
    }
    #expect(met > 3)
  }

  /// With maintenance of all nodes every five hours besides, that is the same, too, and the other outages
  /// are those without it.
  @Test func sameWithMaintenance() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../scenarios/glm-lifecycle.yaml").standardizedFileURL.path
    let scenario = try Scenario.load(path)
    let window = MaintenanceWindow(start: 7200, duration: 1800, every: 18_000, drain: 600)
    let cluster = scenario.cluster.withMaintenance([
      .init(nodes: Array(scenario.cluster.nodes.indices), window: window)
    ])
    var (planned, random) = (0, 0)
    for seed in UInt64(1)...3 {
      let without = scenario.instance(seed: seed)
      let with = Simulation(
        instance: Instance(
          workflow: without.workflow, jobs: without.jobs, cluster: cluster,
          costs: without.costs), conditions: scenario.conditions, seed: seed)
      var results: [(trace: Trace, makespan: Double)] = []
      for entry in PolicyCatalog.entries {
        let policy = try PolicyCatalog.makePolicy(PolicyName(entry.name), seed: seed)
        let result = with.run(policy)
        results.append((result.trace, try #require(result.makespan)))
        #expect(try #require(DeviceTime(result)).down > 0)
      }
      let outages = try #require(common(results), "seed \(seed)")
      let end = results.map(\.makespan).min() ?? 0
      let policy = try PolicyCatalog.makePolicy(PolicyName("heft"), seed: seed)
      let plain = scenario.simulation(seed: seed).run(policy)
      let known = min(end, plain.endTime)
      #expect(
        outages.filter { !$0.isPlanned && $0.start < known }
          == self.outages(plain.trace, before: known))
      planned += outages.count { $0.isPlanned }
      random += outages.count { !$0.isPlanned }
    }
    #expect(planned > 10 && random > 1)
  }
}
