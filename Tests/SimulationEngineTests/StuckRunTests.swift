import SchedulingModel
import SimulationEngine
import Testing

/// Runs in which nothing more can happen end, however often nodes fail.
@Suite struct StuckRunTests {
  /// Assigns every ready task but the last one of the workflow.
  private struct Forgetful: Policy {
    var ready: [Int] = []

    mutating func observe(
      _ event: SchedulingEvent, in system: borrowing SystemState
    ) throws(PolicyError) {
      if case .taskReady(let task) = event { ready.append(task) }
    }

    mutating func decide(in system: inout SystemState) throws(PolicyError) {
      var kept: [Int] = []
      for task in ready {
        guard task != system.instance.workflow.taskCount - 1,
          let device = system.nextFreeDevice(from: 0)
        else {
          kept.append(task)
          continue
        }
        do {
          try system.assign(task, to: device)
        } catch {
          throw .broke(error)
        }
      }
      ready = kept
    }
  }

  private func instance(tasks: Int, nodes: Int, meanUp: Double) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    for task in 0..<tasks { builder.add(Workflow.Task(name: "t\(task)", cost: .work(3))) }
    let outages = OutageModel(meanUpSeconds: meanUp, repair: .exponential(mean: 20))
    let cluster = try Cluster(
      name: "flaky", classes: [DeviceClass(name: "c")],
      nodes: (0..<nodes).map {
        .init(name: "n\($0)", deviceClasses: ["c"], outages: outages)
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    return try Instance(builder.build(), on: cluster)
  }

  /// With sixty nodes some are always down, so that waiting for all to be up would take for ever.
  @Test(arguments: UInt64(1)...6)
  func forgottenTasksAmongFlakyNodes(seed: UInt64) throws {
    let instance = try instance(tasks: 5, nodes: 60, meanUp: 20)
    let result = Simulation(instance: instance, seed: seed).run(Forgetful())
    #expect(result.status == .deadlock(cycle: []))
  }

  /// The only device is down most of the time: the policy waits for it, and so does the run.
  @Test(arguments: UInt64(1)...6)
  func aRunThatWaitsForARepairGoesOn(seed: UInt64) throws {
    let instance = try instance(tasks: 5, nodes: 1, meanUp: 4)
    var builder = WorkflowBuilder(name: "w")
    for task in 0..<6 { builder.add(Workflow.Task(name: "t\(task)", cost: .work(1))) }
    let longer = try Instance(builder.build(), on: instance.cluster)
    let result = Simulation(instance: longer, seed: seed).run(Forgetful())
    #expect(result.status == .deadlock(cycle: []))
    #expect(result.trace.attempts.outcomes.count { $0 == .succeeded } == 5)
  }

  /// Failures so frequent that the next one comes at the same instant: time would never reach any
  /// limit.
  @Test func timeThatStopsAdvancingEndsTheRun() throws {
    var instance = try instance(tasks: 2, nodes: 2, meanUp: 1e6)
    instance.jobs[0].arrival = 10
    let conditions = RunConditions(
      costs: instance.costs, taskFailures: TaskFailureModel(rate: 1e300), timeLimit: 20)
    let result = Simulation(instance: instance, conditions: conditions, seed: 1).run(Forgetful())
    #expect(result.status == .stalled)
    #expect(result.endTime == 10 && result.makespan == nil)
  }

  /// t0 is done on n0, and t1 waits for n1, when n0 loses the data at 50: it has to be waited for, too, until
  /// 200, although n1 is up again at 55.
  @Test func lostOutputsAreWaitedFor() throws {
    var builder = WorkflowBuilder(name: "w")
    builder.add(Workflow.Task(name: "t0", cost: .work(1), placement: .device("n0")))
    builder.add(Workflow.Task(name: "t1", cost: .work(1), placement: .device("n1")))
    builder.connect(0, to: 1, bytes: 1)
    let outages: [[(Double, Double)]] = [[(50, 150)], [(0.5, 54.5)]]
    let cluster = try Cluster(
      name: "pair", classes: [DeviceClass(name: "c")],
      nodes: outages.enumerated().map { node, times in
        .init(
          name: "n\(node)", deviceClasses: ["c"],
          outages: .scheduled(times.map { .init(start: $0.0, duration: $0.1) }))
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Instance(builder.build(), on: cluster)
    let policy = TestPolicy { system, _ in
      for task in 0..<2 where system.state(of: task) == .ready && system.isUp(device: task) {
        try system.assign(task, to: task)
      }
    }
    let conditions = RunConditions(costs: instance.costs, recovery: RecoveryModel(outputs: .lost))
    let result = Simulation(instance: instance, conditions: conditions, seed: 1).run(policy)
    #expect(result.status == .ok)
    #expect(
      result.schedule.entries.map { [Double($0.task), $0.start, $0.finish] }
        == [[0, 0, 1], [0, 200, 201], [1, 202, 203]])
  }
}
