import SchedulingModel
import SimulationEngine
import Testing

/// What is drawn, against its distribution.
@Suite struct WorkflowOutcomesTests {
  private func workflow(_ tasks: [Workflow.Task]) throws -> Workflow {
    var builder = WorkflowBuilder(name: "outcomes")
    for task in tasks { builder.add(task) }
    return try builder.build()
  }

  private func metric(trial: String? = nil, noise: Distribution = .constant(1)) -> Workflow.Metric {
    Workflow.Metric(name: "loss", quality: .uniform(low: 0, high: 4), noise: noise, trial: trial)
  }

  /// Whole parts of a uniform draw of 2 to 7: five numbers, each a fifth of the time.
  @Test func numbersOfCopies() throws {
    var task = Workflow.Task(name: "plan", cost: .work(1))
    task.decision = .copies(.uniform(low: 2, high: 7), atLeast: 3, atMost: 5)
    let workflow = try workflow([task])
    var counts: [Int32: Double] = [:]
    let runs = 20_000.0
    for seed in 1...UInt64(runs) {
      counts[try #require(workflow.verdicts(seed: seed)).levels[0], default: 0] += 1
    }
    // Limited to 3 … 5: 2 and 3 give 3, 5 and 6 give 5.
    let expected: [Int32: Double] = [3: 0.4, 4: 0.2, 5: 0.4]
    #expect(Set(counts.keys) == Set(expected.keys))
    for (count, share) in expected {
      let z = ((counts[count] ?? 0) - runs * share) / (runs * share * (1 - share)).squareRoot()
      #expect(abs(z) < 4, "\(count): z = \(z)")
    }
  }

  /// A uniform metric on [0, 4] against 1: it passes a quarter of the time.
  @Test func metricAgainstAThreshold() throws {
    var task = Workflow.Task(name: "check", cost: .work(1))
    task.metric = metric()
    task.verdict = Workflow.Verdict(
      passProbability: nil, target: .init(metric: "loss", atMost: 1))
    let workflow = try workflow([task])
    let runs = 20_000.0
    var passes = 0.0
    for seed in 1...UInt64(runs) {
      let outcomes = try #require(workflow.verdicts(seed: seed))
      #expect(outcomes.passes(0) == (outcomes.metrics[0] <= 1))
      if outcomes.passes(0) { passes += 1 }
    }
    let z = (passes - runs / 4) / (runs * 3 / 16).squareRoot()
    #expect(abs(z) < 4, "z = \(z)")
  }

  /// Tasks of one trial have one quality; others do not, nor do the trials of another job.
  @Test func trialsShareTheirQuality() throws {
    var tasks = (0..<4).map { Workflow.Task(name: "t\($0)", cost: .work(1)) }
    for (task, trial) in [(0, "a"), (1, "b"), (2, "a")] {
      tasks[task].metric = metric(trial: trial)
    }
    tasks[3].metric = metric(trial: "a", noise: .uniform(low: 0.5, high: 1.5))
    let workflow = try workflow(tasks)
    let two = Workflow.merged([("x", workflow), ("y", workflow)])
    for seed in UInt64(1)...50 {
      let metrics = try #require(two.verdicts(seed: seed)).metrics
      #expect(metrics[0] == metrics[2] && metrics[0] != metrics[1])
      #expect(metrics[4] == metrics[6] && metrics[4] != metrics[0])
      let noise = metrics[3] / metrics[0]
      #expect(noise != 1 && noise >= 0.5 && noise <= 1.5)
    }
  }

  /// What a run turned out to be can be run again.
  @Test func pinnedOutcomes() throws {
    var plan = Workflow.Task(name: "plan", cost: .work(1))
    plan.decision = .copies(.uniform(low: 0, high: 9), atLeast: 0, atMost: 8)
    var check = Workflow.Task(name: "check", cost: .work(1))
    check.metric = metric()
    check.verdict = Workflow.Verdict(
      passProbability: nil, target: .init(metric: "loss", atMost: 2))
    let workflow = try workflow([plan, check])
    for seed in UInt64(1)...20 {
      let outcomes = try #require(workflow.verdicts(seed: seed))
      let pinned = workflow.withVerdicts(outcomes)
      #expect(pinned.verdicts(seed: seed + 1000) == outcomes)
    }
  }
}
