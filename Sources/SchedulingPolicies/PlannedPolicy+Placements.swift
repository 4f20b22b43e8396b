import SchedulingModel
import SimulationEngine

/// What a plan says of each task: its devices, and its place in their queues.
extension PlannedPolicy {
  /// The order in which queues hold planned tasks.
  func inQueueOrder(_ entries: [Schedule.Entry]) -> [Schedule.Entry] {
    entries.sorted { left, right in
      (left.start, left.finish, places[left.task])
        < (right.start, right.finish, places[right.task])
    }
  }

  /// Gives each task of a plan its place, after all that were planned before: in the plan's order
  /// where that is topological, as list planners' orders are, else in topological order.
  mutating func number(_ plan: [Schedule.Entry], workflow: Workflow) {
    let base = plannedOrder.count
    for (index, entry) in plan.enumerated() { places[entry.task] = base + index }
    let isTopological = plan.allSatisfy { entry in
      workflow.inputs(of: entry.task).allSatisfy {
        places[workflow.source(of: $0)] < places[entry.task]
      }
    }
    if isTopological { return }
    let tasks = plan.map(\.task).sorted {
      workflow.topologicalPosition[$0] < workflow.topologicalPosition[$1]
    }
    for (index, task) in tasks.enumerated() { places[task] = base + index }
  }

  /// Puts a task into the queues of its devices, at its planned place.
  func assign(_ task: Int, in system: inout SystemState) throws(SchedulingError) {
    guard let entry = placements[task] else { return }
    if !gangs.isEmpty, let gang = gangs[task] {
      return try system.assign(
        task, to: gang, plannedStart: entry.start, plannedFinish: entry.finish,
        place: places[task])
    }
    try system.assign(
      task, to: entry.device, plannedStart: entry.start, plannedFinish: entry.finish,
      place: places[task])
  }

  /// Keeps a plan's placements, and returns one entry for each task, in the plan's order.
  mutating func adopt(_ plan: Schedule, workflow: Workflow) -> [Schedule.Entry] {
    guard workflow.hasGangs else {
      for entry in plan.entries { placements[entry.task] = entry }
      return plan.entries
    }
    for entry in plan.entries {
      placements[entry.task] = nil
      gangs[entry.task] = nil
    }
    var order: [Int] = []
    for entry in plan.entries {
      if workflow.tasks[entry.task].devices > 1 {
        gangs[entry.task, default: []].append(entry.device)
      }
      if let known = placements[entry.task] {
        if entry.device < known.device { placements[entry.task] = entry }
      } else {
        placements[entry.task] = entry
        order.append(entry.task)
      }
    }
    for task in order { gangs[task]?.sort() }
    return order.compactMap { placements[$0] }
  }

  /// - Throws: `incompletePlan` unless the plan holds every task of its problem, on as many devices as it needs,
  ///   and nothing else.
  func check(
    _ plan: Schedule, against problem: PlanningProblem
  ) throws(PlanningError) {
    let tasks = problem.instance.workflow.tasks
    var missing = [Int](repeating: 0, count: tasks.count)
    for task in problem.tasks { missing[task] = tasks[task].devices }
    for entry in plan.entries {
      guard missing.indices.contains(entry.task), missing[entry.task] > 0 else {
        throw .incompletePlan(task: entry.task)
      }
      missing[entry.task] -= 1
    }
    if let left = problem.tasks.first(where: { missing[$0] > 0 }) {
      throw .incompletePlan(task: left)
    }
  }
}
