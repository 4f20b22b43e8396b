import Foundation
import LanguageModel
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// Runs a workflow for real: worker processes do the work, and the policy that could have been
/// simulated decides, through the same state machine.
///
/// Everything that happens becomes a round of events. A round is handled in memory, then journaled,
/// and only then are its orders sent: whatever the coordinator has done can be found in the journal.
/// What the journal does not hold has no effect, so a coordinator that is killed at any instant can
/// be continued by another, which replays the rounds and takes all workers for lost.
public actor Coordinator {
  enum Report: Sendable {
    case worker(node: Int, generation: Int, WorkerProcess.Report)
    case tick
  }

  /// Seconds between two looks at the clock; what is due at a known time brings a look of its own. Each
  /// takes time from a worker where workers have all cores.
  static let tickSeconds = 0.25
  /// A look that comes so late, in seconds, says that this process was stopped, not the workers.
  private static let lateTickSeconds = 1.0

  let run: RealRun
  let directory: RunDirectory
  let journal: RunJournal
  let instance: Instance
  let orders: TaskOrders
  let store: ArtefactStore
  var state: ExecutionState
  var clock: RunClock?
  var slots: [WorkerSlot]
  /// Processes that have been started and have not ended.
  var running = 0
  /// Workers that were given up without being ended.
  var abandoned: [WorkerSlot] = []
  var kills: KillSchedule?
  var artefacts: [Int: Artefact]
  var arrivalsToCome: [Int]
  private var lastTick = ContinuousClock.now
  var losses: [ExecutionOutcome.Loss] = []
  var counts = ExecutionOutcome.Counts()
  let reports: AsyncStream<Report>
  let post: AsyncStream<Report>.Continuation

  /// Opens the run's folder, new or to be continued, and rebuilds the state from its journal.
  ///
  /// - Throws: ``ExecutionError``, or `PolicyError` if the policy cannot be made.
  public init(_ run: RealRun) throws {
    let instance = run.scenario.instance(seed: run.seed)
    guard let model = run.scenario.profile.flatMap({ ModelSize(rawValue: $0.model) }) else {
      throw ExecutionError.notExecutable(
        task: instance.workflow.tasks[0].name,
        reason: "the scenario's cost profile names no model size that is built in")
    }
    let policy = try PolicyCatalog.makePolicy(run.policy, seed: run.seed)
    let paths = RunDirectory.Paths(run.directory)
    // Whatever cannot be run is refused before a folder is made.
    orders = try TaskOrders(
      instance,
      setup: ExecutionSetup(
        artefacts: paths.artefacts, attempts: paths.attempts, checkpoints: paths.checkpoints,
        corpus: run.corpus,
        checkpointSteps: run.checkpointSteps(
          tokensPerStep: model.configuration.tokensPerStep), seed: run.seed), model: model)
    directory = try RunDirectory(run.directory, resuming: run.resumes)
    let journal = try RunJournal(paths.journal)
    let nodes = instance.cluster.nodes.count
    self.run = run
    self.instance = instance
    self.journal = journal
    store = ArtefactStore(folder: paths.artefacts)
    state = ExecutionState(
      instance: instance, conditions: run.scenario.conditions, policy: policy)
    slots = (0..<nodes).map { _ in WorkerSlot() }
    kills = run.kills.map { KillSchedule($0, nodes: nodes, seed: run.seed) }
    artefacts = try journal.artefacts()
    arrivalsToCome = instance.jobs.indices.sorted {
      instance.jobs[$0].arrival < instance.jobs[$1].arrival
    }
    (reports, post) = AsyncStream<Report>.makeStream()
  }

  /// Runs to the end.
  ///
  /// - Throws: ``ExecutionError`` if the run cannot go on; it can be resumed.
  public func run(
    progress: @Sendable (ExecutionProgress) -> Void = { _ in }
  ) async throws -> ExecutionOutcome {
    for worker in try journal.workers() { worker.end() }
    try settle()
    try replay()
    guard !state.driver.hasEnded else { return outcome() }
    let ticker = Task { [post] in
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(Self.tickSeconds))
        post.yield(.tick)
      }
    }
    defer { ticker.cancel() }
    for node in slots.indices { launch(node) }
    do {
      for await report in reports {
        try handle(report)
        progress(currentProgress)
        if state.driver.hasEnded { break }
      }
    } catch {
      await endWorkers()
      throw error
    }
    await endWorkers()
    if state.driver.status == .ok { directory.removeScratch() }
    return outcome()
  }

  private func handle(_ report: Report) throws(ExecutionError) {
    switch report {
    case .tick: try tick()
    case .worker(let node, let generation, let report):
      try handle(report, from: node, generation: generation)
    }
  }

  /// What the clock brings: arrivals, ends of back-offs, silent workers, failures on purpose.
  private func tick() throws(ExecutionError) {
    // What workers said while this process was stopped has not been read yet.
    let wasStopped = seconds(since: lastTick) > Self.lateTickSeconds
    lastTick = .now
    if wasStopped { for node in slots.indices { slots[node].lastHeard = .now } }
    // A worker may also be stopped before the run begins, which waits for it.
    guard clock != nil else { return try findSilentWorkers() }
    let time = now
    guard time <= run.scenario.conditions.timeLimit else {
      state.endByTimeLimit(at: time)
      return
    }
    var events: [ExecutionEvent] = []
    while let job = arrivalsToCome.first, instance.jobs[job].arrival <= time {
      arrivalsToCome.removeFirst()
      events.append(.arrived(job: job))
    }
    events += state.heldBack.filter { $0.until <= time }.map { .released(task: $0.task) }
    if !events.isEmpty { try advance(events) }
    for (node, stops) in kills?.due(at: time) ?? [] { strike(node, stops: stops) }
    try findSilentWorkers()
  }

  /// Handles events of one instant: in memory, in the journal, and then for real.
  func advance(_ events: [ExecutionEvent]) throws(ExecutionError) {
    let round = state.handle(events, at: now)
    try journal.append(round, artefacts: artefacts)
    noteLosses(of: round)
    for start in round.starts { send(start) }
    if let held = state.heldBack.last { look(at: held.until) }
    if arrivalsToCome.isEmpty { state.endIfStuck() }
  }

  /// Keeps what a round lost for the report.
  func noteLosses(of round: ExecutionRound) {
    for event in round.events {
      switch event {
      case .workerDown(_, let reason):
        counts.workersLost += 1
        losses.append(ExecutionOutcome.Loss(seconds: round.time, reason: reason))
      case .failed(_, _, let reason):
        losses.append(ExecutionOutcome.Loss(seconds: round.time, reason: reason))
      case .arrived, .completed, .workerUp, .released: break
      }
    }
  }

  /// Looks at the clock when something is due.
  func look(at time: Double) {
    let delay = time - now
    guard delay.isFinite else { return }
    Task { [post] in
      try? await Task.sleep(for: .seconds(max(0, delay)))
      post.yield(.tick)
    }
  }

  /// Seconds since the run began.
  var now: Double { clock?.now ?? 0 }

  private var currentProgress: ExecutionProgress {
    let devices = instance.cluster.devices.indices
    return ExecutionProgress(
      seconds: now,
      finished: instance.workflow.taskCount - state.driver.system.unfinishedTasks,
      tasks: instance.workflow.taskCount,
      running: devices.compactMap { state.driver.system.runningTask(on: $0) }
        .map { instance.workflow.tasks[$0].name },
      lost: state.trace.lostAttempts)
  }
}
