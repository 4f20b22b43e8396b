import SchedulingModel
import SimulationEngine

/// Any planner, for which a task takes what it is expected to take on each device: with failures at the
/// rates that are known of the device's node and of tasks, lost work, restarts, and the writing of
/// checkpoints (``SchedulingModel/Instance/expectedCosts(waitsForRepair:)``).
///
/// Long tasks then avoid nodes that fail often, where checkpoints do not keep the loss small, and ranks
/// are those of expected durations. The planned times are expectations, too.
public struct ExpectedDurations: Planner {
  let planner: any Planner
  let waitsForRepair: Bool

  /// Wraps a planner.
  ///
  /// - Parameter waitsForRepair: whether a lost task waits for the repair of its node, as it does where
  ///   plans are kept, so that repairs count; or goes elsewhere at once.
  public init(_ planner: any Planner, waitsForRepair: Bool = true) {
    self.planner = planner
    self.waitsForRepair = waitsForRepair
  }

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    try planner.plan(expecting(problem))
  }

  public func priorities(_ problem: PlanningProblem) -> [Double]? {
    planner.priorities(expecting(problem))
  }

  private func expecting(_ problem: PlanningProblem) -> PlanningProblem {
    var expected = problem
    expected.instance = problem.instance.withExpectedCosts(waitsForRepair: waitsForRepair)
    return expected
  }
}
