import SchedulingModel

extension Workflow {
  /// How each task turns out under a seed: whether it passes its verdict, what it measures, and on how
  /// many copies it decides; nil if no task does any of this.
  ///
  /// A task turns out once for all: the same under every policy, in every attempt and in every copy.
  public func verdicts(seed: UInt64) -> Outcomes? {
    guard hasOutcomes else { return nil }
    var outcomes = Outcomes(levels: [Int32](repeating: 1, count: taskCount))
    if hasMetrics { outcomes.metrics = [Double](repeating: .infinity, count: taskCount) }
    for (id, task) in tasks.enumerated() where task.hasOutcome {
      outcomes[id] = outcome(of: original(of: id), task: task, seed: seed)
    }
    return outcomes
  }

  private func outcome(of id: Int, task: Task, seed: UInt64) -> Outcome {
    var outcome = Outcome.passed
    if let metric = task.metric { outcome.metric = draw(metric, of: id, seed: seed) }
    if let verdict = task.verdict {
      if let probability = verdict.passProbability {
        var stream = RandomStream(seed: seed, purpose: .outcome, entity: UInt64(drawId(of: id)))
        outcome.level = stream.unit() < probability ? 1 : 0
      } else if let target = verdict.target {
        outcome.level = outcome.metric <= target.atMost ? 1 : 0
      }
    }
    if case .copies(let distribution, let low, let high)? = task.decision {
      var stream = RandomStream(seed: seed, purpose: .copies, entity: UInt64(drawId(of: id)))
      let draw = min(distribution.draw(from: &stream), Double(high))
      outcome.level = Int32(max(low, Int(draw)))
    }
    return outcome
  }

  /// Quality times noise; the streams of both stay as they are when either is changed.
  private func draw(_ metric: Metric, of id: Int, seed: UInt64) -> Double {
    var quality = RandomStream(
      seed: seed, purpose: .quality, entity: UInt64(drawId(of: qualitySource(of: id))))
    var noise = RandomStream(seed: seed, purpose: .measurement, entity: UInt64(drawId(of: id)))
    return metric.quality.draw(from: &quality) * metric.noise.draw(from: &noise)
  }
}
