import SchedulingModel
import SimulationEngine

/// A static planner: maps tasks to a schedule before they run.
///
/// A planner that respects a committed part is also a re-planner: the same code plans the first job,
/// a job that arrives later into the gaps, and what is left after a failure. The engine never sees a
/// planner; ``PlannedPolicy`` runs its plan.
public protocol Planner: Sendable {
  /// Places each task of the problem.
  ///
  /// - Returns: one entry for each task of ``PlanningProblem/tasks`` (for a gang one for each of its
  ///   devices), and none else. Where tasks of
  ///   length zero share a device and an instant, they run in the order of their entries if that
  ///   respects all dependencies, else in topological order.
  func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule

  /// The static priority of each task to be planned, larger first, aligned with
  /// ``PlanningProblem/tasks``; nil (the default) if the planner ranks tasks only as it goes.
  func priorities(_ problem: PlanningProblem) -> [Double]?
}

extension Planner {
  public func priorities(_ problem: PlanningProblem) -> [Double]? { nil }
}

/// What a planner is asked: to place some tasks around a committed part.
public struct PlanningProblem: Sendable {
  /// The tasks, cluster and estimated costs.
  public var instance: Instance
  /// The tasks to place, ascending.
  public var tasks: [Int]
  /// Placements that stand: of these tasks' predecessors, and of whatever else holds the devices.
  public var committed: Schedule
  /// No task may start before, in seconds.
  public var now: Double
  /// From when on each device can be used, in seconds: later than now on a node that is down and expected
  /// back. Empty where all can be used at once.
  public var availableFrom: [Double]

  /// Creates a problem.
  public init(
    instance: Instance, tasks: [Int], committed: Schedule, now: Double, availableFrom: [Double] = []
  ) {
    self.instance = instance
    self.tasks = tasks
    self.committed = committed
    self.now = now
    self.availableFrom = availableFrom
  }

  /// All tasks of an instance at time 0, on an empty cluster.
  public init(_ instance: Instance) {
    self.init(
      instance: instance, tasks: Array(0..<instance.workflow.taskCount), committed: Schedule(),
      now: 0)
  }

  /// The tasks to place, in topological order (lowest id first among those that could be next).
  public var tasksInTopologicalOrder: [Int] {
    let workflow = instance.workflow
    if tasks.count == workflow.taskCount { return workflow.topologicalOrder.map(Int.init) }
    return tasks.sorted {
      workflow.topologicalPosition[$0] < workflow.topologicalPosition[$1]
    }
  }
}
