import SchedulingModel

/// A run in progress.
struct SimulationRun: ~Copyable {
  let simulation: Simulation
  var system: SystemState
  var policy: any Policy
  var events = EventQueue()
  var trace = Trace()
  /// How the run ended; nil while it goes on.
  var status: RunStatus? {
    didSet { hasEnded = status != nil }
  }
  /// Asked for several times an event, where comparing the status would copy it.
  private(set) var hasEnded = false
  let lengthFactors: [Double]?
  /// Actual costs, each task's times its factor: the one place where lengths are rounded, so that
  /// bounds and the referee get the same bits.
  let lengths: CostModel
  var outageStreams: [RandomStream] = []
  var repairStreams: [RandomStream] = []
  /// For each task, the trace row of its running attempt.
  let attemptRow: Column<Int32>
  private var noticeBuffer: [SchedulingEvent] = []
  private var round: [Event] = []
  /// Nodes that have been down ever since the workload last made progress.
  private var downSinceProgress: [Int] = []
  private var roundsAtOnce = 0

  init(_ simulation: Simulation, policy: any Policy) {
    self.simulation = simulation
    self.policy = policy
    let instance = simulation.instance
    system = SystemState(instance)
    lengthFactors =
      simulation.conditions.noise == .none
      ? nil : simulation.conditions.noise.factors(for: instance.workflow, seed: simulation.seed)
    let costs = simulation.conditions.costs
    lengths = lengthFactors.map { costs.scaled(by: $0) } ?? costs
    attemptRow = Column(repeating: -1, count: instance.workflow.taskCount)
    trace.attempts.reserve(instance.workflow.taskCount)
    for (job, description) in instance.jobs.enumerated() {
      events.add(.arrival, at: description.arrival, subject: job)
    }
    if system.nodesCanFail { openOutageStreams() }
  }

  mutating func run() {
    while !hasEnded {
      guard system.unfinishedTasks > 0 else {
        status = .ok
        return
      }
      guard let time = events.nextTime, !isStuck else {
        status = .deadlock(cycle: system.waitingCycle())
        return
      }
      guard time <= simulation.conditions.timeLimit else {
        system.advance(to: simulation.conditions.timeLimit)
        status = .timeLimit
        return
      }
      guard !standsStill(at: time) else {
        status = .stalled
        return
      }
      system.advance(to: time)
      let workloadEvents = events.workloadEvents
      events.takeRound(into: &round)
      for event in round {
        handle(event)
        tellPolicy()
        if hasEnded { return }
      }
      decide()
      startWhatCan()
      noteProgress(hadWorkload: workloadEvents > 0)
    }
  }

  /// Nothing of the workload is under way, and no repair will change that: every node has been up
  /// since the last time that anything happened, and no transfer waits for two ends to be up.
  private var isStuck: Bool {
    events.workloadEvents == 0 && downSinceProgress.isEmpty && system.heldEdges.isEmpty
  }

  private mutating func noteProgress(hadWorkload: Bool) {
    guard system.nodesCanFail else { return }
    if hadWorkload || system.commandsThisRound > 0 || events.workloadEvents > 0 {
      downSinceProgress = system.nodesDown
    } else {
      downSinceProgress.removeAll { !system.nodesDown.contains($0) }
    }
  }

  /// Whether more rounds came at one instant than tasks of length zero and outages can make: then
  /// events follow each other faster than the clock can tell.
  private mutating func standsStill(at time: Double) -> Bool {
    roundsAtOnce = time == system.now ? roundsAtOnce + 1 : 0
    let instance = simulation.instance
    return roundsAtOnce > 4 * (instance.workflow.taskCount + instance.cluster.nodes.count) + 1000
  }

  private mutating func handle(_ event: Event) {
    let subject = Int(event.subject)
    switch event.kind {
    case .inputsArrived:
      system.touch(subject)
    case .completion:
      // An attempt that was lost leaves its completion behind.
      guard system.isRunning(subject, attempt: Int(event.attempt)) else { return }
      closeAttempt(of: subject, outcome: .succeeded)
      attempting { system throws(SchedulingError) in
        try system.complete(subject, attempt: Int(event.attempt))
      }
    case .taskFailure:
      guard system.isRunning(subject, attempt: Int(event.attempt)) else { return }
      lose(subject, cause: .task)
    case .outage:
      beginOutage(of: subject)
    case .repair:
      endOutage(of: subject)
    case .arrival:
      system.arrive(job: subject)
    }
  }

  private mutating func tellPolicy() {
    guard !system.notices.isEmpty else { return }
    system.takeNotices(into: &noticeBuffer)
    do {
      for notice in noticeBuffer { try policy.observe(notice, in: system) }
    } catch {
      end(with: error)
    }
  }

  private mutating func decide() {
    do {
      try policy.decide(in: &system)
    } catch {
      end(with: error)
    }
    // The state's own record wins: a policy may have swallowed or reworded what it broke.
    if let violation = system.violation { status = .policyError(.broke(violation)) }
    // Withdrawals during the decision are no news to the policy.
    system.notices.removeAll(keepingCapacity: true)
  }

  private mutating func startWhatCan() {
    guard !hasEnded else { return }
    while let device = system.nextTouchedDevice() {
      switch system.headStatus(of: device) {
      case .startable(let task): start(task, on: device)
      case .waits(let time): events.add(.inputsArrived, at: time, subject: device)
      case .blocked: break
      }
    }
  }

  private mutating func start(_ task: Int, on device: Int) {
    attempting { system throws(SchedulingError) in _ = try system.begin(task) }
    guard !hasEnded else { return }
    let attempt = system.attempts(of: task)
    openAttempt(of: task, number: attempt, on: device)
    scheduleEnd(of: task, attempt: attempt, length: lengths.seconds(task, on: device))
  }

  mutating func attempting(
    _ transition: (inout SystemState) throws(SchedulingError) -> Void
  ) {
    do {
      try transition(&system)
    } catch {
      end(with: .broke(error))
    }
  }

  private mutating func end(with error: PolicyError) {
    if !hasEnded { status = .policyError(error) }
  }
}
