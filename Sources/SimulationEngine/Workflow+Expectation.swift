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

  private func sampledRunProbabilities() -> [Double] {
    let samples = expectationSamples
    var counts = [Int](repeating: 0, count: taskCount)
    var seeds = SplitMix64(state: 0x6D61_6B65_7370_616E)
    for _ in 0..<samples {
      let branches = branches(verdicts: verdicts(seed: seeds.next()))
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
