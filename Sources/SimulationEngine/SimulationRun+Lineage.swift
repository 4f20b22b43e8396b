import SchedulingModel

/// Attempts that finished in vain.
extension SimulationRun {
  /// Takes note of the tasks that have to run again: the attempt in which they succeeded is lost, and so
  /// is what checkpoints held of them, which are kept until a task has finished.
  mutating func noteLostOutputs() {
    guard !driver.system.lineage.revoked.isEmpty else { return }
    outputsWereLost = true
    for task in driver.system.takeRevoked().lazy.map(Int.init) {
      trace.attempts.outcomes[Int(attemptRow[task])] = .lost
      if savedFraction.count > 0 { forgetCheckpoints(of: task) }
    }
  }

  /// O(attempts since the task's first).
  private mutating func forgetCheckpoints(of task: Int) {
    savedFraction[task] = 0
    var row = Int(attemptRow[task])
    while row >= 0 {
      if trace.attempts.tasks[row] == Int32(task) {
        trace.attempts.savedSeconds[row] = 0
        if trace.attempts.numbers[row] == 1 { return }
      }
      row -= 1
    }
  }
}
