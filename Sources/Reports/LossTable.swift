import SimulationEngine

/// What the lost attempts of a run were lost to, by cause.
enum LossTable {
  /// A line for each cause that struck, in the order of the scenario, outages first; empty where causes
  /// are not told apart or nothing was lost.
  static func text(_ result: RunResult, failures: TaskFailureModel) -> String {
    let losses = result.trace.losses
    guard !failures.causes.isEmpty, losses.count > 0 else { return "" }
    var counts = [Int](repeating: 0, count: failures.causes.count)
    for index in losses.indices where index >= 0 { counts[Int(index)] += 1 }
    let outages = losses.causes.count { $0 == .outage }
    var lines = outages > 0 ? [("an outage of its node", outages)] : []
    lines += zip(failures.causes.map(\.name), counts).filter { $0.1 > 0 }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.reduce("lost to\n") { text, line in
      let space = String(repeating: " ", count: width - line.0.count)
      return text + "  \(line.0)\(space)  \(line.1)\n"
    }
  }
}
