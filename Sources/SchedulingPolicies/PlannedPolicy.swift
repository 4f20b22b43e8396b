import SchedulingModel
import SimulationEngine

/// Runs a planner's plan: the one adapter between planners and the engine.
///
/// When jobs arrive, their tasks are planned around everything that is planned already, and each is
/// assigned to its device at its planned place. Planned order is kept whatever happens; when a later job is planned around
/// tasks that run late or early, their projected times replace the planned ones. A task that
/// loses an attempt keeps its device and its place, and waits for the repair. With exact estimates
/// and no failures, the run reproduces the plan's times exactly. A planner sees the expected workflow: the
/// cost of a task that conditions may rule out counts by the probability that it runs
/// (``Instance/expectedCosts``); one that is skipped leaves its slot empty.
public struct PlannedPolicy: Policy {
  package let planner: any Planner
  private var newJobs: [Int] = []
  private var lostTasks: [Int] = []
  var placements: [Schedule.Entry?] = []
  /// The place of each task among all planned ones, which breaks ties of planned times.
  private var places: [Int] = []
  /// The planned tasks in the order of their queues.
  var plannedOrder: [Int] = []
  private var problems: [PlanningProblem] = []
  /// What planners see where tasks may be skipped; nil elsewhere.
  var expectedCosts: CostModel?

  /// Adapts a planner.
  public init(_ planner: any Planner) {
    self.planner = planner
  }

  public var priorities: [Double]? {
    var all: [Double]?
    for problem in problems {
      guard let ranks = planner.priorities(problem) else { continue }
      var known = all ?? [Double](repeating: 0, count: problem.instance.workflow.taskCount)
      for (task, rank) in zip(problem.tasks, ranks) { known[task] = rank }
      all = known
    }
    return all
  }

  public mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    switch event {
    case .jobArrived(let job): newJobs.append(job)
    case .taskReady(let task):
      // A planned task stands in its queue: it is ready only where it has lost an attempt.
      if !placements.isEmpty, placements[task] != nil { lostTasks.append(task) }
    case .attemptFailed, .taskSkipped, .attemptSucceeded, .nodeDown, .nodeUp: break
    }
  }

  public mutating func decide(in system: inout SystemState) throws(PolicyError) {
    do {
      if !newJobs.isEmpty { try planNewJobs(in: &system) }
      for task in lostTasks where system.state(of: task) == .ready {
        try assign(task, in: &system)
      }
      lostTasks.removeAll(keepingCapacity: true)
    } catch let error as PlanningError {
      throw .planning(error)
    } catch let error as SchedulingError {
      throw .broke(error)
    } catch {
      throw .failed(reason: "unexpected error")
    }
  }

  private mutating func planNewJobs(in system: inout SystemState) throws {
    var instance = system.instance
    if instance.workflow.isConditional {
      let expected = expectedCosts ?? instance.expectedCosts
      expectedCosts = expected
      instance.costs = expected
    }
    if placements.isEmpty {
      placements = [Schedule.Entry?](repeating: nil, count: instance.workflow.taskCount)
      places = [Int](repeating: 0, count: instance.workflow.taskCount)
    }
    let committed = projection(in: system)
    try keep(committed, in: &system)
    let problem = PlanningProblem(
      instance: instance, tasks: newJobs.flatMap { instance.jobs[$0].tasks }.sorted(),
      committed: committed, now: system.now)
    newJobs.removeAll()
    let plan = try planner.plan(problem)
    try check(plan, against: problem)
    for entry in plan.entries { placements[entry.task] = entry }
    number(plan, workflow: instance.workflow)
    problems.append(problem)
    let ordered = inQueueOrder(plan.entries)
    for entry in ordered { try assign(entry.task, in: &system) }
    if plannedOrder.isEmpty {
      plannedOrder = ordered.map(\.task)
    } else {
      // A later job's tasks may stand in gaps before those of an earlier one.
      plannedOrder = inQueueOrder(plannedOrder.compactMap { placements[$0] } + ordered)
        .map(\.task)
    }
  }

  /// Takes actual and projected times for the planned ones, so that old and new tasks stand in their
  /// queues by times of one kind, and a task that is lost later comes back before its successors.
  private mutating func keep(
    _ committed: Schedule, in system: inout SystemState
  ) throws(SchedulingError) {
    var moved: [(entry: Schedule.Entry, place: Int)] = []
    for entry in committed.entries where placements[entry.task] != entry {
      placements[entry.task] = entry
      if system.state(of: entry.task) == .assigned {
        moved.append((entry, places[entry.task]))
      }
    }
    if !moved.isEmpty { try system.reorder(moved) }
  }

  /// The order in which queues hold planned tasks.
  private func inQueueOrder(_ entries: [Schedule.Entry]) -> [Schedule.Entry] {
    entries.sorted { left, right in
      (left.start, left.finish, places[left.task])
        < (right.start, right.finish, places[right.task])
    }
  }

  /// Gives each task of a plan its place, after all that were planned before: in the plan's order
  /// where that is topological, as list planners' orders are, else in topological order.
  private mutating func number(_ plan: Schedule, workflow: Workflow) {
    let base = plannedOrder.count
    for (index, entry) in plan.entries.enumerated() { places[entry.task] = base + index }
    let isTopological = plan.entries.allSatisfy { entry in
      workflow.inputs(of: entry.task).allSatisfy {
        places[workflow.source(of: $0)] < places[entry.task]
      }
    }
    if isTopological { return }
    let tasks = plan.entries.map(\.task).sorted {
      workflow.topologicalPosition[$0] < workflow.topologicalPosition[$1]
    }
    for (index, task) in tasks.enumerated() { places[task] = base + index }
  }

  private func assign(_ task: Int, in system: inout SystemState) throws(SchedulingError) {
    guard let entry = placements[task] else { return }
    try system.assign(
      task, to: entry.device, plannedStart: entry.start, plannedFinish: entry.finish,
      place: places[task])
  }

  private func check(
    _ plan: Schedule, against problem: PlanningProblem
  ) throws(PlanningError) {
    var isPlaced = [Bool](repeating: true, count: problem.instance.workflow.taskCount)
    for task in problem.tasks { isPlaced[task] = false }
    for entry in plan.entries {
      guard isPlaced.indices.contains(entry.task), !isPlaced[entry.task] else {
        throw .incompletePlan(task: entry.task)
      }
      isPlaced[entry.task] = true
    }
    if let missing = problem.tasks.first(where: { !isPlaced[$0] }) {
      throw .incompletePlan(task: missing)
    }
  }
}
