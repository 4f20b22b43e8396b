import SchedulingModel
import SimulationEngine

/// Planning again what has not started.
extension PlannedPolicy {
  /// From when on each device can be used, in seconds; infinite where a node is down and no return can be
  /// told. Nil where all can be used at once, or outages change nothing.
  func availability(in system: borrowing SystemState) -> [Double]? {
    guard replanning != .never, !system.downNodes.isEmpty else { return nil }
    let cluster = system.instance.cluster
    var times = [Double](repeating: system.now, count: cluster.deviceCount)
    let repairs = replanning.isWhole ? cluster.expectedRepairSeconds : []
    // When maintenance ends is no estimate: planners see it in the cluster.
    for node in system.downNodes where outages.plannedReturn(of: node) == nil {
      var back = Double.infinity
      if replanning.isWhole, let seconds = repairs[node] {
        back = outages.expectedReturn(of: node, repairSeconds: seconds, now: system.now)
      }
      for device in cluster.nodes[node].devices { times[device] = back }
    }
    return times
  }

  /// What the planner is asked, with what is known of nodes that are down: their devices are available from
  /// their expected return, or, where that is not known, not eligible while another one is.
  func problem(
    of tasks: [Int], around committed: Schedule, in system: borrowing SystemState
  ) -> PlanningProblem {
    var problem = PlanningProblem(
      instance: system.instance, tasks: tasks, committed: committed, now: system.now)
    if let costsByProbability { problem.instance.costs = costsByProbability }
    let times = availability(in: system)
    var exceptions: [(task: Int, devices: Range<Int>)] = []
    if system.avoidsNodes {
      for task in tasks {
        let devices = system.devicesToAvoid(task)
        if !devices.isEmpty { exceptions.append((task, devices)) }
      }
    }
    if let times {
      problem.availableFrom = times.map { $0 < .infinity ? $0 : system.now }
    }
    let isAvailable =
      times?.map { $0 < .infinity }
      ?? [Bool](repeating: true, count: system.instance.cluster.deviceCount)
    if !exceptions.isEmpty || isAvailable.contains(false) {
      problem.instance.costs = problem.instance.costs.restricted(
        to: isAvailable, except: exceptions)
    }
    return problem
  }

  /// From now on planners see what can be expected given the outcomes that are known.
  mutating func expectKnownOutcomes(in system: borrowing SystemState) {
    let instance = system.instance
    guard instance.workflow.isConditional else { return }
    var outcomes = [Workflow.Outcome?](repeating: nil, count: instance.workflow.taskCount)
    for task in outcomes.indices { outcomes[task] = system.outcome(of: task) }
    costsByProbability = instance.costs.scaled(
      by: instance.workflow.runProbabilities { outcomes[$0] })
  }

  /// Plans again what has not started of everything that has been planned.
  mutating func replan(in system: inout SystemState) throws {
    let workflow = system.instance.workflow
    var standing: [Schedule.Entry] = []
    var committed = Schedule()
    var tasks: [Int] = []
    for task in plannedOrder where !system.isDormant(task) {
      guard var entry = self.standing(task, in: system) else {
        tasks.append(task)
        continue
      }
      standing.append(entry)
      committed.entries.append(entry)
      guard workflow.tasks[task].devices > 1 else { continue }
      gangs[task] = system.devices(of: task)
      for device in system.devices(of: task).dropFirst() {
        entry.device = device
        committed.entries.append(entry)
      }
    }
    for (index, entry) in standing.enumerated() {
      placements[entry.task] = entry
      places[entry.task] = index
    }
    plannedOrder = standing.map(\.task)
    guard !tasks.isEmpty else { return }

    let problem = problem(of: tasks.sorted(), around: committed, in: system)
    let plan = try planner.plan(problem)
    try check(plan, against: problem)
    let leaders = adopt(plan, workflow: workflow)
    number(leaders, workflow: workflow)
    let ordered = inQueueOrder(leaders)
    try carryOut(ordered, in: &system)
    plannedOrder = inQueueOrder(standing + ordered).map(\.task)
  }

  /// Where a task stands that cannot be planned again, since it has started, or will never run; nil if it
  /// can.
  private func standing(_ task: Int, in system: borrowing SystemState) -> Schedule.Entry? {
    switch system.state(of: task) {
    case .succeeded:
      guard let device = system.device(of: task), let start = system.start(of: task),
        let finish = system.finish(of: task)
      else { return nil }
      return Schedule.Entry(task: task, device: device, start: start, finish: finish)
    case .running:
      guard let device = system.device(of: task), let start = system.start(of: task) else {
        return nil
      }
      let finish = max(start + system.instance.costs.seconds(task, on: device), system.now)
      return Schedule.Entry(task: task, device: device, start: start, finish: finish)
    case .skipped:
      // Nothing comes from it, but planners look for every predecessor.
      let device = Int(system.instance.costs.eligibleDevices(of: task)[0])
      return Schedule.Entry(task: task, device: device, start: 0, finish: 0, outcome: .skipped)
    case .waiting, .ready, .assigned, .failed:
      return nil
    }
  }

  /// Brings the queues in line with a plan. A task that stays on its device keeps the data that is there or
  /// on its way.
  private func carryOut(
    _ ordered: [Schedule.Entry], in system: inout SystemState
  ) throws(SchedulingError) {
    var staying: [(entry: Schedule.Entry, place: Int)] = []
    var moving: [Int] = []
    for entry in ordered {
      // A lost task that is held back comes to its place when it is ready, so as not to block the queue.
      if system.state(of: entry.task) == .waiting, system.attempts(of: entry.task) > 0 { continue }
      if system.state(of: entry.task) == .assigned {
        let gang = gangs[entry.task]
        if system.device(of: entry.task) == entry.device,
          gang == nil || gang == system.devices(of: entry.task)
        {
          staying.append((entry, places[entry.task]))
          continue
        }
        try system.withdraw(entry.task)
      }
      moving.append(entry.task)
    }
    if !staying.isEmpty { try system.reorder(staying) }
    for task in moving { try assign(task, in: &system) }
  }
}

/// Taking over a run from another policy.
extension PlannedPolicy: TakingOver {
  mutating func takeOver(
    in system: inout SystemState, outages: OutageMemory
  ) throws(PolicyError) {
    let instance = system.instance
    openPlacements(for: instance)
    expectKnownOutcomes(in: system)
    self.outages = outages
    hasTakenOver = true
    var isKnown = [Bool](repeating: false, count: instance.workflow.taskCount)
    for (job, description) in instance.jobs.enumerated() where system.hasArrived(job: job) {
      for task in description.tasks { isKnown[task] = true }
    }
    plannedOrder = instance.workflow.topologicalOrder.map(Int.init).filter { isKnown[$0] }
    note(
      PlanningProblem(
        instance: instance, tasks: plannedOrder.sorted(), committed: Schedule(), now: system.now))
    do {
      try replan(in: &system)
    } catch let error as PlanningError {
      throw .planning(error)
    } catch let error as SchedulingError {
      throw .broke(error)
    } catch {
      throw .failed(reason: "unexpected error")
    }
  }
}
