/// Tasks that are copies of each other.
extension ScheduleValidator {
  /// Of each set one member succeeds at most; then the others count as skipped from its finish on, and no
  /// attempt of theirs goes on after it. A set that was ruled out is listed by its original.
  func checkReplicas(
    _ entries: [Schedule.Entry], _ branching: inout Branching, report: inout Report
  ) {
    let workflow = instance.workflow
    branching.isSuperseded = [Bool](repeating: false, count: workflow.taskCount)
    var winner = [Schedule.Entry?](repeating: nil, count: workflow.taskCount)
    for entry in entries where entry.outcome == .succeeded || entry.outcome == .lost {
      let original = workflow.original(of: entry.task)
      if let other = winner[original], other.task != entry.task {
        report.violations.append(.succeededTwice(task: workflow.tasks[original].name))
      }
      // The first success dropped the others, be it that it was lost later.
      if winner[original].map({ entry.finish < $0.finish }) ?? true { winner[original] = entry }
    }
    for task in workflow.tasks.indices {
      let original = workflow.original(of: task)
      if let winner = winner[original], winner.task != task {
        supersede(task, at: winner.finish, &branching)
      } else if winner[original] == nil, original != task, branching.isSkipped[original] {
        supersede(task, at: branching.skipTime[original], &branching)
      }
    }
    for entry in entries where branching.isSuperseded[entry.task] {
      guard let winner = winner[workflow.original(of: entry.task)],
        isShort(winner.finish, of: entry.finish, report: &report)
      else { continue }
      report.violations.append(
        .afterSuccess(task: workflow.tasks[entry.task].name, attempt: entry.attempt))
    }
  }

  private func supersede(_ task: Int, at time: Double, _ branching: inout Branching) {
    branching.isSuperseded[task] = true
    branching.isSkipped[task] = true
    branching.skipTime[task] = time
  }
}
