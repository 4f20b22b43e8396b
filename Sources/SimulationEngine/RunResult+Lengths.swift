import SchedulingModel

/// How long attempts were bound to take.
extension RunResult {
  /// For each task, by what its actual cost is multiplied at least, in any of its attempts: its factor, and
  /// the least slowdown of those that it had; nil where all are 1. Lower bounds hold for these lengths.
  public var leastFactors: [Double]? {
    let rows = trace.attempts
    guard !rows.slowdowns.isEmpty else { return lengthFactors }
    var least = [Double](repeating: .infinity, count: instance.workflow.taskCount)
    for row in 0..<rows.count {
      let task = Int(rows.tasks[row])
      // A copy that is faster stands for its set.
      for member in [task] + instance.workflow.siblings(of: task) {
        least[member] = min(least[member], rows.slowdowns[row])
      }
    }
    return least.indices.map { task in
      (lengthFactors?[task] ?? 1) * (least[task] < .infinity ? least[task] : 1)
    }
  }

  /// How many times as long as its task's length each attempt took, where that is not once: what a
  /// validator has to know.
  public var slowdowns: [ScheduleValidator.Attempt: Double] {
    let rows = trace.attempts
    var slowdowns: [ScheduleValidator.Attempt: Double] = [:]
    for row in rows.slowdowns.indices where rows.slowdowns[row] != 1 {
      let attempt = ScheduleValidator.Attempt(
        task: Int(rows.tasks[row]), number: Int(rows.numbers[row]))
      slowdowns[attempt] = rows.slowdowns[row]
    }
    return slowdowns
  }
}
