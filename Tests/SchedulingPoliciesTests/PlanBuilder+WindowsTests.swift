import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Plans around maintenance.
@Suite struct PlanBuilderWindowsTests {
  private func instance(
    _ works: [Double], _ windows: [MaintenanceWindow], speeds: [Double] = [1]
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    for (id, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(work)))
    }
    let cluster = try Cluster.related(speeds: speeds)
    return try Instance(
      builder.build(),
      on: cluster.withMaintenance(windows.map { .init(nodes: [0], window: $0) }))
  }

  /// Device, start and finish of each task, of the plan and of the run: they agree.
  private func rows(_ instance: Instance, _ policy: String) throws -> [[Double]] {
    let planner = try PolicyCatalog.entry(named: policy).makePlanner()
    let plan = try planner.plan(PlanningProblem(instance))
    let result = Simulation(instance: instance).run(PlannedPolicy(planner))
    try #require(result.status == .ok)
    let entries = plan.entries.sorted { $0.task < $1.task }
    #expect(result.schedule.entries.sorted { $0.task < $1.task } == entries, "\(policy)")
    return entries.map { [Double($0.device), $0.start, $0.finish] }
  }

  private static let window = MaintenanceWindow(start: 4, duration: 2)

  @Test func aroundAWindow() throws {
    let instance = try instance([3, 2, 1], [Self.window])
    // By rank 3, 2, 1: what is too long for the gap goes after the window, what fits goes into it.
    #expect(try rows(instance, "heft") == [[0, 0, 3], [0, 6, 8], [0, 3, 4]])
    // In order and appended.
    #expect(try rows(instance, "mct") == [[0, 0, 3], [0, 6, 8], [0, 8, 9]])
    #expect(try rows(instance, "min-min") == [[0, 6, 9], [0, 1, 3], [0, 0, 1]])
  }

  @Test func tiesAndDrains() throws {
    // A task may end when the window begins, and start when it ends.
    #expect(
      try rows(try instance([4, 2], [Self.window]), "heft") == [[0, 0, 4], [0, 6, 8]])
    // From 2 on nothing starts; what runs may finish.
    let draining = MaintenanceWindow(start: 4, duration: 2, drain: 2)
    #expect(
      try rows(try instance([2, 1.5, 1], [draining]), "heft")
        == [[0, 0, 2], [0, 6, 7.5], [0, 7.5, 8.5]])
    #expect(
      try rows(try instance([2.5, 1], [draining]), "heft") == [[0, 0, 2.5], [0, 6, 7]])
    // Windows that touch leave no gap between them.
    let both = [Self.window, MaintenanceWindow(start: 6, duration: 1)]
    #expect(try rows(try instance([4, 0.5], both), "heft") == [[0, 0, 4], [0, 7, 7.5]])
  }

  @Test func anotherDeviceMayBeBetter() throws {
    // On p0 not before 6, done at 11; on p1, half as fast, at 10.
    #expect(
      try rows(try instance([5], [Self.window], speeds: [1, 0.5]), "heft") == [[1, 0, 10]])
    #expect(
      try rows(try instance([5], [Self.window], speeds: [1, 0.4]), "heft") == [[0, 6, 11]])
  }

  /// Gaps of 6 s: a task of 8 s meets a window wherever it goes, and is placed as if there were none, but
  /// not in a window. On a device without windows it fits, however slow that is.
  @Test(arguments: ["heft", "cpop", "peft", "mct", "min-min", "max-min"])
  func longerThanEveryGap(policy: String) throws {
    let window = MaintenanceWindow(start: 6, duration: 4, every: 10)
    let planner = try PolicyCatalog.entry(named: policy).makePlanner()
    var problem = PlanningProblem(try instance([8], [window]))
    #expect(try planner.plan(problem).entries.map(\.start) == [0])
    problem.now = 7
    #expect(try planner.plan(problem).entries.map(\.start) == [10])
    let slow = try instance([8], [window], speeds: [1, 0.01])
    #expect(try planner.plan(PlanningProblem(slow)).entries.map(\.device) == [1])
    // Checkpoints carry it over the window.
    let conditions = RunConditions(
      costs: problem.instance.costs,
      recovery: RecoveryModel(checkpoint: .init(interval: .seconds(2), writeSeconds: 0)))
    let result = Simulation(instance: problem.instance, conditions: conditions, seed: 1)
      .run(PlannedPolicy(planner))
    #expect(result.makespan == 12 && result.trace.attempts.count == 2)
  }

  /// Both nodes are open together in 5–10, 15–20, …: a gang of 5 s fits, one of 6 s does not.
  @Test func gangs() throws {
    func plan(_ work: Double) throws -> [[Double]] {
      var builder = WorkflowBuilder(name: "gang")
      builder.add(Workflow.Task(name: "g", cost: .work(work), devices: 2))
      let cluster = try Cluster.identical(2).withMaintenance([
        .init(nodes: [0], window: MaintenanceWindow(start: 0, duration: 3, every: 10)),
        .init(nodes: [1], window: MaintenanceWindow(start: 3, duration: 2, every: 10)),
      ])
      let instance = try Instance(builder.build(), on: cluster)
      let plans = try ["heft", "mct"].map { policy in
        let planner = try PolicyCatalog.entry(named: policy).makePlanner()
        let plan = try planner.plan(PlanningProblem(instance))
        guard work <= 5 else { return plan }
        let run = Simulation(instance: instance).run(PlannedPolicy(planner))
        #expect(run.schedule.entries == plan.entries, "\(policy)")
        return plan
      }
      #expect(plans[0] == plans[1])
      return plans[0].entries.map { [Double($0.device), $0.start] }
    }
    #expect(try plan(5) == [[0, 5], [1, 5]])
    #expect(try plan(2) == [[0, 5], [1, 5]])
    #expect(try plan(6) == [[0, 5], [1, 5]])
  }

  /// Whatever is asked of a calendar, a plan around a window that repeats for ever comes to an end.
  @Test func planningEnds() throws {
    let window = MaintenanceWindow(start: 1, duration: 1, every: 3)
    for work in [1.5, 1e9, 1e17] {
      let instance = try instance([work, work, work], [window])
      for entry in PolicyCatalog.entries where entry.kind == .planner {
        let plan = try entry.makePlanner().plan(PlanningProblem(instance))
        #expect(plan.entries.count == 3, "\(entry.name)")
      }
    }
  }

  // MARK: The twin

  /// One device, tasks in an order: each at the first of all instants at which something ends, at or after
  /// its inputs, where it meets neither what stands there nor a window.
  private func twin(
    _ instance: Instance, order: [Int], inserts: Bool
  ) -> [Schedule.Entry] {
    let windows = MaintenanceDraw.windows(of: instance.cluster, before: 5000).map(\.period)
    var placed: [Int: Schedule.Entry] = [:]
    for task in order {
      let seconds = instance.costs.seconds(task, on: 0)
      let inputs = instance.workflow.inputs(of: task).compactMap {
        placed[instance.workflow.source(of: $0)]?.finish
      }
      var ready = inputs.max() ?? 0
      if !inserts { ready = max(ready, placed.values.map(\.finish).max() ?? 0) }
      let instants = [ready] + placed.values.map(\.finish) + windows.map(\.end)
      let start = instants.filter { $0 >= ready }.sorted().first { start in
        placed.values.allSatisfy { start + seconds <= $0.start || start >= $0.finish }
          && windows.allSatisfy {
            start >= $0.end || start < $0.drainStart && start + seconds <= $0.start
          }
      }
      guard let start else { continue }
      placed[task] = Schedule.Entry(
        task: task, device: 0, start: start, finish: start + seconds)
    }
    return order.compactMap { placed[$0] }
  }

  @Test func oneDeviceAgainstTheTwin() throws {
    var moved = 0
    for seed in UInt64(1)...200 {
      var draw = InstanceDraw(seed: seed)
      var builder = WorkflowBuilder(name: "w")
      let count = 10 + draw.below(20)
      for task in 0..<count {
        builder.add(Workflow.Task(name: "t\(task)", cost: .work(1 + draw.real(upTo: 15))))
        if task > 0, draw.below(3) > 0 {
          for source in draw.some(of: 0..<task) { builder.connect(source, to: task, bytes: 0) }
        }
      }
      let windows = (0..<(1 + draw.below(3))).map { _ in
        MaintenanceWindow(
          start: draw.real(upTo: 60), duration: 1 + draw.real(upTo: 10),
          every: draw.below(2) == 0 ? nil : 90 + draw.real(upTo: 60), drain: 0)
      }
      let cluster = try Cluster.identical(1).withMaintenance(
        windows.map { .init(nodes: [0], window: $0) })
      let instance = try Instance(builder.build(), on: cluster)
      let problem = PlanningProblem(instance)
      let ranks = try #require(HEFT().priorities(problem))
      let position = instance.workflow.topologicalPosition
      let byRank = (0..<count).sorted { (-ranks[$0], position[$0]) < (-ranks[$1], position[$1]) }
      let inserted = try HEFT().plan(problem).entries
      #expect(inserted == twin(instance, order: byRank, inserts: true), "seed \(seed)")
      let appended = try MinimumCompletionTime().plan(problem).entries
      #expect(
        appended == twin(instance, order: problem.tasksInTopologicalOrder, inserts: false),
        "seed \(seed)")
      let free = try HEFT().plan(PlanningProblem(instance.on(cluster.withoutOutages))).entries
      moved += zip(inserted, free).count { $0.start != $1.start }
    }
    #expect(moved > 1000)
  }
}
