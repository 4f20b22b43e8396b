import SchedulingModel
import SimulationEngine
import Testing

/// Highest level first on identical machines.
@Suite struct CriticalPathTests {
  /// Optimal for unit tasks in an in-tree: max over g of g + ⌈#{level > g} / m⌉ (Hu 1961).
  @Test func huInTree() throws {
    let tree = try ListSchedulingFixture.load().hu
    let count = 12
    var level = [Int](repeating: 1, count: count)
    for edge in tree.edges.reversed() { level[edge[0]] = level[edge[1]] + 1 }
    for (index, makespan) in tree.makespans.enumerated() {
      let m = index + 1
      let result = try ListSchedulingFixture.run(
        "critical-path", p: [Double](repeating: 1, count: count), edges: tree.edges, m: m)
      #expect(result.makespan == makespan)
      let closedForm = (0..<(level.max() ?? 0)).map { g in
        g + (level.count { $0 > g } + m - 1) / m
      }.max()
      #expect(closedForm == Int(makespan))
    }
  }

  /// With ties to the lowest index, highest level first needs 4 where 3 is possible.
  @Test func coffmanGraham() throws {
    let published = try ListSchedulingFixture.load().coffmanGraham
    let result = try ListSchedulingFixture.run(
      "critical-path", p: [Double](repeating: 1, count: 6), edges: published.edges, m: published.m)
    #expect(result.makespan == published.lowIndexFirst)
    #expect(published.lowIndexFirst > published.optimum)
  }

  @Test func pinedo() throws {
    let fixture = try ListSchedulingFixture.load()
    for published in fixture.pinedo {
      let result = try ListSchedulingFixture.run(
        "critical-path", p: published.p, edges: fixture.pinedoEdges, m: published.m)
      #expect(result.makespan == published.criticalPath)
      let entries = result.schedule.entries.sorted { $0.task < $1.task }
      #expect(entries.map(\.start) == published.starts)
    }
  }
}
