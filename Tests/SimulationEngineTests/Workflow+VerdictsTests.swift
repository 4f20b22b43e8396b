import SchedulingModel
import SimulationEngine
import Testing

/// Outcomes against enumeration.
@Suite struct WorkflowVerdictsTests {
  private static let rounds = 4

  /// Rounds of training and evaluation, at most four: each evaluation (1 s) that fails (probability
  /// 0.4) opens another training (10 s); `ship` (2 s) follows the first that passes.
  private func loop() throws -> Instance {
    var builder = WorkflowBuilder(name: "loop")
    var evaluations: [Int] = []
    for round in 0..<Self.rounds {
      let train = builder.add(Workflow.Task(name: "train-\(round)", cost: .work(10)))
      if let last = evaluations.last { builder.connect(last, to: train, when: .failed) }
      let evaluate = builder.add(
        Workflow.Task(
          name: "evaluate-\(round)", cost: .work(1), verdict: .init(passProbability: 0.6)))
      builder.connect(train, to: evaluate)
      evaluations.append(evaluate)
    }
    let ship = builder.add(Workflow.Task(name: "ship", cost: .work(2), join: .any))
    for evaluation in evaluations { builder.connect(evaluation, to: ship, when: .passed) }
    return try Instance(builder.build(), on: Hand.cluster(1))
  }

  /// The sum over all 2⁴ outcomes: probability × length of the walk that they allow.
  @Test func unrolledLoopMeetsTheEnumeration() throws {
    let instance = try loop()
    var (mean, second) = (0.0, 0.0)
    for outcomes in 0..<(1 << Self.rounds) {
      let passes = (0..<Self.rounds).map { outcomes >> $0 & 1 == 1 }
      let probability = passes.reduce(1.0) { $0 * ($1 ? 0.6 : 0.4) }
      let length = Self.length(passes)
      mean += probability * length
      second += probability * length * length
    }
    // 11 s a round: Σ 0.4ᵏ rounds, and 2 s unless all four fail.
    #expect(abs(mean - (11 * (1 + 0.4 + 0.16 + 0.064) + 2 * (1 - 0.0256))) < 1e-12)

    let runs = 8000
    var (sum, skipped) = (0.0, 0)
    for seed in 0..<UInt64(runs) {
      let result = Simulation(instance: instance, seed: seed).run(
        TestPolicy.fixed(.init(repeating: 0, count: 9)))
      let makespan = try #require(result.makespan)
      let verdicts = try #require(result.verdicts)
      #expect(makespan == Self.length((0..<Self.rounds).map { verdicts.passes(2 * $0 + 1) }))
      skipped += result.trace.skips.count
      sum += makespan
    }
    let z = (sum / Double(runs) - mean) / ((second - mean * mean) / Double(runs)).squareRoot()
    #expect(abs(z) < 4, "z = \(z)")
    #expect(skipped > runs)
    // Drawing anew for each edge would let `ship` and the next training both run.
  }

  private static func length(_ passes: [Bool]) -> Double {
    guard let first = passes.firstIndex(of: true) else { return 11 * Double(rounds) }
    return 11 * Double(first + 1) + 2
  }

  /// One draw a task and seed: neither attempts nor policies change it.
  @Test func outcomesAreKeptOverAttemptsAndPolicies() throws {
    let instance = try loop()
    var lost = 0
    for seed in UInt64(1)...40 {
      let conditions = RunConditions(
        costs: instance.costs, taskFailures: TaskFailureModel(probability: 0.3))
      let ready = TestPolicy { system, _ in
        for task in 0..<9 where system.state(of: task) == .ready {
          try system.assign(task, to: 0)
        }
      }
      let disturbed = Simulation(instance: instance, conditions: conditions, seed: seed).run(ready)
      let calm = Simulation(instance: instance, seed: seed)
        .run(TestPolicy.fixed([Int](repeating: 0, count: 9)))
      #expect(disturbed.trace.skips.tasks.sorted() == calm.trace.skips.tasks.sorted())
      #expect(disturbed.verdicts == calm.verdicts)
      lost += disturbed.trace.attempts.outcomes.count { $0 == .failed }
    }
    #expect(lost > 20)
  }

  @Test func noVerdicts() throws {
    #expect(try Hand.workflow([1, 2]).verdicts(seed: 1) == nil)
    var builder = WorkflowBuilder(name: "sure")
    for probability in [0, 1] {
      builder.add(
        Workflow.Task(
          name: "\(probability)", cost: .work(1),
          verdict: .init(passProbability: Double(probability))))
    }
    let workflow = try builder.build()
    for seed in UInt64(0)..<200 { #expect(workflow.verdicts(seed: seed) == [false, true]) }
  }
}
