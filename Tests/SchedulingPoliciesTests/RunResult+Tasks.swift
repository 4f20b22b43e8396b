import SimulationEngine

extension RunResult {
  /// The task of each attempt that succeeded, in order of start.
  var succeededTasks: [Int] {
    let rows = trace.attempts
    return (0..<rows.count).filter { rows.outcomes[$0] == .succeeded }.map { Int(rows.tasks[$0]) }
  }
}
