import SchedulingModel
import SimulationEngine

/// Minimum completion time: tasks in index order where that is topological, else in the
/// lowest-id topological order, each appended to the device on which it finishes first.
///
/// Armstrong, Hensgen and Kidd, "The relative performance of various mapping algorithms is
/// independent of sizable variances in run-time predictions", HCW 1998. Ties: lowest device.
/// O(e × devices).
public struct MinimumCompletionTime: Planner {
  /// Creates the planner.
  public init() {}

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    var builder = PlanBuilder(problem, placement: .append)
    for task in problem.tasksInTopologicalOrder {
      try builder.findInputs(of: task)
      try builder.placeEarliest(task)
    }
    return builder.schedule()
  }

  /// The order of planning: n for the first task, 1 for the last.
  public func priorities(_ problem: PlanningProblem) -> [Double]? {
    let workflow = problem.instance.workflow
    let count = workflow.taskCount
    return problem.tasks.map { Double(count - Int(workflow.topologicalPosition[$0])) }
  }
}
