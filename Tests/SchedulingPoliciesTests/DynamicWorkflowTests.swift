import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Loops, copies and selections under every catalogued policy, under the referee's eyes.
@Suite struct DynamicWorkflowTests {
  private func instance(
    _ workflow: Workflow, jobs: Int = 1, fails: Bool = false
  ) throws -> Instance {
    let outages = fails ? OutageModel(meanUpSeconds: 40, repair: .exponential(mean: 4)) : nil
    let cluster = try Cluster.pair(outages: outages)
    let parts = (0..<jobs).map { (name: "job\($0)", workflow: workflow) }
    let merged = Workflow.merged(parts)
    return Instance(
      workflow: merged,
      jobs: (0..<jobs).map { job in
        Instance.Job(
          name: "job\(job)", arrival: Double(job) * 7,
          tasks: job * workflow.taskCount..<(job + 1) * workflow.taskCount)
      }, cluster: cluster, costs: try CostModel(workflow: merged, cluster: cluster))
  }

  private func make(_ policy: String, _ seed: UInt64) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed)
  }

  /// What ran is what the program runs when it is carried out step by step.
  @Test(arguments: PolicyCatalog.entries.map(\.name), [false, true])
  func programs(policy: String, fails: Bool) throws {
    var (lost, skipped, ran) = (0, 0, 0)
    for seed in UInt64(1)...24 {
      let program = DynamicProgram(seed: seed)
      let workflow = try program.workflow()
      let jobs = seed.isMultiple(of: 4) ? 2 : 1
      let instance = try instance(workflow, jobs: jobs, fails: fails)
      let failures: TaskFailureModel =
        fails ? TaskFailureModel(rate: 0.01, probability: 0.1) : .never
      let simulation = Simulation(
        instance: instance,
        conditions: RunConditions(costs: instance.costs, taskFailures: failures), seed: seed)
      let result = simulation.run(try make(policy, seed))
      let comment: Comment = "\(policy), seed \(seed), failures \(fails)"
      try #require(result.status == .ok, comment)
      try check(result, comment)
      for job in instance.jobs {
        let prefix = jobs == 1 ? "" : job.name + "/"
        let ids = Dictionary(
          uniqueKeysWithValues: job.tasks.map { (instance.workflow.tasks[$0].name, $0) })
        let expected = program.walk { name in
          ids[prefix + name].flatMap { result.verdicts?.levels[$0] }.map(Int.init) ?? 1
        }
        let actual = result.schedule.entries
          .filter { $0.outcome == .succeeded && job.tasks.contains($0.task) }
          .map { String(instance.workflow.tasks[$0.task].name.dropFirst(prefix.count)) }
        #expect(Set(actual) == expected, comment)
      }
      lost += result.trace.attempts.outcomes.count { $0 == .failed }
      skipped += result.trace.skips.count
      ran += result.trace.attempts.outcomes.count { $0 == .succeeded }
    }
    #expect((lost > 0) == fails && skipped > 100 && ran > 100, "\(lost) \(skipped) \(ran)")
  }

  /// Every task succeeds exactly once or is skipped for a reason, also to a referee who does not know
  /// the outcomes.
  private func check(_ result: RunResult, _ comment: Comment) throws {
    let workflow = result.instance.workflow
    var rules = ScheduleValidator.Rules()
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    let blind = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(blind.violations == [], comment)
    rules.verdicts = result.verdicts
    let report = ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    let ended = result.schedule.entries.filter { $0.outcome != .failed }.map(\.task)
    #expect(ended.sorted() == Array(0..<workflow.taskCount), comment)
    #expect(result.makespan ?? -1 >= Bounds(result.instance, verdicts: result.verdicts).largest)
    #expect(result.makespan ?? -1 >= Bounds(result.instance).largest)
  }

  /// Jamieson and Talwalkar's example, rungs of 81, 27, 9, 3 and 1 trials: 297 units of resource where
  /// trials resume, 405 where they start anew.
  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func halvingCosts(policy: String) throws {
    for (resumes, total) in [(true, 297.0), (false, 405.0)] {
      for seed in UInt64(1)...3 {
        let workflow = try Self.halving(resumes: resumes)
        let instance = try instance(workflow)
        let result = Simulation(instance: instance, seed: seed).run(try make(policy, seed))
        try #require(result.status == .ok)
        try check(result, "\(policy) \(seed)")
        var (work, rungs) = (0.0, [Int](repeating: 0, count: 5))
        for entry in result.schedule.entries where entry.outcome == .succeeded {
          guard case .work(let seconds) = workflow.tasks[entry.task].cost else { continue }
          work += seconds
          let words = workflow.tasks[entry.task].name.split(separator: "-")
          if let rung = Int(words[1]) { rungs[rung] += 1 }
        }
        #expect(work == total && rungs == [81, 27, 9, 3, 1], "\(policy) \(work) \(rungs)")
      }
    }
  }

  private static func halving(resumes: Bool, noise: Distribution = .constant(1)) throws -> Workflow
  {
    var builder = WorkflowBuilder(name: "search")
    var trial = Workflow.Task(name: "trial", cost: .work(1))
    trial.metric = Workflow.Metric(
      name: "loss", quality: .uniform(low: 1, high: 2), noise: noise)
    builder.add(
      WorkflowBuilder.Halving(
        trial: trial, trials: 81, factor: 3, rungs: 5, resumes: resumes, checkpointBytes: 10))
    return try builder.build()
  }

  /// Without noise the best trial of all is the last one left; with it, each rung keeps the best of
  /// those that ran, by the metrics of that rung.
  @Test func halvingKeepsTheBest() throws {
    for (noise, seed) in [
      (Distribution.constant(1), UInt64(5)), (.uniform(low: 0.5, high: 1.5), 6),
    ] {
      let workflow = try Self.halving(resumes: true, noise: noise)
      let result = Simulation(instance: try instance(workflow), seed: seed)
        .run(try make("fifo", seed))
      let metrics = try #require(result.verdicts).metrics
      let ran = Set(
        result.schedule.entries.filter { $0.outcome == .succeeded }
          .map { workflow.tasks[$0.task].name })
      func metric(_ rung: Int, _ trial: Int) throws -> Double {
        metrics[try #require(workflow.task(named: "trial-\(rung)-\(trial)"))]
      }
      var left = Array(0..<81)
      for (rung, size) in [27, 9, 3, 1].enumerated() {
        let order = try left.map { (try metric(rung, $0), $0) }.sorted { $0 < $1 }
        left = order.prefix(size).map(\.1).sorted()
        let next = (0..<81).filter { ran.contains("trial-\(rung + 1)-\($0)") }
        #expect(next == left)
      }
      let best = try (0..<81).min { try metric(0, $0) < metric(0, $1) }
      #expect((left[0] == best) == (noise == .constant(1)))
    }
  }

  /// Planners plan with costs that count by the probability that the task runs.
  @Test func plannersSeeTheExpectedWorkflow() throws {
    var builder = WorkflowBuilder(name: "loop")
    builder.add(Workflow.Task(name: "train", cost: .work(10)))
    let check = Workflow.Task(
      name: "check", cost: .work(4), verdict: .init(passProbability: 0.75))
    builder.add(
      WorkflowBuilder.Loop(
        until: "check", atMost: 20, body: [.init(check, needs: [.init("train")])]))
    let ship = builder.add(Workflow.Task(name: "ship", cost: .work(1)))
    builder.require("check", for: ship)
    let workflow = try builder.build()
    let probabilities = workflow.runProbabilities()
    for round in 0..<20 {
      let expected = (0..<round).reduce(1.0) { product, _ in product * 0.25 }
      // 256 draws: four standard errors.
      let error = 4 * (expected * (1 - expected) / 256).squareRoot() + 0.002
      #expect(abs(probabilities[1 + round] - expected) <= error, "\(round)")
    }
    #expect(probabilities[0] == 1 && probabilities[21] == 1)
    let instance = try instance(workflow)
    let plan = try HEFT().plan(PlanningProblem(instance.expected))
    let planned = try #require(plan.entries.first { $0.task == 21 })
    // 10 + 4 / 0.75 expected, not 10 + 80; on the faster device, of speed 2.
    #expect(abs(planned.start - (10 + 4 / 0.75) / 2) < 0.5, "\(planned.start)")
    // Without conditions nothing is weighed.
    let plain = try self.instance(try Self.plain())
    #expect(plain.expected.costs.seconds(0, on: 0) == plain.costs.seconds(0, on: 0))
  }

  private static func plain() throws -> Workflow {
    var builder = WorkflowBuilder(name: "plain")
    builder.add(Workflow.Task(name: "a", cost: .work(3)))
    return try builder.build()
  }
}

extension Cluster {
  /// Two nodes, one of speed 2 and one of speed 1, and a slow link.
  fileprivate static func pair(outages: OutageModel?) throws -> Cluster {
    let base = try Cluster.related(speeds: [2, 1])
    return outages.map { outage in base.withOutages([outage, outage]) } ?? base
  }
}
