import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Synchronization
import Testing

/// With exact estimates and no failures, a run reproduces the plan's times exactly, and nothing
/// that was planned once is moved by a job that arrives later.
@Suite struct PlannedPolicyTests {
  /// Passes a planner's plans on and keeps them.
  final class RecordingPlanner: Planner {
    let planner: any Planner
    let planned = Mutex<[Schedule.Entry]>([])

    init(_ planner: any Planner) { self.planner = planner }

    func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
      let plan = try planner.plan(problem)
      planned.withLock { $0 += plan.entries }
      return plan
    }
  }

  /// Each planner of the catalog with each value of each of its parameters.
  static let planners: [String] = PolicyCatalog.entries.filter { $0.kind == .planner }
    .flatMap { entry in
      [entry.name]
        + entry.parameters.flatMap { parameter in
          parameter.values.dropFirst().map { "\(entry.name):\(parameter.name)=\($0)" }
        }
    }

  @Test(arguments: planners, InstanceShape.allCases)
  func replayIsThePlan(policy: String, shape: InstanceShape) throws {
    for seed in UInt64(1)...24 {
      let instance = try shape.instance(seed: seed)
      try checkReplay(policy, instance, "\(policy) on \(shape), seed \(seed)")
    }
  }

  @Test(arguments: planners, [InstanceShape.layered, .sparse, .twoJobs, .fourJobs])
  func replayOnFlatClusters(policy: String, shape: InstanceShape) throws {
    for seed in UInt64(1)...12 {
      let cluster = try Cluster.related(
        speeds: [1, 3, 1, 2], interconnect: .uniform(latency: 0.5, bandwidth: 10))
      let instance = try shape.instance(seed: seed, on: cluster)
      try checkReplay(policy, instance, "\(policy) on flat \(shape), seed \(seed)")
    }
  }

  private func checkReplay(
    _ policy: String, _ instance: Instance, _ comment: Comment
  ) throws {
    let made = try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: 1)
    let recorder = RecordingPlanner(try #require(made as? PlannedPolicy).planner)
    let result = Simulation(instance: instance).run(PlannedPolicy(recorder))
    try #require(result.status == .ok, comment)
    let planned = recorder.planned.withLock { $0 }.sorted { $0.task < $1.task }
    let executed = result.schedule.entries.sorted { $0.task < $1.task }
    #expect(executed == planned, comment)
    let validator = ScheduleValidator(instance: instance)
    #expect(validator.check(Schedule(entries: planned)).violations == [], comment)
    #expect(validator.check(result.schedule).violations == [], comment)
    #expect(instance.jobs.count > 1 || result.makespan == Schedule(entries: planned).lastFinish)
  }

  @Test func laterJobsSeeEarlierGapFillersWhereTheyAre() throws {
    // Two devices. Job 1: a (10 s) and b (10 s) with 10 s of data between them, pinned apart, so
    // that device 1 is free until 20. Job 2 (at 1): c, 4 s, pinned to device 1, is planned to 12-16
    // because its producer on device 0 ends at 11. Job 3 (at 2): d, 9 s, may not be placed over it.
    var builder = WorkflowBuilder(name: "gap")
    let a = builder.add(.init(name: "a", cost: .work(10), placement: .device("p0")))
    let b = builder.add(.init(name: "b", cost: .work(10), placement: .device("p1")))
    let c0 = builder.add(.init(name: "c0", cost: .work(1), placement: .device("p0")))
    let c = builder.add(.init(name: "c", cost: .work(4), placement: .device("p1")))
    let d = builder.add(.init(name: "d", cost: .work(9), placement: .device("p1")))
    builder.connect(a, to: b, bytes: 10)
    builder.connect(c0, to: c, bytes: 1)
    let workflow = try builder.build()
    let cluster = try Cluster.identical(2)
    let instance = Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "1", arrival: 0, tasks: 0..<2),
        Instance.Job(name: "2", arrival: 1, tasks: 2..<4),
        Instance.Job(name: "3", arrival: 5, tasks: 4..<5),
      ], cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    let result = Simulation(instance: instance).run(PlannedPolicy(HEFT()))
    let starts = Dictionary(
      uniqueKeysWithValues: result.schedule.entries.map { ($0.task, $0.start) })
    #expect(starts[b] == 20)
    #expect(starts[c] == 12)
    // 5 to 14 would push c, 16 to 25 would push b.
    #expect(starts[d] == 30)
  }

  /// Tasks that run earlier than planned take their projected times, so that a later job planned
  /// behind them stays behind them.
  @Test func laterJobsStandBehindWhatTheyWerePlannedBehind() throws {
    var builder = WorkflowBuilder(name: "two jobs")
    for (name, work) in [("a1", 20.0), ("a2", 5), ("a3", 5), ("b1", 2)] {
      builder.add(Workflow.Task(name: name, cost: .work(work)))
    }
    builder.connect(0, to: 1)
    builder.connect(1, to: 2)
    let workflow = try builder.build()
    let cluster = try Cluster.identical(1)
    let costs = try CostModel(workflow: workflow, cluster: cluster)
    let instance = Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "a", arrival: 0, tasks: 0..<3),
        Instance.Job(name: "b", arrival: 22, tasks: 3..<4),
      ], cluster: cluster,
      // Estimates are twice the truth: at 22, a3 is planned for 50 and projected for 30.
      costs: costs.scaled(by: [2, 2, 2, 2]))
    for name in ["heft", "mct"] {
      let result = Simulation(
        instance: instance, conditions: RunConditions(costs: costs), seed: 1
      ).run(try PolicyCatalog.entry(named: name).makePolicy(seed: 1))
      let starts = result.schedule.entries.sorted { $0.task < $1.task }.map(\.start)
      #expect(starts == [0, 20, 25, 30], "\(name)")
    }
  }
}
