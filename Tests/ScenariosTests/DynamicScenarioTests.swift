import Foundation
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Loops, copies, halvings and metrics in scenario files.
@Suite struct DynamicScenarioTests {
  private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func load(_ tasks: String, on cluster: String = "identical:1") throws -> Scenario {
    let text = "cluster: \(cluster)\nworkflows:\n  w:\n    tasks:\n" + tasks
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }

  private func run(_ scenario: Scenario, seed: UInt64, policy: String = "fifo") throws -> RunResult
  {
    let result = scenario.simulation(seed: seed).run(
      try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
    try #require(result.status == .ok)
    return result
  }

  private func ran(_ result: RunResult) -> Set<String> {
    Set(
      result.schedule.entries.filter { $0.outcome == .succeeded }
        .map { result.instance.workflow.tasks[$0.task].name })
  }

  /// What follows a loop counts when policies are tried on what is left: `critical-path` runs the long
  /// task first on the fast device, `fifo` last.
  @Test func lookAheadSeesBehindALoop() throws {
    let scenario = try load(
      """
            - {name: a, work: 1 s}
            - loop:
                until: evaluate
                at_most: 3
                tasks:
                  - {name: retune, work: 1 s, from: 2}
                  - {name: evaluate, work: 1 s, needs: [a, retune], verdict: {pass_probability: 0.5}}
            - {name: z, work: 1 s, needs: [evaluate]}
            - {name: b0, work: 5 s, needs: [z]}
            - {name: b1, work: 5 s, needs: [z]}
            - {name: b2, work: 5 s, needs: [z]}
            - {name: c0, work: 400 s, needs: [z]}

      """, on: "speeds:1,1,10")
    for seed in UInt64(1)...5 {
      let makespans = try ["fifo", "critical-path", "adaptive"].map { name in
        try #require(
          scenario.simulation(seed: seed).run(
            try PolicyCatalog.makePolicy(
              PolicyName(
                parsing: name == "adaptive" ? "adaptive:candidates=fifo+critical-path" : name),
              seed: seed)
          ).makespan)
      }
      #expect(makespans[1] < makespans[0] && makespans[2] == makespans[1], "seed \(seed)")
    }
  }

  /// 29 s and 7 s for each evaluation that fails, a geometric number of mean 2/3: mean 33.666667 s,
  /// standard deviation 7 √0.4 / 0.6 = 7.378648 s.
  @Test func conditionalPipeline() throws {
    let scenario = try Scenario.load(
      root.appendingPathComponent("scenarios/retuning-loop.yaml").path)
    let (mean, deviation) = (33.66666666666667, 7.378647873726218)
    let runs = 6000
    var (sum, squares) = (0.0, 0.0)
    for seed in 1...UInt64(runs) {
      let makespan = try #require(try run(scenario, seed: seed).makespan)
      sum += makespan
      squares += (makespan - mean) * (makespan - mean)
    }
    let sampleMean = sum / Double(runs)
    let error = deviation / Double(runs).squareRoot()
    #expect(error < 0.005 * mean)
    #expect(abs(sampleMean - mean) / error < 4, "\(sampleMean)")
    let sampleDeviation = (squares / Double(runs) - (sampleMean - mean) * (sampleMean - mean))
      .squareRoot()
    #expect(abs(sampleDeviation / deviation - 1) < 0.03, "\(sampleDeviation)")
  }

  @Test func atTheBound() throws {
    func scenario(_ atBound: String) throws -> Scenario {
      try load(
        """
              - loop:
                  until: check
                  at_most: 3
                  at_bound: \(atBound)
                  tasks:
                    - {name: tune, work: 2, previous: [check]}
                    - {name: check, work: 1, needs: [tune], verdict: {pass_probability: 0}}
              - {name: ship, work: 1, needs: {check: 0, tune: 10}}
              - {name: report, work: 1, needs: {check: {when: failed}}}
        """)
    }
    let rounds: Set = ["tune-1", "check-1", "tune-2", "check-2", "tune-3", "check-3", "report"]
    let goesOn = try run(scenario("go-on"), seed: 1)
    #expect(ran(goesOn) == rounds.union(["ship"]) && goesOn.makespan == 11)
    #expect(ran(try run(scenario("skip"), seed: 1)) == rounds)
  }

  /// A trial of segments ends with the first whose loss is above the limit; what follows takes what
  /// there is.
  @Test func earlyStopping() throws {
    let scenario = try load(
      """
            - name: trial
              work: 5
              segments: {count: 4, data: 1 GB}
              metric: {quality: {uniform: [0, 2]}, noise: {uniform: [0.5, 1.5]}}
              verdict: {at_most: 1}
            - {name: best, work: 1, needs: [trial]}
      """)
    var lengths: Set<Int> = []
    for seed in UInt64(1)...40 {
      let result = try run(scenario, seed: seed)
      let verdicts = try #require(result.verdicts)
      let metrics = verdicts.metrics[0..<4]
      let length = (metrics.firstIndex { $0 > 1 } ?? 3) + 1
      let names = (1...length).map { "trial-\($0)" }
      #expect(ran(result) == Set(names + ["best"]))
      // One quality: the metrics of two segments differ by their noise alone.
      #expect(try #require(metrics.max()) <= 3.0 * #require(metrics.min()) + 1e-12)
      lengths.insert(length)
    }
    #expect(lengths == [1, 2, 3, 4])
  }

  @Test func copies() throws {
    let scenario = try load(
      """
            - {name: plan, work: 1, expand: {count: [0, 2, 5], at_most: 5}}
            - {name: trial, work: 3, each: plan, needs: {plan: 1 MB}}
            - {name: score, work: 1, each: plan, needs: {trial: 1 MB}}
            - {name: best, work: 1, needs: [score]}
      """)
    let workflow = scenario.instance(seed: 1).workflow
    #expect(workflow.taskCount == 12)
    var counts: Set<Int> = []
    for seed in UInt64(1)...30 {
      let result = try run(scenario, seed: seed)
      let count = Int(try #require(result.verdicts).levels[0])
      var names: Set = ["plan"]
      for index in 0..<count { names.formUnion(["trial-\(index)", "score-\(index)"]) }
      if count > 0 { names.insert("best") }
      #expect(ran(result) == names)
      #expect(result.makespan == 1 + 4 * Double(count) + (count > 0 ? 1 : 0))
      counts.insert(count)
    }
    #expect(counts == [0, 2, 5])
  }

  /// The shipped search: 121 trials of the 405 run, in rungs of 81 … 1, and the training follows.
  @Test(arguments: ["heft", "critical-path"])
  func shippedHalving(policy: String) throws {
    let scenario = try Scenario.load(
      root.appendingPathComponent("scenarios/successive-halving.yaml").path)
    let result = try run(scenario, seed: 3, policy: policy)
    let names = ran(result)
    #expect(names.count == 121 + 4 + 2 && names.contains("train"))
    let minutes = result.schedule.entries.filter { $0.outcome == .succeeded }.reduce(0.0) {
      sum, entry in
      let task = result.instance.workflow.tasks[entry.task]
      guard task.name.hasPrefix("trial-"), case .work(let seconds) = task.cost else { return sum }
      return sum + seconds / 60
    }
    #expect(minutes == 297)
  }

  @Test(arguments: [
    ("- {name: a, work: 1, metric: {}}", "missing key 'quality'"),
    ("- {name: a, work: 1, metric: {quality: 1}, verdict: {}}", "missing key 'at_most'"),
    (
      "- {name: a, work: 1, metric: {name: x, quality: 1}, verdict: {metric: y, at_most: 1}}",
      "found 'y', expected 'x', the task's own metric"
    ),
    (
      "- {name: a, work: 1, metric: {quality: 1}, verdict: {pass_probability: 1, metric: metric, at_most: 1}}",
      "either a pass probability, or a target"
    ),
    ("- {name: a, work: 1, expand: {count: 3}}", "missing key 'at_most'"),
    ("- {name: a, work: 1, expand: {count: [4], at_most: 3}}", "an integer from 0 to 3"),
    ("- {name: a, work: 1, each: b}", "expected the name of a task with 'expand'"),
    ("- {name: a, work: 1, segments: 3}", "expected a 'verdict' that stops it"),
    ("- loop: {at_most: 3, tasks: []}", "missing key 'until'"),
    ("- loop: {until: a, at_most: 0, tasks: []}", "found '0', expected an integer from 1"),
    (
      "- loop: {until: b, at_most: 3, tasks: [{name: a, work: 1}]}",
      "found 'b', expected a task of the loop: a (nearest: 'a')"
    ),
    (
      "- loop: {until: a, at_most: 3, tasks: [{name: a, work: 1}]}",
      "a loop goes by the verdict of 'a'"
    ),
    (
      "- loop: {until: a, at_most: 3, at_bound: stop, tasks: [{name: a, work: 1}]}",
      "at_bound: found 'stop', expected one of go-on, skip"
    ),
    ("- halving: {name: a, work: 1, trials: 9, rungs: 2}", "missing key 'metric'"),
    (
      "- halving: {name: a, work: 1, trials: 9, rungs: 2, eta: 1, metric: {quality: 1}}",
      "eta: found '1', expected an integer from 2"
    ),
    (
      "- {name: a, work: 1}\n      - {name: b, work: 1, needs: {a: {when: {at_least: 2}}}}",
      "depends on how many copies 'a' asks for, but it asks for none"
    ),
    (
      "- {name: a, work: 1, expand: {count: 1, at_most: 2}}\n      - {name: b-0, work: 1}"
        + "\n      - {name: b, work: 1, each: a}",
      "task 'b-0' is defined twice"
    ),
  ])
  func errors(tasks: String, message: String) throws {
    do {
      _ = try load("      " + tasks)
      Issue.record("no error for \(tasks)")
    } catch let error as InputError {
      #expect(error.description.contains(message), "\(error)")
    }
  }
}
