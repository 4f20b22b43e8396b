import SimulationEngine

/// What the lost attempts of a run were lost to, by cause.
enum LossTable {
  /// How many were lost to outages, to maintenance and by themselves, after a colon; empty where nothing was
  /// lost.
  static func kinds(_ result: RunResult) -> String {
    let causes = result.trace.losses.causes
    let parts = [
      (causes.count { $0 == .outage }, "to outages"),
      (causes.count { $0 == .maintenance }, "to maintenance"),
      (causes.count { $0 == .task }, "by themselves"),
    ].filter { $0.0 > 0 }
    return parts.isEmpty ? "" : ": " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// What each lost attempt was lost to, by its row in the trace.
  static func words(_ result: RunResult, failures: TaskFailureModel) -> [Int: String] {
    let losses = result.trace.losses
    var words: [Int: String] = [:]
    for place in 0..<losses.count {
      words[Int(losses.rows[place])] = word(
        losses.causes[place], index: Int(losses.indices[place]), failures: failures)
    }
    return words
  }

  private static func word(
    _ cause: FailureCause, index: Int, failures: TaskFailureModel
  ) -> String {
    switch cause {
    case .outage: "an outage of its node"
    case .maintenance: "maintenance of its node"
    case .task:
      failures.causes.indices.contains(index) ? failures.causes[index].name : "a failure of its own"
    }
  }

  /// A line for each cause that struck, in the order of the scenario, outages and maintenance first; empty where
  /// causes are not told apart or nothing was lost.
  static func text(_ result: RunResult, failures: TaskFailureModel) -> String {
    let losses = result.trace.losses
    guard !failures.causes.isEmpty, losses.count > 0 else { return "" }
    let places =
      [(FailureCause.outage, -1), (.maintenance, -1)]
      + failures.causes.indices.map { (.task, $0) }
    let lines = places.map { cause, index in
      (
        word(cause, index: index, failures: failures),
        (0..<losses.count).count { losses.causes[$0] == cause && Int(losses.indices[$0]) == index }
      )
    }.filter { $0.1 > 0 }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.reduce("lost to\n") { text, line in
      let space = String(repeating: " ", count: width - line.0.count)
      return text + "  \(line.0)\(space)  \(line.1)\n"
    }
  }
}
