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
      let word =
        switch losses.causes[place] {
        case .outage: "outage"
        case .maintenance: "maintenance"
        case .task:
          losses.indices[place] < 0
            ? "task failure" : failures.causes[Int(losses.indices[place])].name
        }
      words[Int(losses.rows[place])] = word
    }
    return words
  }

  /// A line for each cause that struck, in the order of the scenario, outages and maintenance first; empty where causes
  /// are not told apart or nothing was lost.
  static func text(_ result: RunResult, failures: TaskFailureModel) -> String {
    let losses = result.trace.losses
    guard !failures.causes.isEmpty, losses.count > 0 else { return "" }
    var counts = [Int](repeating: 0, count: failures.causes.count)
    for index in losses.indices where index >= 0 { counts[Int(index)] += 1 }
    var lines = [
      ("an outage of its node", losses.causes.count { $0 == .outage }),
      ("maintenance of its node", losses.causes.count { $0 == .maintenance }),
    ].filter { $0.1 > 0 }
    lines += zip(failures.causes.map(\.name), counts).filter { $0.1 > 0 }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.reduce("lost to\n") { text, line in
      let space = String(repeating: " ", count: width - line.0.count)
      return text + "  \(line.0)\(space)  \(line.1)\n"
    }
  }
}
