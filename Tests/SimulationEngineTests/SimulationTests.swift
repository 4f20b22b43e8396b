import SchedulingModel
import SimulationEngine
import Testing

/// Rounds and the order of events, and two answers by formula.
@Suite struct SimulationTests {
  @Test func workOfLengthZeroFormsTheNextRound() throws {
    let instance = try Hand.instance(
      [0, 0, 5], edges: [(0, 1, 0), (1, 2, 0)], on: Hand.cluster(1))
    let policy = TestPolicy.fixed([0, 0, 0])
    let result = Simulation(instance: instance).run(policy)
    #expect(result.byTask.map(\.finish) == [0, 0, 5])
    #expect(policy.log.rounds == [0, 0, 0, 5])
  }

  @Test func allEventsOfAnInstantAreOneRound() throws {
    let instance = try Hand.instance([4, 4, 4, 1], edges: [(2, 3, 0)], on: Hand.cluster(3))
    let policy = TestPolicy.fixed([2, 1, 0, 0])
    let result = Simulation(instance: instance).run(policy)
    #expect(policy.log.rounds == [0, 4, 5])
    // Completions at one instant come in the order of the starts, and those in that of assignment.
    let order = policy.log.events.compactMap { event -> Int? in
      if case .attemptSucceeded(let task, _) = event.event { task } else { nil }
    }
    #expect(order == [0, 1, 2, 3])
    #expect(result.trace.attempts.tasks == [0, 1, 2, 3])
    #expect(result.status == .ok && result.makespan == 5)
  }

  @Test func completionsComeBeforeArrivals() throws {
    let workflow = try Hand.workflow([4, 3])
    let cluster = try Hand.cluster(1)
    let instance = Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "second", arrival: 4, tasks: 1..<2),
        Instance.Job(name: "first", arrival: 0, tasks: 0..<1),
      ], cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    let policy = TestPolicy { system, _ in
      for task in 0..<2 where system.state(of: task) == .ready { try system.assign(task, to: 0) }
    }
    let result = Simulation(instance: instance).run(policy)
    #expect(result.byTask.map(\.start) == [0, 4])
    #expect(policy.log.rounds == [0, 4, 7])
    let atFour = policy.log.events.filter { $0.time == 4 }.map(\.event)
    #expect(
      atFour == [
        .attemptSucceeded(task: 0, device: 0), .jobArrived(job: 0), .taskReady(task: 1),
      ])
  }

  @Test func theMakespanCountsFromTheFirstArrival() throws {
    let workflow = try Hand.workflow([4])
    let cluster = try Hand.cluster(1)
    let instance = Instance(
      workflow: workflow, jobs: [Instance.Job(name: "late", arrival: 3, tasks: 0..<1)],
      cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    let result = Simulation(instance: instance).run(
      TestPolicy { system, _ in
        if system.state(of: 0) == .ready { try system.assign(0, to: 0) }
      })
    #expect(result.makespan == 4 && result.endTime == 7)
  }

  /// dslab-dag's test_chain_1: ten tasks of 20, 30, …, 110 on one device of 2 cores × speed 5, their
  /// input of 600 and output of 700 bytes from and to another device; bandwidth 10, latency 0.1.
  /// 0.1 + 60 + (20 + 30 + … + 110) / 10 + 0.1 + 70 = 60.1 + 65 + 70.1 = 195.2.
  @Test func chainOnOneNode() throws {
    let works = [0] + (2...11).map { Double($0) * 10 } + [0]
    var edges: [(Int, Int, Double)] = (1...9).map { ($0, $0 + 1, 100) }
    edges += [(0, 1, 600), (10, 11, 700)]
    let cluster = try Cluster.related(
      speeds: [10, 1], interconnect: .uniform(latency: 0.1, bandwidth: 10))
    let instance = try Hand.instance(works, edges: edges, on: cluster)
    let devices = [1] + [Int](repeating: 0, count: 10) + [1]
    let result = Simulation(instance: instance).run(TestPolicy.fixed(devices))
    #expect(abs(try #require(result.makespan) - 195.2) < 1e-12)
    #expect(result.transferredBytes == 1300)
  }

  /// dslab-dag's test_fork_join: 10 of work, five times 50, and 10 on five hosts of speed 5, with
  /// 100 bytes out and 200 bytes in; bandwidth 10, latency 0.1. A host that does not run the ends
  /// decides: 10 / 5 + (0.1 + 10) + 50 / 5 + (0.1 + 20) + 10 / 5 = 2 + 10.1 + 10 + 20.1 + 2 = 44.2.
  @Test func forkJoin() throws {
    let works = [10.0] + [Double](repeating: 50, count: 5) + [10]
    let edges = (1...5).flatMap { [(0, $0, 100.0), ($0, 6, 200.0)] }
    let cluster = try Cluster.related(
      speeds: [Double](repeating: 5, count: 5),
      interconnect: .uniform(latency: 0.1, bandwidth: 10))
    let instance = try Hand.instance(works, edges: edges, on: cluster)
    let result = Simulation(instance: instance).run(TestPolicy.fixed([0, 0, 1, 2, 3, 4, 0]))
    #expect(abs(try #require(result.makespan) - 44.2) < 1e-12)
    #expect(result.transferredBytes == 1200)
  }
}
