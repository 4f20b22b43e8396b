import SchedulingModel
import SimulationEngine

/// Min-min and max-min on a ready list: of all ready tasks' earliest finish times, the task with
/// the least (or the greatest) is appended to its device; then finish times are found again.
///
/// Ibarra and Kim, JACM 24(2), 1977, for independent tasks; Maheswaran et al., JPDC 59(2), 1999.
/// Here on DAGs: a task is ready when its predecessors have been placed. Ties: lowest task, lowest
/// device.
///
/// Appending to a device can only delay it, so a task whose best device did not change keeps its
/// choice. With r ready tasks a round costs O(r) to compare, and O(devices) for each task whose
/// best device was taken: O(n × width × (1 + devices/width)) typically, O(n² × devices) at worst.
public struct MinMin: Planner {
  /// Which ready task goes next.
  public enum Selection: Sendable {
    /// The one that can finish first.
    case earliest
    /// The one whose earliest finish is latest.
    case latest
  }

  let selection: Selection

  /// Creates min-min (`earliest`) or max-min (`latest`).
  public init(selecting selection: Selection) {
    self.selection = selection
  }

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    var builder = PlanBuilder(problem, placement: .append)
    var progress = PlacementProgress(problem)
    var ready: [(task: Int, choice: PlanBuilder.Choice)] = []
    for task in progress.entries { ready.append((task, try best(for: task, &builder))) }
    while let position = select(ready) {
      let (task, choice) = ready.remove(at: position)
      builder.place(task, at: choice)
      for index in ready.indices where ready[index].choice.device == choice.device {
        ready[index].choice = try best(for: ready[index].task, &builder)
      }
      for successor in progress.place(task) {
        ready.append((successor, try best(for: successor, &builder)))
      }
    }
    return builder.schedule()
  }

  private func best(
    for task: Int, _ builder: inout PlanBuilder
  ) throws(PlanningError) -> PlanBuilder.Choice {
    try builder.findInputs(of: task)
    return try builder.earliestFinish(of: task)
  }

  private func select(_ ready: [(task: Int, choice: PlanBuilder.Choice)]) -> Int? {
    var best: Int?
    for (index, candidate) in ready.enumerated() {
      guard let current = best.map({ ready[$0] }) else {
        best = index
        continue
      }
      let (finish, incumbent) = (candidate.choice.finish, current.choice.finish)
      let isBetter = selection == .earliest ? finish < incumbent : finish > incumbent
      if isBetter || finish == incumbent && candidate.task < current.task { best = index }
    }
    return best
  }
}
