import SchedulingModel
import SimulationEngine

/// What is left of a run, as a run of its own: policies are tried on it before one of them is used.
///
/// - The unfinished tasks of the jobs that have arrived, and the edges between them. Finished
///   predecessors drop out with their edges: their data counts as being everywhere.
/// - Tasks that run stay on their devices for the rest of their estimated cost (at least 1 ms). They are a
///   job of their own that arrives an instant before the rest, so that nothing gets in their way.
/// - Nodes that are down are so from the beginning, until their expected return: the mean repair time from
///   their failure; where that is unknown, as long as outages have lasted so far.
/// - Outages to come and failures of tasks are drawn by their known laws, from the seed that is given,
///   which is never that of the run. Scheduled outages and failures of links are not foreseen; maintenance is. (A drain that has
///   begun is left out where a task still runs, so that it can go on.)
/// - Times are the estimated costs. What checkpoints hold of lost tasks is not known to policies.
struct LookAhead {
  private let instance: Instance
  private let conditions: RunConditions
  private let downAtStart: [(node: Int, seconds: Double)]
  /// Whether chance plays a part in what is left.
  let isRandom: Bool

  /// The least time that a running task still takes, in seconds.
  private static let leastRest = 1e-3

  /// Copies what is left; nil if that is nothing. O((n + e) log n).
  init?(_ system: borrowing SystemState, outages: OutageMemory) {
    let whole = system.instance
    var running: [Int] = []
    var waiting: [Int] = []
    for (job, description) in whole.jobs.enumerated() where system.hasArrived(job: job) {
      for task in description.tasks {
        switch system.state(of: task) {
        case .running: running.append(task)
        case .waiting, .ready, .assigned: waiting.append(task)
        case .succeeded, .failed, .skipped: break
        }
      }
    }
    guard !waiting.isEmpty else { return nil }
    let tasks = running.sorted() + waiting.sorted()
    guard let workflow = Self.workflow(of: tasks, in: system) else { return nil }
    let pinned = running.sorted().map { task in
      let devices = system.devices(of: task)
      let end = (system.start(of: task) ?? 0) + whole.costs.seconds(task, on: devices.first ?? 0)
      return (devices: devices, seconds: max(end - system.now, Self.leastRest))
    }
    let costs = whole.costs.selecting(tasks, pinned: pinned)
    let jobs = [
      Instance.Job(name: "running", arrival: 0, tasks: 0..<running.count),
      Instance.Job(
        name: "rest", arrival: .leastNormalMagnitude, tasks: running.count..<tasks.count),
    ]
    let rest =
      system.hasMaintenance
      ? whole.cluster.withMaintenance(Self.maintenance(in: system)) : whole.cluster
    let cluster = Self.cluster(rest, hasDownNodes: !system.downNodes.isEmpty)
    instance = Instance(
      workflow: workflow, jobs: running.isEmpty ? [jobs[1]] : jobs, cluster: cluster,
      costs: costs)
    let load = tasks.indices.reduce(0.0) { $0 + costs.meanSeconds($1) }
    let repairs = whole.cluster.expectedRepairSeconds
    let unknown = outages.meanSeconds ?? load / Double(cluster.deviceCount)
    downAtStart = system.downNodes.filter { outages.plannedReturn(of: $0) == nil }.map { node in
      let back = outages.expectedReturn(
        of: node, repairSeconds: repairs[node] ?? unknown, now: system.now)
      return (node, back - system.now)
    }
    let known = whole.reliability
    var longest = downAtStart.map(\.seconds).max() ?? 0
    for calendar in cluster.calendars {
      if let window = calendar.next(from: 0) {
        longest = max(longest, window.end - max(window.drainStart, 0))
      }
    }
    // Long enough for any policy, short enough for those that never end.
    let limit = 20 * (load + longest) + 1
    conditions = RunConditions(
      costs: costs,
      taskFailures: TaskFailureModel(
        rate: known.taskFailureRate, ratePerDevice: known.taskFailureRatePerDevice,
        detection: Detection(timeoutSeconds: known.taskFailureDetectionSeconds)),
      timeLimit: limit, recovery: known.recovery)
    isRandom =
      known.taskFailureRate + known.taskFailureRatePerDevice > 0 || workflow.isConditional
      || cluster.outageModels.contains { $0.rate > 0 }
  }

  private static func workflow(
    of tasks: [Int], in system: borrowing SystemState
  ) -> Workflow? {
    let whole = system.instance.workflow
    var index = [Int32](repeating: -1, count: whole.taskCount)
    var builder = WorkflowBuilder(name: whole.name)
    for task in tasks { index[task] = Int32(builder.add(whole.tasks[task])) }
    if whole.hasReplicas { markReplicas(of: tasks, index: index, in: system, &builder) }
    for task in tasks {
      // Alternatives of which one is there already need none of the others; nor does a join of any input.
      var met: Set<Workflow.Need> = []
      var hasInput = false
      // So do those whose data the task has, although their producer runs again for others.
      for edge in whole.inputs(of: task)
      where index[whole.source(of: edge)] < 0 || !system.isAwaited(edge: edge) {
        guard !system.isDead(edge: edge) else { continue }
        met.insert(whole.need(of: edge))
        hasInput = true
      }
      let isAny = whole.tasks[task].join == .any && hasInput
      for edge in whole.inputs(of: task) {
        let source = index[whole.source(of: edge)]
        guard source >= 0, system.isAwaited(edge: edge) else { continue }
        var need = whole.need(of: edge)
        if case .alternative = need, met.contains(need) { need = .optional }
        if isAny { need = .optional }
        // Which of the candidates that have finished are kept is not known before the selection.
        var condition = whole.condition(of: edge)
        if case .kept(let candidate) = condition {
          condition = index[candidate] < 0 ? .always : .kept(Int(index[candidate]))
        }
        builder.connect(
          Int(source), to: Int(index[task]), bytes: whole.bytes(of: edge), when: condition,
          as: need)
      }
      if isAny, let id = Int(exactly: index[task]) { builder.setJoin(.all, of: id) }
    }
    return try? builder.build()
  }

  /// Of each set the first that is left stands for the original.
  private static func markReplicas(
    of tasks: [Int], index: [Int32], in system: borrowing SystemState,
    _ builder: inout WorkflowBuilder
  ) {
    let whole = system.instance.workflow
    var firstOfSet: [Int: Int] = [:]
    for task in tasks.sorted() {
      let original = whole.original(of: task)
      guard let first = firstOfSet[original] else {
        firstOfSet[original] = Int(index[task])
        continue
      }
      builder.markReplica(
        Int(index[task]), of: first, isSpeculative: system.isDormant(task))
    }
  }

  private static func cluster(_ whole: Cluster, hasDownNodes: Bool) -> Cluster {
    let foreseen = whole.mappingOutages { model in
      guard case .renewal(let up, let repair) = model.process else { return .scheduled([]) }
      return OutageModel(up: up, repair: repair)
    }
    guard hasDownNodes, !foreseen.canFail else { return foreseen }
    return foreseen.withOutages(foreseen.nodes.map { _ in .scheduled([]) })
  }

  /// Each node's maintenance, as seen from now.
  private static func maintenance(in system: borrowing SystemState) -> [Cluster.Maintenance] {
    let cluster = system.instance.cluster
    var maintenance: [Cluster.Maintenance] = []
    for (node, calendar) in cluster.calendars.enumerated() {
      var isBusy = false
      for device in cluster.nodes[node].devices {
        if system.runningTask(on: device) != nil { isBusy = true }
      }
      for window in calendar.windows {
        for rest in window.seen(from: system.now, endsDrain: isBusy) {
          maintenance.append(Cluster.Maintenance(nodes: [node], window: rest))
        }
      }
    }
    return maintenance
  }

  /// How long a policy takes for what is left under a seed, in seconds; the limit if it does not finish.
  func makespan(_ policy: any Policy, seed: UInt64) -> Double {
    var simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
    simulation.downAtStart = downAtStart
    return simulation.run(policy).makespan ?? conditions.timeLimit
  }
}
