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
    var ready: [Candidate] = []
    for task in progress.entries { ready.append(try candidate(task, &builder)) }
    while let position = select(ready) {
      let chosen = ready.remove(at: position)
      switch chosen.place {
      case .device(let choice): builder.place(chosen.task, at: choice)
      case .gang(let choice): builder.place(chosen.task, at: choice)
      }
      for index in ready.indices where ready[index].isDisturbed(by: chosen) {
        ready[index] = try candidate(ready[index].task, &builder)
      }
      for successor in progress.place(chosen.task) {
        ready.append(try candidate(successor, &builder))
      }
    }
    return builder.schedule()
  }

  /// A ready task and where it would finish first.
  private struct Candidate {
    enum Place {
      case device(PlanBuilder.Choice)
      case gang(PlanBuilder.GangChoice)
    }

    var task: Int
    var finish: Double
    var place: Place

    /// Whether its place may have been taken.
    func isDisturbed(by other: Candidate) -> Bool {
      switch (place, other.place) {
      case (.device(let choice), .device(let taken)): choice.device == taken.device
      case (.device(let choice), .gang(let taken)): taken.devices.contains(choice.device)
      case (.gang(let choice), .device(let taken)): choice.devices.contains(taken.device)
      case (.gang, .gang): true
      }
    }
  }

  private func candidate(
    _ task: Int, _ builder: inout PlanBuilder
  ) throws(PlanningError) -> Candidate {
    try builder.findInputs(of: task)
    if builder.problem.instance.workflow.tasks[task].devices > 1 {
      let choice = try builder.earliestGang(of: task)
      return Candidate(task: task, finish: choice.finish, place: .gang(choice))
    }
    let choice = try builder.earliestFinish(of: task)
    return Candidate(task: task, finish: choice.finish, place: .device(choice))
  }

  private func select(_ ready: [Candidate]) -> Int? {
    var best: Int?
    for (index, candidate) in ready.enumerated() {
      guard let current = best.map({ ready[$0] }) else {
        best = index
        continue
      }
      let (finish, incumbent) = (candidate.finish, current.finish)
      let isBetter = selection == .earliest ? finish < incumbent : finish > incumbent
      if isBetter || finish == incumbent && candidate.task < current.task { best = index }
    }
    return best
  }
}
