/// Checks of verdicts, metrics, decisions and the conditions on them.
extension WorkflowBuilder {
  /// The largest number of copies, kept candidates, rounds or trials.
  public static let largestCount = 100_000

  func outcomeProblems() -> [WorkflowError.Problem] {
    var problems: [WorkflowError.Problem] = []
    for task in tasks where task.hasOutcome {
      if let verdict = task.verdict { problems += self.problems(of: verdict, task: task) }
      if let metric = task.metric, !(metric.quality.isSound && metric.noise.isSound) {
        problems.append(.badDistribution(task: task.name))
      }
      problems += decisionProblems(of: task)
    }
    return problems
  }

  private func problems(
    of verdict: Workflow.Verdict, task: Workflow.Task
  ) -> [WorkflowError.Problem] {
    var problems: [WorkflowError.Problem] = []
    if let probability = verdict.passProbability, !(probability >= 0 && probability <= 1) {
      problems.append(.badProbability(task: task.name, value: probability))
    }
    if let target = verdict.target, !target.atMost.isFinite {
      problems.append(.badTarget(task: task.name, metric: target.metric, value: target.atMost))
    }
    let drawsMetric = task.metric != nil && verdict.target?.metric == task.metric?.name
    if drawsMetric != (verdict.passProbability == nil) {
      problems.append(.unclearVerdict(task: task.name))
    }
    return problems
  }

  private func decisionProblems(of task: Workflow.Task) -> [WorkflowError.Problem] {
    func check(_ count: Int, _ range: ClosedRange<Int>) -> [WorkflowError.Problem] {
      range.contains(count) ? [] : [.badCount(task: task.name, count: count, expected: range)]
    }
    switch task.decision {
    case nil: return []
    case .keep(let count)?: return check(count, 1...Self.largestCount)
    case .copies(let distribution, let low, let high)?:
      let sound: [WorkflowError.Problem] =
        distribution.isSound ? [] : [.badDistribution(task: task.name)]
      let limits = check(high, 1...Self.largestCount)
      return sound + (limits.isEmpty ? check(low, 0...high) : limits)
    }
  }

  /// Conditions on what their producers never decide.
  func conditionProblems(_ edges: [Edge]) -> [WorkflowError.Problem] {
    var pairs: Set<[Int]> = []
    if edges.contains(where: { if case .kept = $0.condition { true } else { false } }) {
      for edge in edges { pairs.insert([edge.source, edge.target]) }
    }
    return edges.compactMap { edge in
      let (producer, consumer) = (tasks[edge.source], tasks[edge.target])
      switch edge.condition {
      case .always: return nil
      case .passed, .failed:
        if producer.verdict != nil { return nil }
        return .noVerdict(
          task: consumer.name, dependency: producer.name, condition: edge.condition)
      case .atLeast:
        if case .copies? = producer.decision { return nil }
        return .noCopies(task: consumer.name, dependency: producer.name)
      case .kept(let candidate):
        let isKnown = tasks.indices.contains(candidate)
        if case .keep? = producer.decision, isKnown, tasks[candidate].metric != nil,
          pairs.contains([candidate, edge.source])
        {
          return nil
        }
        return .noCandidate(
          task: consumer.name, dependency: producer.name,
          candidate: isKnown ? tasks[candidate].name : "#\(candidate)")
      }
    }
  }
}
