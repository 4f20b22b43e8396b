import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Published schedules and ranks; sources stand in the fixtures.
@Suite struct PublishedValuesTests {
  private func run(_ policy: String, _ instance: Instance) throws -> RunResult {
    let policy = try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: 1)
    return Simulation(instance: instance).run(policy)
  }

  @Test(arguments: ["topcuoglu2002", "arabnejad2014", "dslab_test4"])
  func schedules(name: String) throws {
    let published = try PublishedInstance.load(name)
    let instance = try published.instance()
    for (policy, answer) in [
      ("heft", published.heft), ("cpop", published.cpop), ("peft", published.peft),
    ] {
      let result = try run(policy, instance)
      #expect(result.status == .ok)
      #expect(result.makespan == answer.makespan, "\(policy) on \(name)")
      let entries = result.schedule.entries.sorted { $0.task < $1.task }
      #expect(entries == answer.entries, "\(policy) on \(name)")
    }
  }

  @Test(arguments: ["topcuoglu2002", "arabnejad2014", "dslab_test4"])
  func ranks(name: String) throws {
    let published = try PublishedInstance.load(name)
    let problem = PlanningProblem(try published.instance())
    func close(_ left: [Double]?, _ right: [Double]?) throws {
      let (left, right) = (try #require(left), try #require(right))
      #expect(left.count == right.count)
      for (one, other) in zip(left, right) { #expect(abs(one - other) < 1e-9) }
    }
    try close(HEFT().priorities(problem), published.heft.upwardRank)
    try close(PEFT().priorities(problem), published.peft.optimisticRank)
    let both = zip(
      try #require(published.cpop.upwardRank ?? published.heft.upwardRank),
      try #require(published.cpop.downwardRank)
    ).map { $0 + $1 }
    try close(CPOP().priorities(problem), both)
    try close(PEFT().optimisticCostTable(problem), published.peft.optimisticCosts?.flatMap { $0 })
    let path = CPOP().criticalPath(problem)
    #expect(path.tasks == published.cpop.criticalPath)
    #expect(path.device == published.cpop.pathDevice)
  }

  @Test(arguments: ["rand_100", "rand_1000"])
  func meanCommunicationDefinitions(name: String) throws {
    let random: RandomInstance = try PublishedInstance.decode(name)
    let instance = try random.instance()
    let distinct = try #require(try run("heft", instance).makespan)
    #expect(abs(distinct - random.heftDistinctPairs) < 1e-9)
    let all = try #require(try run("heft:mean-communication=all-pairs", instance).makespan)
    #expect(abs(all - random.heftAllPairs) < 1e-9)
    #expect(abs(try #require(try run("cpop", instance).makespan) - random.cpop) < 1e-9)
    #expect(abs(try #require(try run("peft", instance).makespan) - random.peft) < 1e-9)
  }

  @Test func secondJobIsPlannedIntoTheGaps() throws {
    struct Twice: Decodable {
      var arrivals: [Double]
      var makespan: Double
      var second: [[Double]]
    }
    let twice: Twice = try PublishedInstance.decode("topcuoglu_twice")
    let published = try PublishedInstance.load("topcuoglu2002")
    let one = try published.workflow()
    let merged = Workflow.merged([("first", one), ("second", one)])
    let cluster = try Cluster.unrelated(processors: published.processors)
    let instance = Instance(
      workflow: merged,
      jobs: [
        Instance.Job(name: "first", arrival: twice.arrivals[0], tasks: 0..<10),
        Instance.Job(name: "second", arrival: twice.arrivals[1], tasks: 10..<20),
      ], cluster: cluster, costs: try CostModel(workflow: merged, cluster: cluster))
    let result = try run("heft", instance)
    #expect(result.makespan == twice.makespan)
    let entries = result.schedule.entries.sorted { $0.task < $1.task }
    #expect(Array(entries.prefix(10)) == published.heft.entries)
    let second = twice.second.enumerated().map { index, row in
      Schedule.Entry(task: 10 + index, device: Int(row[0]), start: row[1], finish: row[2])
    }
    #expect(Array(entries.suffix(10)) == second)
  }
}
