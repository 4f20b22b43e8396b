import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Synchronization
import Testing

/// Plans that are made again, or repaired, when nodes go down and come back.
@Suite struct ReplanningTests {
  /// Two nodes of one device. a and b take 10 s, c and d take 4. All planners put a and c on n0, b and d on
  /// n1. At 5, n0 is gone for 100 s. A plan that is kept waits: a runs 105–115, c 115–119. From 5 on, n1 can
  /// do no better than to work without a pause: b until 10, and then 10 + 4 + 4 s: 28.
  @Test func handCase() throws {
    let makespans = ["heft": 119.0, "heft-replan": 28, "heft-repair": 28]
    for (name, expected) in makespans.sorted(by: { $0.key < $1.key }) {
      let result = try run(name, on: try pair([10, 10, 4, 4], outage: (start: 5, duration: 100)))
      #expect(result.makespan == expected, "\(name)")
      #expect(result.trace.outages.count == 1, "\(name)")
      #expect(result.trace.attempts.outcomes.count { $0 == .failed } == 1, "\(name)")
    }
    for planner in ["cpop", "peft", "mct", "min-min", "max-min"] {
      for mode in ["outage", "local"] {
        let name = "\(planner):replan=\(mode)"
        let result = try run(name, on: try pair([10, 10, 4, 4], outage: (start: 5, duration: 100)))
        let makespan = try #require(result.makespan)
        #expect(makespan < 105, "\(name)")
      }
    }
  }

  /// When the node is back, what has not started is planned on both again. Six tasks of 10 s, n0 away from 5
  /// to 12: replanned at 5 all five go to n1 behind b, until 60; replanned at 12, when n1 runs the second of
  /// them until 20, the other four share both nodes: 12–22–32 on n0 and 20–30–40 on n1.
  @Test func theReturnCounts() throws {
    let works = [Double](repeating: 10, count: 6)
    let replanned = try run("heft-replan", on: try pair(works, outage: (start: 5, duration: 7)))
    #expect(replanned.makespan == 40)
    // Repair moves what n0 held to n1 and never back: 10 s each, one after the other.
    let repaired = try run("heft-repair", on: try pair(works, outage: (start: 5, duration: 7)))
    #expect(repaired.makespan == 60)
    // The plan that is kept has n0 do its three tasks from 12 on.
    let kept = try run("heft", on: try pair(works, outage: (start: 5, duration: 7)))
    #expect(kept.makespan == 42)
  }

  /// What n0 loses at 5 goes where it finishes first given the queues: n1 is busy until 20, n2 until 6.
  @Test func repairGoesToTheEarliestFinish() throws {
    var builder = WorkflowBuilder(name: "three")
    builder.add(Workflow.Task(name: "a", cost: .work(10)))
    builder.add(Workflow.Task(name: "b", cost: .work(20), placement: .device("n1")))
    builder.add(Workflow.Task(name: "c", cost: .work(6), placement: .device("n2")))
    let outage = OutageModel.scheduled([.init(start: 5, duration: 100)])
    let cluster = try Cluster(
      name: "three", classes: [DeviceClass(name: "one")],
      nodes: (0..<3).map {
        .init(name: "n\($0)", deviceClasses: ["one"], outages: $0 == 0 ? outage : nil)
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    let result = try run("heft-repair", on: try Instance(builder.build(), on: cluster))
    let attempts = result.schedule.entries.filter { $0.task == 0 }
    let rows = attempts.map { [Double($0.device), $0.start, $0.finish] }
    #expect(rows == [[0, 0, 5], [2, 6, 16]])
    #expect(result.makespan == 20)
  }

  /// A repair of known length is waited for where that is sooner. n0 fails after 5 s of up time for 3 s:
  /// first (2 s) is done by then, second (4 s) is not. Back at 8 it takes until 12; behind the 20 s of b on
  /// n1 it would take until 24.
  @Test func waitsForAnExpectedReturn() throws {
    var builder = WorkflowBuilder(name: "wait")
    builder.add(Workflow.Task(name: "b", cost: .work(20), placement: .device("n1")))
    builder.add(Workflow.Task(name: "first", cost: .work(2), placement: .device("n0")))
    builder.add(Workflow.Task(name: "second", cost: .work(4)))
    builder.connect(1, to: 2)
    let cluster = try cluster(OutageModel(up: .constant(5), repair: .constant(3)))
    let instance = try Instance(builder.build(), on: cluster)
    let recorder = Recorder(HEFT())
    let result = Simulation(instance: instance)
      .run(PlannedPolicy(recorder, replanning: .outage))
    let second = result.schedule.entries.filter { $0.task == 2 }
    #expect(second.map(\.start) == [2, 8] && second.map(\.finish) == [5, 12])
    #expect(second.map(\.device) == [0, 0])
    let problem = try #require(recorder.problems.withLock { $0 }.dropFirst().first)
    #expect(problem.now == 5 && problem.tasks == [2] && problem.availableFrom == [8, 5])
    #expect(problem.committed.entries.map(\.task).sorted() == [0, 1])
    #expect(try run("heft-repair", on: instance).schedule.lastFinish == 24)
  }

  /// Without outages nothing is planned again: the runs are the same to the last bit.
  @Test(arguments: ["heft-replan", "heft-repair", "heft:replan=outage", "heft:replan=local"])
  func isHEFTWithoutOutages(policy: String) throws {
    var lost = 0
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...6 {
        let instance = try shape.instance(seed: seed)
        let conditions = RunConditions(
          costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
          taskFailures: TaskFailureModel(rate: 0.02))
        let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
        let result = simulation.run(try make(policy))
        #expect(result.trace == simulation.run(try make("heft")).trace, "\(shape), seed \(seed)")
        lost += result.trace.attempts.outcomes.count { $0 == .failed }
      }
    }
    #expect(lost > 50)
  }

  /// After each round no task waits on a device that is down, if a device that may run it is up. (Where a
  /// return is expected, plans may count on it: the next test.)
  @Test(arguments: ["heft-replan", "heft-repair", "mct:replan=outage", "min-min:replan=local"])
  func nothingWaitsOnADownNode(policy: String) throws {
    let outages = OutageModel.scheduled(
      (0..<60).map { .init(start: 3 + 7 * Double($0), duration: 2.5) })
    var (rounds, down) = (0, 0)
    // A gang may have to wait for a node that is down where too few others are up.
    for shape in InstanceShape.allCases where shape != .gangs {
      for seed in UInt64(1)...3 {
        // Every second node only, so that there is somewhere to go.
        let whole = try shape.instance(seed: seed, outages: outages)
        let models = whole.cluster.nodes.indices.map { $0 % 2 == 0 ? outages : nil }
        let instance = Instance(
          workflow: whole.workflow, jobs: whole.jobs, cluster: whole.cluster.withOutages(models),
          costs: whole.costs)
        let watch = Watch(try make(policy))
        let result = Simulation(instance: instance, seed: seed).run(watch)
        try #require(result.status == .ok, "\(shape), seed \(seed)")
        #expect(watch.stranded == [], "\(shape), seed \(seed)")
        rounds += watch.roundsWithDownNodes
        down += result.trace.outages.count
      }
    }
    #expect(rounds > 100 && down > 50)
  }

  /// Nothing is planned before the return of a node that is down, or on one of which none is expected.
  @Test func plansRespectAvailability() throws {
    var later = 0
    for planner in PolicyCatalog.entries where planner.kind == .planner {
      for shape in InstanceShape.allCases {
        let outages = OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 8))
        let instance = try shape.instance(seed: 5, outages: outages)
        let recorder = Recorder(try planner.makePlanner())
        let result = Simulation(instance: instance, seed: 5)
          .run(PlannedPolicy(recorder, replanning: .outage))
        try #require(result.status == .ok, "\(planner.name) on \(shape)")
        let plans = recorder.plans.withLock { $0 }
        for (problem, plan) in zip(recorder.problems.withLock { $0 }, plans) {
          for entry in plan.entries where !problem.availableFrom.isEmpty {
            #expect(entry.start >= problem.availableFrom[entry.device], "\(planner.name)")
            if problem.availableFrom[entry.device] > problem.now { later += 1 }
          }
        }
      }
    }
    #expect(later > 100)
  }

  // MARK: Fixtures

  private func make(_ name: String) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: 1)
  }

  private func run(_ name: String, on instance: Instance) throws -> RunResult {
    let result = Simulation(instance: instance).run(try make(name))
    try #require(result.status == .ok, "\(name)")
    return result
  }

  private func cluster(_ outages: OutageModel) throws -> Cluster {
    try Cluster(
      name: "pair", classes: [DeviceClass(name: "one")],
      nodes: [
        .init(name: "n0", deviceClasses: ["one"], outages: outages),
        .init(name: "n1", deviceClasses: ["one"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
  }

  private func pair(
    _ works: [Double], outage: (start: Double, duration: Double)
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "pair")
    for (index, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(index)", cost: .work(work)))
    }
    let outages = [OutageModel.Outage(start: outage.start, duration: outage.duration)]
    return try Instance(builder.build(), on: cluster(.scheduled(outages)))
  }

  /// Keeps what a planner is asked and answers.
  final class Recorder: Planner {
    let planner: any Planner
    let problems = Mutex<[PlanningProblem]>([])
    let plans = Mutex<[Schedule]>([])

    init(_ planner: any Planner) { self.planner = planner }

    func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
      let plan = try planner.plan(problem)
      problems.withLock { $0.append(problem) }
      plans.withLock { $0.append(plan) }
      return plan
    }
  }

  /// Looks at the queues after each decision of a policy.
  final class Watch: Policy {
    private var policy: any Policy
    private(set) var roundsWithDownNodes = 0
    private(set) var stranded: [Int] = []

    init(_ policy: any Policy) { self.policy = policy }

    func observe(
      _ event: SchedulingEvent, in system: borrowing SystemState
    ) throws(PolicyError) {
      try policy.observe(event, in: system)
    }

    func decide(in system: inout SystemState) throws(PolicyError) {
      try policy.decide(in: &system)
      if !system.downNodes.isEmpty { roundsWithDownNodes += 1 }
      for task in system.tasksOnDownDevices {
        var canGo = false
        for device in system.instance.costs.eligibleDevices(of: task) {
          if system.isUp(device: Int(device)) { canGo = true }
        }
        if canGo { stranded.append(task) }
      }
    }
  }
}
