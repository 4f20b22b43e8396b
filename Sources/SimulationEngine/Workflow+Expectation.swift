import SchedulingModel

extension Workflow {
  /// How many draws of all outcomes stand behind ``runProbabilities()``; fewer, down to 16, where tasks
  /// and edges are more than 80,000 together.
  package var expectationSamples: Int {
    max(16, min(256, 20_480_000 / max(1, taskCount + edgeCount)))
  }

  /// The probability that each task runs, before any outcome is known.
  ///
  /// Estimated from draws of all outcomes, each with its skipped tasks: exact where a task is sure to
  /// run or to be skipped, else with a standard error of at most 3 % (16 draws: 13 %). The draws have
  /// seeds of their own, which no run has by chance: a planner must not know how this run turns out.
  /// - Complexity: O(samples × (n + e)) the first time; O(n) without conditions.
  public func runProbabilities() -> [Double] {
    guard isConditional else { return [Double](repeating: 1, count: taskCount) }
    return rememberedRunProbabilities(sampledRunProbabilities)
  }

  /// The same in the middle of a run, where it is known how some tasks have turned out. Qualities that
  /// trials share are drawn anew, whatever has been measured of them.
  ///
  /// - Parameter known: how a task has turned out; nil if that is not known.
  /// - Complexity: O(samples × (n + e)), with a quarter of the samples, but at least 16; one where every
  ///   random outcome is known.
  public func runProbabilities(knowing known: (_ task: Int) -> Outcome?) -> [Double] {
    guard isConditional else { return [Double](repeating: 1, count: taskCount) }
    let outcomes = tasks.indices.map { tasks[$0].hasOutcome ? known($0) : nil }
    if outcomes.allSatisfy({ $0 == nil }) { return runProbabilities() }
    let isOpen = tasks.indices.contains { outcomes[$0] == nil && tasks[$0].hasRandomOutcome }
    return sampledRunProbabilities(
      samples: isOpen ? max(16, expectationSamples / 4) : 1, knowing: outcomes)
  }

  private func sampledRunProbabilities() -> [Double] {
    sampledRunProbabilities(samples: expectationSamples, knowing: [])
  }

  private func sampledRunProbabilities(samples: Int, knowing known: [Outcome?]) -> [Double] {
    var counts = [Int](repeating: 0, count: taskCount)
    var seeds = SplitMix64(state: 0x6D61_6B65_7370_616E)
    for _ in 0..<samples {
      var verdicts = verdicts(seed: seeds.next())
      for (task, outcome) in known.enumerated() {
        if let outcome { verdicts?[original(of: task)] = outcome }
      }
      let branches = branches(verdicts: verdicts)
      for task in counts.indices where !branches.isSkipped[task] { counts[task] += 1 }
    }
    return counts.indices.map { Double(counts[original(of: $0)]) / Double(samples) }
  }
}

extension Instance {
  /// The expected workflow: each task's cost times the probability that it runs. The same costs where
  /// no task can be skipped.
  public var costsByProbability: CostModel {
    workflow.isConditional ? costs.scaled(by: workflow.runProbabilities()) : costs
  }

  /// The same instance with ``costsByProbability``: what planners and rankings see.
  public var expected: Instance {
    guard workflow.isConditional else { return self }
    var expected = self
    expected.costs = costsByProbability
    return expected
  }
}
