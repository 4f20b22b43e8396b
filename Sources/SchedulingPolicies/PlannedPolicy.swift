import SchedulingModel
import SimulationEngine

/// Runs a planner's plan: the one adapter between planners and the engine.
///
/// When jobs arrive, their tasks are planned around everything that is planned already, and each is
/// assigned to its device at its planned place. Planned order is kept whatever happens. A task that
/// loses an attempt keeps its device and its place, and waits for the repair. With exact estimates
/// and no failures, the run reproduces the plan's times exactly.
public struct PlannedPolicy: Policy {
  let planner: any Planner
  private var newJobs: [Int] = []
  private var lostTasks: [Int] = []
  private var placements: [Schedule.Entry?] = []
  private var plannedOrder: [Int] = []
  private var rank: [Double]?

  /// Adapts a planner.
  public init(_ planner: any Planner) {
    self.planner = planner
  }

  public var priorities: [Double]? { rank }

  public mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    switch event {
    case .jobArrived(let job): newJobs.append(job)
    case .attemptFailed(let task, _, _): lostTasks.append(task)
    case .taskReady, .attemptSucceeded, .nodeDown, .nodeUp: break
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
    let instance = system.instance
    if placements.isEmpty {
      placements = [Schedule.Entry?](repeating: nil, count: instance.workflow.taskCount)
    }
    let problem = PlanningProblem(
      instance: instance, tasks: newJobs.flatMap { instance.jobs[$0].tasks }.sorted(),
      committed: projection(in: system), now: system.now)
    newJobs.removeAll()
    let plan = try planner.plan(problem)
    try check(plan, against: problem)
    for entry in plan.entries { placements[entry.task] = entry }
    if let ranks = planner.priorities(problem) {
      var all = rank ?? [Double](repeating: 0, count: instance.workflow.taskCount)
      for (task, rank) in zip(problem.tasks, ranks) { all[task] = rank }
      rank = all
    }
    let ordered = plan.entries.sorted { left, right in
      let position = instance.workflow.topologicalPosition
      return (left.start, left.finish, position[left.task])
        < (right.start, right.finish, position[right.task])
    }
    plannedOrder += ordered.map(\.task)
    for entry in ordered { try assign(entry.task, in: &system) }
  }

  private func assign(_ task: Int, in system: inout SystemState) throws(SchedulingError) {
    guard let entry = placements[task] else { return }
    try system.assign(
      task, to: entry.device, plannedStart: entry.start, plannedFinish: entry.finish)
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

  /// Where the committed tasks are and when they will finish, as far as can be told now: actual
  /// times for what has finished, and for the rest the plan's order with estimated costs from now.
  ///
  /// Planned order is consistent with both queues and dependencies, so one pass suffices. With
  /// exact estimates and no failures this is the plan itself.
  private func projection(in system: borrowing SystemState) -> Schedule {
    let instance = system.instance
    var finish = [Double](repeating: 0, count: placements.count)
    var freeFrom = [Double](repeating: 0, count: instance.cluster.deviceCount)
    var committed = Schedule()
    for task in plannedOrder {
      guard var entry = placements[task] else { continue }
      let cost = instance.costs.seconds(task, on: entry.device)
      switch system.state(of: task) {
      case .succeeded:
        entry.finish = system.finish(of: task) ?? entry.finish
        entry.start = system.start(of: task) ?? entry.start
      case .running:
        entry.start = system.start(of: task) ?? entry.start
        entry.finish = max(entry.start + cost, system.now)
      case .waiting, .ready, .assigned, .failed, .skipped:
        var start = max(freeFrom[entry.device], system.now)
        for edge in instance.workflow.inputs(of: task) {
          let source = instance.workflow.source(of: edge)
          guard let producer = placements[source] else { continue }
          let transfer = instance.cluster.transferSeconds(
            instance.workflow.bytes(of: edge), from: producer.device, to: entry.device)
          start = max(start, finish[source] + transfer)
        }
        entry.start = start
        entry.finish = start + cost
      }
      finish[task] = entry.finish
      freeFrom[entry.device] = max(freeFrom[entry.device], entry.finish)
      committed.entries.append(entry)
    }
    return committed
  }
}
