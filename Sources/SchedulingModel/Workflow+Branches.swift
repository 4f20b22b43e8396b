extension Workflow {
  /// Which tasks are skipped, and which edges carry nothing.
  public struct Branches: Sendable, Equatable {
    /// By task.
    public let isSkipped: [Bool]
    /// By edge.
    public let isDead: [Bool]
  }

  /// The branches that given verdicts open: whether a task is skipped depends on the verdicts alone,
  /// not on when anything runs.
  ///
  /// - Parameter verdicts: for each task, whether it passes if it runs. Nil where that is not known:
  ///   then every condition is taken to fail, so that what is left runs under any verdicts.
  /// - Complexity: O(n + e).
  public func branches(verdicts: [Bool]?) -> Branches {
    var isSkipped = [Bool](repeating: false, count: taskCount)
    var isDead = [Bool](repeating: false, count: edgeCount)
    guard isConditional else { return Branches(isSkipped: isSkipped, isDead: isDead) }
    for task in topologicalOrder.lazy.map(Int.init) {
      let inputs = inputs(of: task)
      for edge in inputs {
        let condition = condition(of: edge)
        let holds = verdicts.map { condition.holds(passed: $0[source(of: edge)]) }
        isDead[edge] = isSkipped[source(of: edge)] || !(holds ?? (condition == .always))
      }
      isSkipped[task] =
        switch tasks[task].join {
        case .all: inputs.contains { isDead[$0] }
        case .any: !inputs.isEmpty && inputs.allSatisfy { isDead[$0] }
        }
    }
    return Branches(isSkipped: isSkipped, isDead: isDead)
  }
}
