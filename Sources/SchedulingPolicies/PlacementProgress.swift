import SchedulingModel

/// Which of a problem's tasks can be placed next: those whose predecessors in it have all been
/// placed. O(n + e) in all.
struct PlacementProgress {
  /// The tasks without predecessors in the problem, ascending.
  let entries: [Int]
  private let workflow: Workflow
  /// Unplaced predecessors of each task; −1 for tasks outside the problem.
  private var pending: [Int32]

  init(_ problem: PlanningProblem) {
    let workflow = problem.instance.workflow
    var pending = [Int32](repeating: -1, count: workflow.taskCount)
    for task in problem.tasks { pending[task] = 0 }
    for task in problem.tasks {
      for edge in workflow.outputs(of: task) where pending[workflow.target(of: edge)] >= 0 {
        pending[workflow.target(of: edge)] += 1
      }
    }
    entries = problem.tasks.filter { pending[$0] == 0 }
    self.workflow = workflow
    self.pending = pending
  }

  /// Notes that a task has been placed, and returns those that can be placed now, ascending.
  mutating func place(_ task: Int) -> [Int] {
    var ready: [Int] = []
    for edge in workflow.outputs(of: task) {
      let successor = workflow.target(of: edge)
      guard pending[successor] > 0 else { continue }
      pending[successor] -= 1
      if pending[successor] == 0 { ready.append(successor) }
    }
    return ready
  }
}
