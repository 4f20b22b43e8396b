import SchedulingModel
import SimulationEngine
import Testing

/// Graham's list schedules: priorities state the list, larger first.
@Suite struct PriorityListTests {
  /// More machines, shorter tasks or fewer constraints make the schedule longer.
  @Test func grahamsAnomalies() throws {
    let cases = try ListSchedulingFixture.load().graham
    #expect(cases.map(\.makespan) == [12, 14, 15, 13, 16])
    for published in cases {
      var priorities = [Double](repeating: 0, count: published.p.count)
      for (place, task) in published.list.enumerated() { priorities[task] = Double(-place) }
      let result = try ListSchedulingFixture.run(
        "priority-list", p: published.p, priorities: priorities, edges: published.edges,
        m: published.m)
      #expect(result.makespan == published.makespan)
      let entries = result.schedule.entries.sorted { $0.task < $1.task }
      #expect(entries.map(\.start) == published.starts)
      #expect(entries.map(\.device) == published.machines)
    }
  }

  /// m(m−1) unit tasks before one of length m: the bound (2 − 1/m) × optimum is met.
  @Test func grahamsBoundIsTight() throws {
    for published in try ListSchedulingFixture.load().grahamBound {
      let p = [Double](repeating: 1, count: published.unitTasks) + [published.longTask]
      let bad = try ListSchedulingFixture.run("priority-list", p: p, m: published.m)
      #expect(bad.makespan == published.bad)
      #expect(published.bad == (2 - 1 / Double(published.m)) * published.optimum)
      let good = try ListSchedulingFixture.run(
        "priority-list", p: p, priorities: p, m: published.m)
      #expect(good.makespan == published.optimum)
    }
  }

  /// Longest first: the bound (4 − 1/m) / 3 × optimum is met.
  @Test func longestFirstIsTight() throws {
    for published in try ListSchedulingFixture.load().longestFirst {
      let result = try ListSchedulingFixture.run(
        "priority-list", p: published.p, priorities: published.p, m: published.m)
      #expect(result.makespan == published.makespan)
      #expect(published.makespan == Double(4 * published.m - 1))
    }
  }

  @Test func pinedoByIndex() throws {
    let fixture = try ListSchedulingFixture.load()
    for published in fixture.pinedo {
      let result = try ListSchedulingFixture.run(
        "priority-list", p: published.p, edges: fixture.pinedoEdges, m: published.m)
      #expect(result.makespan == published.byIndex)
    }
  }
}
