import Foundation
import Makespan
import Testing

/// Of the ready tasks, the one with the most successors first.
func mostSuccessorsFirst() -> ListScheduling {
  ListScheduling { instance in
    instance.workflow.tasks.indices.map { Double(instance.workflow.outputCount(of: $0)) }
  }
}

/// An online policy: of the ready tasks, the one with the least mean cost goes first, to the free
/// device on which it would finish first.
struct ShortestFirst: Policy {
  private var ready: [Int] = []

  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    // Also sent when an attempt was lost and the task needs a device again.
    if case .taskReady(let task) = event { ready.append(task) }
  }

  mutating func decide(in system: inout SystemState) throws(PolicyError) {
    let costs = system.instance.costs
    ready.sort { (costs.meanSeconds($0), $0) < (costs.meanSeconds($1), $1) }
    var unplaced: [Int] = []
    for task in ready {
      guard let device = bestFreeDevice(for: task, in: system) else {
        unplaced.append(task)
        continue
      }
      do {
        try system.assign(task, to: device)
      } catch {
        throw .broke(error)
      }
    }
    ready = unplaced
  }

  /// The free eligible device with the earliest estimated finish (ties: lowest id).
  private func bestFreeDevice(for task: Int, in system: borrowing SystemState) -> Int? {
    var best: (device: Int, finish: Double)?
    var next = system.nextFreeDevice(from: 0)
    while let device = next {
      if system.instance.costs.isEligible(task, on: device) {
        let finish = system.estimatedFinish(task, on: device)
        if finish < best?.finish ?? .infinity { best = (device, finish) }
      }
      next = system.nextFreeDevice(from: device + 1)
    }
    return best?.device
  }
}

/// A planner: in topological order, each task goes to the device that runs it fastest, however busy
/// that is (ties: the device that is free first, then the lowest id).
struct MinimumExecutionTime: Planner {
  func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    let workflow = problem.instance.workflow
    let cluster = problem.instance.cluster
    let costs = problem.instance.costs
    var placed = [Schedule.Entry?](repeating: nil, count: workflow.taskCount)
    var freeFrom = [Double](repeating: problem.now, count: cluster.deviceCount)
    for entry in problem.committed.entries {
      placed[entry.task] = entry
      freeFrom[entry.device] = max(freeFrom[entry.device], entry.finish)
    }

    var plan = Schedule()
    for task in problem.tasksInTopologicalOrder {
      var fastest = (device: -1, seconds: Double.infinity)
      for device in costs.eligibleDevices(of: task).lazy.map(Int.init) {
        let seconds = costs.seconds(task, on: device)
        if seconds < fastest.seconds
          || seconds == fastest.seconds && freeFrom[device] < freeFrom[fastest.device]
        {
          fastest = (device, seconds)
        }
      }
      var start = freeFrom[fastest.device]
      for edge in workflow.inputs(of: task) {
        let source = workflow.source(of: edge)
        guard let producer = placed[source] else {
          throw .predecessorMissing(task: task, predecessor: source)
        }
        let transfer = cluster.transferSeconds(
          workflow.bytes(of: edge), from: producer.device, to: fastest.device)
        start = max(start, producer.finish + transfer)
      }
      let entry = Schedule.Entry(
        task: task, device: fastest.device, start: start, finish: start + fastest.seconds)
      placed[task] = entry
      freeFrom[entry.device] = entry.finish
      plan.entries.append(entry)
    }
    return plan
  }
}

/// The ten-task example of Topcuoglu, Hariri and Wu (2002), Fig. 2 and Table 1.
func textbookInstance(outages: OutageModel? = nil) throws -> Instance {
  let costs: [[Double]] = [
    [14, 16, 9], [13, 19, 18], [11, 13, 19], [13, 8, 17], [12, 13, 10],
    [13, 16, 9], [7, 15, 11], [5, 11, 14], [18, 12, 20], [21, 7, 16],
  ]
  let edges: [(source: Int, target: Int, bytes: Double)] = [
    (1, 2, 18), (1, 3, 12), (1, 4, 9), (1, 5, 11), (1, 6, 14), (2, 8, 19), (2, 9, 16), (3, 7, 23),
    (4, 8, 27), (4, 9, 23), (5, 9, 13), (6, 8, 15), (7, 10, 17), (8, 10, 11), (9, 10, 13),
  ]
  let processors = ["P1", "P2", "P3"]
  var builder = WorkflowBuilder(name: "textbook")
  for (index, row) in costs.enumerated() {
    let table = zip(processors, row).map { Workflow.ClassSeconds(deviceClass: $0, seconds: $1) }
    builder.add(Workflow.Task(name: "T\(index + 1)", cost: .table(table)))
  }
  for edge in edges { builder.connect(edge.source - 1, to: edge.target - 1, bytes: edge.bytes) }
  let cluster = try Cluster(
    name: "textbook", classes: processors.map { DeviceClass(name: $0) },
    nodes: processors.map {
      Cluster.NodeSpecification(name: $0, deviceClasses: [$0], outages: outages)
    },
    interconnect: .uniform(latency: 0, bandwidth: 1))
  return try Instance(builder.build(), on: cluster)
}

@Suite struct WritingAPolicyTests {
  /// The checkout.
  private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test func scenarioUnderOwnRanks() throws {
    let scenario = try Scenario.load("\(root)/scenarios/fork-join.yaml")
    let simulation = scenario.simulation(seed: 1)
    let result = simulation.run(mostSuccessorsFirst())
    #expect(result.status == .ok)
    let metrics = Metrics(result, costs: simulation.conditions.costs)
    #expect(try #require(metrics.makespan) >= metrics.lowerBound)
  }

  @Test func wrongPrioritiesEndTheRun() throws {
    let instance = try textbookInstance()
    for priorities in [[1.0], [Double](repeating: .nan, count: 10)] {
      let result = Simulation(instance: instance).run(ListScheduling { _ in priorities })
      guard case .policyError(.failed) = result.status else {
        Issue.record("status is \(result.status)")
        continue
      }
    }
  }

  @Test func makespansAreHeldFixed() throws {
    let instance = try textbookInstance()
    let simulation = Simulation(instance: instance)
    // Exact on purpose: without noise, equal inputs give equal bits.
    #expect(simulation.run(PlannedPolicy(HEFT())).makespan == 80)
    #expect(simulation.run(PlannedPolicy(MinimumExecutionTime())).makespan == 82)
    #expect(simulation.run(ShortestFirst()).makespan == 128)
  }

  @Test func planIsValidAndReplaysExactly() throws {
    let instance = try textbookInstance()
    let plan = try MinimumExecutionTime().plan(PlanningProblem(instance))
    #expect(ScheduleValidator(instance: instance).check(plan).violations == [])

    let result = Simulation(instance: instance).run(PlannedPolicy(MinimumExecutionTime()))
    #expect(result.status == .ok)
    #expect(result.schedule.sortedEntries == plan.sortedEntries)
  }

  @Test func runsUnderOutagesAreValid() throws {
    let outages = OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 10))
    let instance = try textbookInstance(outages: outages)
    let policies: [any Policy] = [ShortestFirst(), PlannedPolicy(MinimumExecutionTime())]
    var lost = 0
    for seed in UInt64(1)...20 {
      for policy in policies {
        let result = Simulation(instance: instance, seed: seed).run(policy)
        #expect(result.status == .ok)
        var rules = ScheduleValidator.Rules()
        let down = result.trace.outages
        rules.outages = (0..<down.count).map {
          (node: Int(down.nodes[$0]), from: down.starts[$0], to: down.finishes[$0])
        }
        let report = ScheduleValidator(instance: instance, rules: rules).check(result.schedule)
        #expect(report.violations == [])
        lost += result.trace.losses.causes.count { $0 == .outage }
      }
    }
    // Otherwise nothing would have been tested.
    #expect(lost > 20)
  }

  @Test func comparesWithHEFTUnderTheSameSeeds() throws {
    let instance = try textbookInstance()
    let conditions = RunConditions(
      costs: instance.costs, noise: .common(.logNormal(mean: 1, sigma: 0.3)))
    var differences: [Double] = []
    for seed in UInt64(1)...50 {
      let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
      let own = try #require(simulation.run(ShortestFirst()).makespan)
      let heft = try #require(simulation.run(PlannedPolicy(HEFT())).makespan)
      differences.append(own - heft)
    }
    let summary = try #require(SampleSummary(differences))
    let halfWidth = try #require(summary.halfWidth95)
    // HEFT is better by more than the noise of fifty seeds.
    #expect(summary.mean - halfWidth > 0)
  }
}
