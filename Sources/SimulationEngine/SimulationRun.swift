import SchedulingModel

/// A run in progress.
struct SimulationRun: ~Copyable {
  let simulation: Simulation
  var driver: PolicyDriver
  var events = EventQueue()
  var trace = Trace()
  let lengthFactors: [Double]?
  /// Actual costs, each task's times its factor: the one place where lengths are rounded, so that
  /// bounds and the referee get the same bits.
  let lengths: CostModel
  /// How each task turns out; nil where nothing can depend on it.
  let verdicts: Workflow.Outcomes?
  /// What can go down: the nodes, by id, then the domains, and then the links. Empty where nothing can.
  var outageSources: [OutageSource] = []
  /// Where the links begin among them.
  var firstUplink = 0
  /// For each node, how many outages that have begun are not over.
  var nodeCauses: [Int32] = []
  /// How many of these have been noticed: a node is down while there are any.
  var noticedCauses: [Int32] = []
  /// For each node, its next maintenance or the one that has begun; empty where no node has any.
  var windows: [MaintenanceWindow.Period?] = []
  /// Where failed nodes wait for crews and spares; nil where each is repaired at once.
  var shop: RepairShop?
  /// For each task, the fraction of its work that is done for good; empty where a lost attempt leaves
  /// nothing.
  let savedFraction: Column<Double>
  /// For each node, the work between checkpoints, where a rule says so; else empty.
  let ruledIntervals: [Double]
  /// For each task that is a gang and runs, the same; empty without gangs or rules.
  let gangIntervals: Column<Double>
  /// For each node, since when it has been down without anybody's knowing; infinite where it is not.
  /// Empty where outages are noticed at once.
  var silentSince: [Double] = []
  /// Devices whose running attempt makes no progress because their node is down, which nobody knows.
  var stranded = 0
  /// For each task, since when its attempt has failed by itself without anybody's knowing; infinite if it has
  /// not, and empty where such failures are noticed at once.
  var stoppedAt: [Double] = []
  /// For each task, the trace row of its running attempt.
  let attemptRow: Column<Int32>
  /// Whether attempts can fail by themselves.
  let attemptsCanFail: Bool
  /// Whether an attempt's length, or when it fails, is more than its task's length says.
  let needsTimeline: Bool
  /// How many times its estimated cost an attempt may take before a copy of its task runs; nil if none
  /// ever does.
  let latenessFactor: Double?
  /// For each task, what makes its running attempt fail by itself, if anything does; empty where causes
  /// are not told apart.
  let struckCause: Column<Int32>
  /// The events of the present round.
  private(set) var round: [Event] = []
  /// Nodes that have been down ever since the workload last made progress.
  private var downSinceProgress: [Int] = []
  /// Links that have been out ever since.
  private var outSinceProgress: [Int] = []
  private var roundsAtOnce = 0
  /// Rounds since anything of the workload happened.
  private var idleRounds = 0
  /// Whether tasks have to run again since this round: they may wait for nodes that went down only now.
  var outputsWereLost = false

  init(_ simulation: Simulation, policy: any Policy) {
    self.simulation = simulation
    let instance = simulation.instance
    driver = PolicyDriver(instance: instance, policy: policy)
    lengthFactors =
      simulation.conditions.noise == .none
      ? nil : simulation.conditions.noise.factors(for: instance.workflow, seed: simulation.seed)
    let costs = simulation.conditions.costs
    lengths = lengthFactors.map { costs.scaled(by: $0) } ?? costs
    verdicts = instance.workflow.verdicts(seed: simulation.seed)
    attemptRow = Column(repeating: -1, count: instance.workflow.taskCount)
    let recovery = simulation.conditions.recovery
    let failures = simulation.conditions.taskFailures
    attemptsCanFail = failures.canStrike
    if attemptsCanFail, failures.detection.takesTime {
      stoppedAt = [Double](repeating: .infinity, count: instance.workflow.taskCount)
    }
    needsTimeline =
      recovery.changesLengths || failures.strikes != .all
      || simulation.conditions.stragglers != nil
    latenessFactor =
      if driver.system.hasReplicas, case .late(let factor)? = recovery.replication?.start {
        factor
      } else {
        nil
      }
    struckCause = Column(
      repeating: -1, count: failures.causes.isEmpty ? 0 : instance.workflow.taskCount)
    savedFraction = Column(
      repeating: 0, count: recovery.savesWork ? instance.workflow.taskCount : 0)
    ruledIntervals = Self.ruledIntervals(simulation)
    gangIntervals = Column(
      repeating: .infinity,
      count: ruledIntervals.isEmpty || !instance.workflow.hasGangs ? 0 : instance.workflow.taskCount
    )
    trace.attempts.reserve(instance.workflow.taskCount)
    for (job, description) in instance.jobs.enumerated() {
      events.add(.arrival, at: description.arrival, subject: job)
    }
    if driver.system.nodesCanFail, recovery.detection.takesTime {
      silentSince = [Double](repeating: .infinity, count: instance.cluster.nodes.count)
    }
    if driver.system.waysCanFail { openOutageSources() }
  }

  mutating func run() {
    while !driver.hasEnded {
      guard driver.system.unfinishedTasks > 0 else {
        driver.status = .ok
        return
      }
      guard let time = events.nextTime, !isStuck else {
        driver.status = .deadlock(cycle: driver.system.waitingCycle())
        return
      }
      guard time <= simulation.conditions.timeLimit else {
        driver.system.advance(to: simulation.conditions.timeLimit)
        driver.status = .timeLimit
        return
      }
      guard !standsStill(at: time) else {
        driver.status = .stalled
        return
      }
      driver.system.advance(to: time)
      // An attempt on a node that is down without anybody's knowing is lost at the notice.
      let hadWorkload = events.workloadEvents > 0 || stranded > 0
      events.takeRound(into: &round)
      for event in round {
        handle(event)
        driver.tellPolicy()
        if driver.hasEnded { return }
      }
      driver.decide()
      startWhatCan()
      noteProgress(hadWorkload: hadWorkload)
    }
  }

  /// Nothing of the workload is under way, and neither notice nor repair of an outage will change that:
  /// every node and link has been up since the last time that anything happened, no attempt runs on a node
  /// that is down, and no transfer waits for its ends and links to be up, nor a gang for all its nodes, nor a
  /// policy for a window to be over.
  private var isStuck: Bool {
    events.workloadEvents == 0 && stranded == 0 && downSinceProgress.isEmpty
      && outSinceProgress.isEmpty && driver.system.heldEdges.isEmpty
      && (idleRounds > Self.patience
        || windows.isEmpty && !driver.system.hasGangForDownNodes)
  }

  /// So many rounds in a row of outages and repairs alone, a gang waits for all its nodes to be up, or a
  /// policy for the end of some window; then there is none in any time that matters.
  private static let patience = 100_000

  private mutating func noteProgress(hadWorkload: Bool) {
    guard driver.system.waysCanFail else { return }
    defer { outputsWereLost = false }
    if hadWorkload || driver.system.commandsThisRound > 0 || events.workloadEvents > 0
      || outputsWereLost
    {
      downSinceProgress = driver.system.nodesDown
      if driver.system.linksCanFail { outSinceProgress = driver.system.uplinksOut }
      idleRounds = 0
    } else {
      idleRounds += 1
      downSinceProgress.removeAll { !driver.system.nodesDown.contains($0) }
      outSinceProgress.removeAll { !driver.system.uplinksOut.contains($0) }
    }
  }

  /// Whether more rounds came at one instant than tasks of length zero and outages can make: then
  /// events follow each other faster than the clock can tell.
  private mutating func standsStill(at time: Double) -> Bool {
    roundsAtOnce = time == driver.system.now ? roundsAtOnce + 1 : 0
    let instance = simulation.instance
    return roundsAtOnce > 4 * (instance.workflow.taskCount + instance.cluster.nodes.count) + 1000
  }

  private mutating func handle(_ event: Event) {
    let subject = Int(event.subject)
    switch event.kind {
    case .inputsArrived:
      driver.system.touch(subject)
    case .completion:
      // An attempt that was lost leaves its completion behind.
      guard makesProgress(subject, attempt: Int(event.attempt)) else { return }
      closeAttempt(of: subject, outcome: .succeeded)
      driver.attempting { system throws(SchedulingError) in
        try system.complete(
          subject, attempt: Int(event.attempt), outcome: verdicts?[subject] ?? .passed)
      }
      if driver.system.hasReplicas { dropSiblings(of: subject) }
    case .taskFailure:
      guard makesProgress(subject, attempt: Int(event.attempt)) else { return }
      if stoppedAt.isEmpty {
        lose(subject, cause: .task)
      } else {
        failUnnoticed(subject, attempt: Int(event.attempt))
      }
    case .failureNotice:
      guard driver.system.isRunning(subject, attempt: Int(event.attempt)) else { return }
      lose(subject, cause: .task)
    case .timer:
      // A copy may have succeeded meanwhile.
      guard driver.system.state(of: subject) != .skipped else { return }
      driver.system.releaseHeldBack(subject)
    case .lateness:
      wakeSibling(of: subject, attempt: Int(event.attempt))
    case .reopening:
      endWindow(ofNode: subject)
    case .closing:
      beginWindow(ofNode: subject)
    case .drain:
      driver.system.drain(node: subject)
    case .outage:
      beginOutage(of: subject, epoch: Int(event.attempt))
    case .detection:
      noticeOutage(of: subject)
    case .mend:
      finishRepair(of: subject)
    case .repair:
      endOutage(of: subject)
    case .arrival:
      driver.system.arrive(job: subject)
    }
  }

  private mutating func startWhatCan() {
    guard !driver.hasEnded else { return }
    while let device = driver.system.nextTouchedDevice() {
      switch driver.system.headStatus(of: device) {
      case .startable(let task): start(task, on: device)
      case .waits(let time): events.add(.inputsArrived, at: time, subject: device)
      case .blocked: break
      }
    }
  }

  private mutating func start(_ task: Int, on device: Int) {
    driver.attempting { system throws(SchedulingError) in _ = try system.begin(task) }
    guard !driver.hasEnded else { return }
    let attempt = driver.system.attempts(of: task)
    openAttempt(of: task, number: attempt, on: device)
    if !stoppedAt.isEmpty { stoppedAt[task] = .infinity }
    if let latenessFactor { watch(task, attempt: attempt, on: device, factor: latenessFactor) }
    let silent = silentDevices(of: task)
    if silent > 0 {
      stranded += silent
      return
    }
    scheduleEnd(of: task, attempt: attempt, on: device)
  }
}
