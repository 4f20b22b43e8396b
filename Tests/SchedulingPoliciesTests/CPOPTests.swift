import SchedulingModel
import SchedulingPolicies
import Testing

/// The critical path and who shares its device.
@Suite struct CPOPTests {
  private func problem(
    _ tasks: [Workflow.Task], edges: [(Int, Int, Double)], on cluster: Cluster
  ) throws -> PlanningProblem {
    var builder = WorkflowBuilder(name: "cpop")
    for task in tasks { builder.add(task) }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: edge.2) }
    return PlanningProblem(try Instance(builder.build(), on: cluster))
  }

  private func task(_ id: Int, _ work: Double, on device: String? = nil) -> Workflow.Task {
    Workflow.Task(
      name: "t\(id)", cost: .work(work), placement: device.map { .device($0) } ?? .anywhere)
  }

  /// Two equal chains, then two equal branches: the lowest ids are critical.
  @Test func tiesGoToTheLowestId() throws {
    let chains = try problem(
      (0..<4).map { task($0, 3) }, edges: [(0, 2, 4), (1, 3, 4)], on: .identical(2))
    #expect(CPOP().criticalPath(chains).tasks == [0, 2])
    let branches = try problem(
      (0..<4).map { task($0, 3) }, edges: [(0, 1, 4), (0, 2, 4), (1, 3, 4), (2, 3, 4)],
      on: .identical(2))
    #expect(CPOP().criticalPath(branches).tasks == [0, 1, 3])
    #expect(CPOP().criticalPath(branches).device == 0)
  }

  /// The longest of several components, by costs and mean communication together.
  @Test func dataCounts() throws {
    let two = try problem(
      [task(0, 5), task(1, 5), task(2, 4), task(3, 4)], edges: [(0, 1, 1), (2, 3, 9)],
      on: .identical(2))
    #expect(CPOP().criticalPath(two).tasks == [2, 3])
  }

  /// A critical task that may not run on the path's device goes where it finishes first; the others
  /// stay together although another device were free.
  @Test func criticalTasksShareADevice() throws {
    let pinned = try problem(
      [task(0, 5), task(1, 6, on: "p1"), task(2, 5), task(3, 1)],
      edges: [(0, 1, 2), (1, 2, 2), (0, 3, 0)], on: .identical(3))
    let path = CPOP().criticalPath(pinned)
    #expect(path.tasks == [0, 1, 2])
    // Device 1 may run all three.
    #expect(path.device == 1)
    let plan = try CPOP().plan(pinned).entries.sorted { $0.task < $1.task }
    #expect(plan.map(\.device) == [1, 1, 1, 0])
    #expect(plan.map(\.start) == [0, 5, 11, 5])

    let apart = try problem(
      [task(0, 5, on: "p0"), task(1, 6, on: "p1"), task(2, 5)], edges: [(0, 1, 2), (1, 2, 2)],
      on: .identical(3))
    #expect(CPOP().criticalPath(apart).device == 0)
    let split = try CPOP().plan(apart).entries.sorted { $0.task < $1.task }
    // t2 is critical: it goes to device 0, though it would finish earlier beside t1.
    #expect(split.map(\.device) == [0, 1, 0])
    #expect(split.map(\.start) == [0, 7, 15])
  }
}
