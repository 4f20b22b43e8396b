import SchedulingModel
import SimulationEngine

/// Runs a planner's plan: the one adapter between planners and the engine.
///
/// When jobs arrive, their tasks are planned around everything that is planned already, and each is
/// assigned to its device at its planned place. Planned order is kept; when a later job is planned around
/// tasks that run late or early, their projected times replace the planned ones. With exact estimates
/// and no failures, the run reproduces the plan's times exactly. A planner sees the expected workflow: the
/// cost of a task that conditions may rule out counts by the probability that it runs
/// (``Instance/costsByProbability``); one that is skipped leaves its slot empty.
///
/// Copies that run at once are planned like other tasks, and whoever needs one is planned after the first.
/// One that runs because its original is late goes where it would finish first, at its original's place in
/// the order.
///
/// Maintenance is part of the plan, and changes nothing in it: only what it strikes after all, late as it
/// is, counts as struck by an outage.
///
/// What an outage changes is told by ``Replanning``. Without it, a task that loses an attempt keeps its
/// device and its place, and waits for the repair. Where retries go elsewhere
/// (`RecoveryModel.retriesElsewhere`), a task that may not come back to its device moves in any case.
public struct PlannedPolicy: Policy {
  /// What nodes that fail and come back change in a plan.
  public enum Replanning: String, Sendable, CaseIterable {
    /// Nothing: devices and places stay.
    case never
    /// Whenever a node goes down or comes back, the planner plans again whatever has not started, around
    /// what has. A node that is down counts as available from its expected return, or not at all where
    /// none is known.
    case outage
    /// The same, and whenever a task's outcome decides what runs: what is sure to run then has its whole cost,
    /// and what is ruled out none.
    case change
    /// Tasks that were lost, or wait on a node that is down, move: each to the device that is up and on
    /// which it would finish first, at its old place in the order. Everything else stays.
    case local

    /// Whether everything that has not started is planned again.
    var isWhole: Bool { self == .outage || self == .change }
  }

  package let planner: any Planner
  let replanning: Replanning
  private var newJobs: [Int] = []
  private var lostTasks: [Int] = []
  /// Copies that run because their original is late.
  private var wokenTasks: [Int] = []
  private var nodesChanged = false
  /// Whether an outcome has decided what runs since the last plan.
  private var outcomesChanged = false
  /// Since when nodes have been down.
  var outages = OutageMemory()
  /// Of gangs, the entry of the lowest device.
  var placements: [Schedule.Entry?] = []
  /// The devices of planned tasks that have several, ascending.
  var gangs: [Int: [Int]] = [:]
  /// The place of each task among all planned ones, which breaks ties of planned times.
  var places: [Int] = []
  /// The planned tasks in the order of their queues.
  var plannedOrder: [Int] = []
  /// When each task was first started, as far as it has ended since; kept only where outputs can be lost.
  private var firstStarts: [Int: Double] = [:]
  /// Whether everything that had not started was planned in the middle of a run of another policy.
  var hasTakenOver = false
  private var problems: [PlanningProblem] = []
  /// What planners see where tasks may be skipped; nil elsewhere.
  var costsByProbability: CostModel?

  /// Adapts a planner.
  public init(_ planner: any Planner, replanning: Replanning = .never) {
    self.planner = planner
    self.replanning = replanning
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
      // A planned task stands in its queue: it is ready only where it has lost an attempt or its outputs.
      if !placements.isEmpty, placements[task] != nil {
        lostTasks.append(task)
      } else if system.instance.workflow.isSpeculative(task) {
        wokenTasks.append(task)
      }
    case .nodeDown, .nodeUp:
      let canBeLost = system.outputsCanBeLost
      guard replanning != .never || hasTakenOver && canBeLost else { return }
      if outages.note(event, in: system) { nodesChanged = true }
    case .attemptFailed(let task, _, let cause):
      if system.outputsCanBeLost { noteStart(of: task, in: system) }
      // Maintenance is no news, but what it strikes is.
      if cause != .task, replanning != .never { nodesChanged = true }
    case .attemptSucceeded(let task, _):
      if system.outputsCanBeLost { noteStart(of: task, in: system) }
      if replanning == .change, system.instance.workflow.decides(task) { outcomesChanged = true }
    case .outputsLost, .taskSkipped, .nodeDraining: break
    }
  }

  @inline(never)  // So that a run in which nothing can be lost copies nothing for it.
  private mutating func noteStart(of task: Int, in system: borrowing SystemState) {
    if firstStarts[task] == nil { firstStarts[task] = system.start(of: task) }
  }

  public mutating func decide(in system: inout SystemState) throws(PolicyError) {
    do {
      if nodesChanged || outcomesChanged || !lostTasks.isEmpty {
        try react(in: &system)
      } else if !newJobs.isEmpty {
        try planNewJobs(in: &system)
      }
      if !wokenTasks.isEmpty { try placeWoken(in: &system) }
    } catch let error as PlanningError {
      throw .planning(error)
    } catch let error as SchedulingError {
      throw .broke(error)
    } catch {
      throw .failed(reason: "unexpected error")
    }
  }

  /// Does what is to be done about nodes that have changed, outcomes and tasks that are lost, and about jobs
  /// that arrive meanwhile.
  private mutating func react(in system: inout SystemState) throws {
    // A plan that was made while producers had to run again may have put them behind their consumers'
    // consumers, where those ran: if they are lost, it has to be made anew.
    let canBeLost = system.outputsCanBeLost
    let isStale = hasTakenOver && canBeLost
    if nodesChanged && (replanning.isWhole || isStale) || outcomesChanged, !placements.isEmpty {
      if outcomesChanged { expectKnownOutcomes(in: system) }
      try replan(in: &system)
    }
    if !newJobs.isEmpty { try planNewJobs(in: &system) }
    let isStruck = nodesChanged || canBeLost && !lostTasks.isEmpty
    let avoidsNodes = system.avoidsNodes
    if isStruck && replanning == .local || avoidsNodes && !lostTasks.isEmpty {
      try repair(lostTasks, in: &system)
    }
    for task in lostTasks where system.state(of: task) == .ready {
      try assign(task, in: &system)
    }
    lostTasks.removeAll(keepingCapacity: true)
    nodesChanged = false
    outcomesChanged = false
  }

  private mutating func planNewJobs(in system: inout SystemState) throws {
    let instance = system.instance
    openPlacements(for: instance)
    let committed = projection(in: system)
    try keep(committed, in: &system)
    let tasks = newJobs.flatMap { instance.jobs[$0].tasks }.filter { !system.isDormant($0) }
      .sorted()
    newJobs.removeAll()
    let problem = problem(of: tasks, around: committed, in: system)
    let plan = try planner.plan(problem)
    try check(plan, against: problem)
    let leaders = adopt(plan, workflow: instance.workflow)
    number(leaders, workflow: instance.workflow)
    problems.append(problem)
    let ordered = inQueueOrder(leaders)
    for entry in ordered { try assign(entry.task, in: &system) }
    if plannedOrder.isEmpty {
      plannedOrder = ordered.map(\.task)
    } else {
      // A later job's tasks may stand in gaps before those of an earlier one.
      plannedOrder = inQueueOrder(plannedOrder.compactMap { placements[$0] } + ordered)
        .map(\.task)
    }
  }

  private mutating func placeWoken(in system: inout SystemState) throws(SchedulingError) {
    let tasks = wokenTasks
    wokenTasks.removeAll(keepingCapacity: true)
    for task in tasks where system.state(of: task) == .ready {
      if placements[task] == nil { adoptReplica(task, in: system) }
      try assign(task, in: &system)
    }
  }

  mutating func openPlacements(for instance: Instance) {
    guard placements.isEmpty else { return }
    if instance.workflow.isConditional { costsByProbability = instance.costsByProbability }
    placements = [Schedule.Entry?](repeating: nil, count: instance.workflow.taskCount)
    places = [Int](repeating: 0, count: instance.workflow.taskCount)
  }

  /// Notes a problem whose ranks ``priorities`` reports.
  mutating func note(_ problem: PlanningProblem) { problems.append(problem) }

  /// Takes actual and projected times for the planned ones, so that old and new tasks stand in their
  /// queues by times of one kind, and a task that is lost later comes back before its successors. One that
  /// has to run again after it had finished keeps the time of its first start: its consumers may have
  /// started since, and if they are lost, what stands behind them must not keep it from running.
  private mutating func keep(
    _ committed: Schedule, in system: inout SystemState
  ) throws(SchedulingError) {
    var moved: [(entry: Schedule.Entry, place: Int)] = []
    for var entry in committed.entries {
      if let start = firstStarts[entry.task], start < entry.start {
        entry.finish = start + (entry.finish - entry.start)
        entry.start = start
      }
      guard let known = placements[entry.task], known.device == entry.device, known != entry
      else { continue }
      placements[entry.task] = entry
      if system.state(of: entry.task) == .assigned {
        moved.append((entry, places[entry.task]))
      }
    }
    if !moved.isEmpty { try system.reorder(moved) }
  }
}
