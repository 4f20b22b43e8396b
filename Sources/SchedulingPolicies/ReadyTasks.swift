import HeapModule
import SchedulingModel

/// The planned tasks whose predecessors have all been placed, best first.
///
/// A list planner that takes the best *ready* task never meets an unplaced predecessor, whatever
/// the ranks are. Ties go to the lowest id. O(log n) for each task.
struct ReadyTasks {
  private struct Candidate: Comparable {
    var rank: Double
    var task: Int

    /// Worse candidates are smaller.
    static func < (left: Candidate, right: Candidate) -> Bool {
      left.rank != right.rank ? left.rank < right.rank : left.task > right.task
    }
  }

  private let workflow: Workflow
  private let rank: [Double]
  private var pending: [Int32]
  private var heap = Heap<Candidate>()

  init(_ problem: PlanningProblem, rank: [Double]) {
    workflow = problem.instance.workflow
    self.rank = rank
    pending = [Int32](repeating: -1, count: workflow.taskCount)
    for task in problem.tasks { pending[task] = 0 }
    for task in problem.tasks {
      for edge in workflow.outputs(of: task) where pending[workflow.target(of: edge)] >= 0 {
        pending[workflow.target(of: edge)] += 1
      }
    }
    for task in problem.tasks where pending[task] == 0 {
      heap.insert(Candidate(rank: rank[task], task: task))
    }
  }

  /// Takes the best ready task.
  mutating func popBest() -> Int? { heap.popMax()?.task }

  /// Tells that a task has been placed.
  mutating func placed(_ task: Int) {
    for edge in workflow.outputs(of: task) {
      let successor = workflow.target(of: edge)
      guard pending[successor] > 0 else { continue }
      pending[successor] -= 1
      if pending[successor] == 0 {
        heap.insert(Candidate(rank: rank[successor], task: successor))
      }
    }
  }
}
