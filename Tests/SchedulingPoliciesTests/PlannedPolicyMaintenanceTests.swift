import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Synchronization
import Testing

/// With exact estimates and no failures, a plan around maintenance is run as it stands, and no window
/// strikes anything.
@Suite struct PlannedPolicyMaintenanceTests {
  @Test(arguments: PlannedPolicyTests.planners)
  func replayIsThePlan(policy: String) throws {
    let made = try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: 1)
    let planner = try #require(made as? PlannedPolicy).planner
    let shapes = InstanceShape.allCases
    var windows = 0
    for number in 0..<200 {
      let seed = UInt64(number + 1)
      let whole = try shapes[number % shapes.count].instance(seed: seed)
      let instance = whole.on(MaintenanceDraw.sparse(whole.cluster, seed: seed))
      let comment: Comment = "\(policy), workflow \(number)"
      let recorder = PlannedPolicyTests.RecordingPlanner(planner)
      let result = Simulation(instance: instance).run(PlannedPolicy(recorder))
      try #require(result.status == .ok, comment)
      let planned = recorder.planned.withLock { $0 }
      #expect(sorted(result.schedule.entries) == sorted(planned), comment)
      windows += check(Schedule(entries: planned), instance, comment)
      #expect(result.trace.losses.count == 0, comment)
    }
    #expect(windows > 200)
  }

  /// What is planned anew under failures is not disturbed by maintenance, which is no news.
  @Test(arguments: ["heft-replan", "heft-repair", "mct:replan=outage", "min-min:replan=local"])
  func maintenanceIsNoNews(policy: String) throws {
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...10 {
        let whole = try shape.instance(seed: seed)
        let simulation = Simulation(
          instance: whole.on(MaintenanceDraw.sparse(whole.cluster, seed: seed)))
        let kept = policy.hasPrefix("heft") ? "heft" : String(policy.prefix { $0 != ":" })
        #expect(
          simulation.run(try make(policy)).trace == simulation.run(try make(kept)).trace,
          "\(policy) on \(shape), seed \(seed)")
      }
    }
  }

  /// Device 0 is out of service from 4 to 6. What is late meets the window, and is lost; where plans change
  /// it goes to the better place then: device 1 is busy until 20.
  @Test func whatIsLateIsStruck() throws {
    var builder = WorkflowBuilder(name: "late")
    builder.add(Workflow.Task(name: "a", cost: .work(4), placement: .device("p0")))
    builder.add(Workflow.Task(name: "b", cost: .work(20), placement: .device("p1")))
    builder.add(Workflow.Task(name: "c", cost: .work(2)))
    let cluster = try Cluster.identical(2).withMaintenance([
      .init(nodes: [0], window: MaintenanceWindow(start: 4, duration: 2))
    ])
    let instance = try Instance(builder.build(), on: cluster)
    let conditions = RunConditions(costs: instance.costs.scaled(by: [1.25, 1, 1]))
    for policy in ["heft", "heft-replan", "heft-repair"] {
      let result = Simulation(instance: instance, conditions: conditions, seed: 1)
        .run(try make(policy))
      let rows = result.schedule.entries.map { [Double($0.task), $0.start, $0.finish] }
      #expect(
        rows == [[0, 0, 4], [1, 0, 20], [0, 6, 11], [2, 11, 13]], "\(policy): \(rows)")
    }
  }

  /// A job that arrives later is planned into the gaps beside windows, too.
  @Test func laterJobs() throws {
    var builder = WorkflowBuilder(name: "two")
    for (name, work) in [("a", 3.0), ("b", 5), ("c", 1), ("d", 6)] {
      builder.add(Workflow.Task(name: name, cost: .work(work)))
    }
    let workflow = try builder.build()
    let cluster = try Cluster.identical(1).withMaintenance([
      .init(nodes: [0], window: MaintenanceWindow(start: 4, duration: 2, every: 8))
    ])
    let instance = Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "1", arrival: 0, tasks: 0..<2),
        Instance.Job(name: "2", arrival: 2, tasks: 2..<4),
      ], cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    // The windows are 4–6, 12–14 and 20–22.
    let result = Simulation(instance: instance).run(PlannedPolicy(HEFT()))
    let rows = result.schedule.entries.sorted { $0.task < $1.task }.map { [$0.start, $0.finish] }
    #expect(rows == [[0, 3], [6, 11], [3, 4], [14, 20]])
  }

  /// Knowing windows beats not knowing them: the same down times as outages that nobody foresees.
  @Test(arguments: ["heft", "critical-path"])
  func knowingBeatsNotKnowing(policy: String) throws {
    var builder = WorkflowBuilder(name: "known")
    for task in 0..<12 {
      builder.add(Workflow.Task(name: "t\(task)", cost: .work(Double(3 + task % 4))))
    }
    for task in 8..<12 { builder.connect(task - 8, to: task) }
    let workflow = try builder.build()
    let windows: [[(start: Double, duration: Double)]] = [[(5, 2), (21, 2)], [(8, 3)], []]
    func cluster(known: Bool) throws -> Cluster {
      try Cluster(
        name: "three", classes: [DeviceClass(name: "one")],
        nodes: windows.enumerated().map { node, windows in
          .init(
            name: "n\(node)", deviceClasses: ["one"],
            outages: known || windows.isEmpty
              ? nil
              : .scheduled(windows.map { .init(start: $0.start, duration: $0.duration) }))
        }, interconnect: .uniform(latency: 0, bandwidth: 1),
        maintenance: known
          ? windows.enumerated().flatMap { node, windows in
            windows.map {
              .init(
                nodes: ["n\(node)"],
                window: MaintenanceWindow(start: $0.start, duration: $0.duration))
            }
          } : [])
    }
    func run(known: Bool) throws -> RunResult {
      Simulation(instance: try Instance(workflow, on: cluster(known: known)))
        .run(try make(policy))
    }
    let (known, unknown) = (try run(known: true), try run(known: false))
    let (first, second) = (try #require(known.makespan), try #require(unknown.makespan))
    #expect(first < second, "\(policy): \(first), \(second)")
    #expect(known.trace.losses.count == 0 && unknown.trace.losses.count > 0)
    #expect(known.trace.outages.planned.count { $0 } >= 2 && unknown.trace.outages.count >= 2)
  }

  private func sorted(_ entries: [Schedule.Entry]) -> [Schedule.Entry] {
    entries.sorted { ($0.task, $0.device) < ($1.task, $1.device) }
  }

  private func make(_ name: String) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: 1)
  }

  /// The referee: nothing runs while its node is out of service, and nothing starts in a drain. Returns the
  /// number of windows that began before the end.
  private func check(
    _ schedule: Schedule, _ instance: Instance, _ comment: Comment
  ) -> Int {
    let windows = MaintenanceDraw.windows(of: instance.cluster, before: schedule.lastFinish)
    var rules = ScheduleValidator.Rules()
    rules.outages = windows.map { ($0.node, $0.period.start, $0.period.end) }
    let report = ScheduleValidator(instance: instance, rules: rules).check(schedule)
    #expect(report.violations == [], comment)
    for (node, period) in windows {
      let begun = schedule.entries.filter {
        instance.cluster.devices[$0.device].node == node && $0.start >= period.drainStart
          && $0.start < period.end
      }
      #expect(begun == [], comment)
    }
    return windows.count
  }
}
