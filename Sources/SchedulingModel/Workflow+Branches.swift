extension Workflow {
  /// Which tasks are skipped, and which edges carry nothing.
  public struct Branches: Sendable, Equatable {
    /// By task.
    public let isSkipped: [Bool]
    /// By edge.
    public let isDead: [Bool]
  }

  /// The branches that given outcomes open: whether a task is skipped depends on the outcomes alone,
  /// not on when anything runs.
  ///
  /// Copies count as skipped, and their originals for the whole set.
  ///
  /// - Parameter verdicts: how each task turns out if it runs. Nil where that is not known: then every
  ///   condition is taken to fail, so that what is left runs whatever the outcomes are.
  /// - Complexity: O(n + e), and for selecting tasks that of sorting their candidates.
  public func branches(verdicts: Outcomes?) -> Branches {
    var isSkipped = [Bool](repeating: false, count: taskCount)
    var isDead = [Bool](repeating: false, count: edgeCount)
    guard isConditional else { return Branches(isSkipped: isSkipped, isDead: isDead) }
    var isKept = [Bool](repeating: false, count: hasSelections ? edgeCount : 0)
    for task in topologicalOrder.lazy.map(Int.init) {
      let inputs = inputs(of: task)
      for edge in inputs {
        let source = source(of: edge)
        isDead[edge] =
          isSkipped[source] || !holds(edge, from: source, verdicts: verdicts, isKept: isKept)
      }
      isSkipped[task] = isReplica(task) || isRuledOut(task) { isDead[$0] }
      guard !isKept.isEmpty, !isSkipped[task], let verdicts else { continue }
      let kept = keptInputs(of: task) {
        !isDead[$0]
      } metric: {
        verdicts[$0].metric
      }
      for edge in kept { isKept[edge] = true }
    }
    return Branches(isSkipped: isSkipped, isDead: isDead)
  }

  private func holds(
    _ edge: Int, from source: Int, verdicts: Outcomes?, isKept: [Bool]
  ) -> Bool {
    switch condition(of: edge) {
    case .always: true
    case .kept(let candidate): keeps(candidate, at: source) { isKept[$0] }
    case let condition: verdicts.map { condition.holds(level: $0.levels[source]) } ?? false
    }
  }

  /// Whether the dead among its inputs rule a task out. O(inputs), with alternatives O(inputs²) at
  /// worst.
  func isRuledOut(_ task: Int, isDead: (_ edge: Int) -> Bool) -> Bool {
    let inputs = inputs(of: task)
    switch tasks[task].join {
    case .any: return !inputs.isEmpty && inputs.allSatisfy(isDead)
    case .all:
      return inputs.contains { edge in
        guard isDead(edge) else { return false }
        switch need(of: edge) {
        case .required: return true
        case .optional: return false
        case .alternative: return alternatives(to: edge).allSatisfy(isDead)
        }
      }
    }
  }

  /// The edges into the same task with the same number of alternatives, this one included.
  public func alternatives(to edge: Int) -> some Sequence<Int> {
    let group = edgeGroups.isEmpty ? 0 : edgeGroups[edge]
    return inputs(of: target(of: edge)).lazy.filter {
      edgeGroups.isEmpty || edgeGroups[$0] == group
    }
  }
}
