import Foundation
import Scenarios
import SchedulingPolicies
import SimulationEngine
import Testing

/// Under one seed all policies meet the same outages, as long as all of them run.
@Suite struct CommonOutagesTests {
  private struct Outage: Equatable {
    var node: Int32
    var start: Double
    var finish: Double
  }

  /// The outages of a trace that began before a time.
  private func outages(_ trace: Trace, before time: Double) -> [Outage] {
    let rows = trace.outages
    return (0..<rows.count).filter { rows.starts[$0] < time }.map {
      Outage(node: rows.nodes[$0], start: rows.starts[$0], finish: rows.finishes[$0])
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
}
