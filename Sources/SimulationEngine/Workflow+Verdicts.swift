import SchedulingModel

extension Workflow {
  /// Whether each task passes its verdict under a seed; nil if no task has one.
  ///
  /// A task passes or fails once for all: the same under every policy, and in every attempt.
  public func verdicts(seed: UInt64) -> [Bool]? {
    guard tasks.contains(where: { $0.verdict != nil }) else { return nil }
    return tasks.enumerated().map { id, task in
      guard let verdict = task.verdict else { return true }
      var stream = RandomStream(seed: seed, purpose: .outcome, entity: UInt64(id))
      return stream.unit() < verdict.passProbability
    }
  }
}
