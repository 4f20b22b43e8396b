import Foundation
import LanguageModel
import SchedulingModel
import SimulationEngine

/// Starting workers, hearing them, and noticing that they are gone.
extension Coordinator {
  /// Launches that may fail in a row before the run is given up.
  private static let launchLimit = 5

  /// Starts a process for a node.
  func launch(_ node: Int, after delay: Double = 0) {
    slots[node].generation += 1
    let generation = slots[node].generation
    let (orders, continuation) = AsyncStream<String>.makeStream()
    slots[node].orders = continuation
    slots[node].isReady = false
    slots[node].process = nil
    let worker = WorkerProcess(
      command: run.workerCommand + [directory.paths.artefacts], log: directory.paths.workerLog)
    running += 1
    Task { [post] in
      if delay > 0 { try? await Task.sleep(for: .seconds(delay)) }
      await worker.run(orders: orders) {
        post.yield(.worker(node: node, generation: generation, $0))
      }
    }
  }

  func handle(
    _ report: WorkerProcess.Report, from node: Int, generation: Int
  ) throws(ExecutionError) {
    if case .ended = report { running -= 1 }
    guard slots[node].generation == generation else {
      // A worker that was given up, and that woke.
      if case .line(let line) = report, let message = JSONLine.value(line, as: WorkerMessage.self) {
        switch message {
        case .done, .failed: counts.supersededResults += 1
        case .ready, .beat: break
        }
      }
      return
    }
    slots[node].lastHeard = .now
    switch report {
    case .started(let id):
      guard let process = ProcessIdentity(of: id) else { return }
      slots[node].process = process
      try journal.addWorker(process, node: node)
    case .line(let line):
      if let message = JSONLine.value(line, as: WorkerMessage.self) {
        try handle(message, from: node)
      }
    case .ended(let reason):
      try workerEnded(node, reason: "worker '\(name(of: node))' \(reason)")
    }
  }

  private func handle(_ message: WorkerMessage, from node: Int) throws(ExecutionError) {
    switch message {
    case .beat: break
    case .ready:
      slots[node].isReady = true
      slots[node].failedLaunches = 0
      if clock == nil {
        if slots.allSatisfy(\.isReady) { try begin() }
      } else {
        try workerIsReady(node)
      }
    case .done(let task, let attempt, let artefact):
      guard state.isRunning(task, attempt: attempt), store.holds(artefact) else {
        counts.supersededResults += 1
        return
      }
      artefacts[task] = artefact
      let level = Verdicts(seed: run.seed).level(instance, task: task, report: artefact.report)
      try advance([.completed(task: task, attempt: attempt, level: level)])
    case .failed(let task, let attempt, let reason):
      guard state.isRunning(task, attempt: attempt) else { return }
      try advance([
        .failed(task: task, attempt: attempt, reason: "'\(taskName(task))': \(reason)")
      ])
    }
  }

  func workerIsReady(_ node: Int) throws(ExecutionError) {
    try advance([.workerUp(node: node)])
    if let strike = kills?.workerIsReady(node, at: now) { look(at: strike) }
  }

  private func workerEnded(_ node: Int, reason: String) throws(ExecutionError) {
    if slots[node].isReady {
      slots[node].isReady = false
      if clock != nil { try advance([.workerDown(node: node, reason: reason)]) }
      if !state.driver.hasEnded { launch(node) }
      return
    }
    slots[node].failedLaunches += 1
    let failures = slots[node].failedLaunches
    guard failures < Self.launchLimit else {
      throw .workersFail(
        worker: name(of: node), times: failures,
        reason: reason + " (see \(directory.paths.workerLog))")
    }
    launch(node, after: 0.1 * Double(1 << failures))
  }

  /// Takes workers that show no sign of life for dead, also before they are ready or the run begins.
  func findSilentWorkers() throws(ExecutionError) {
    for node in slots.indices where !state.driver.hasEnded {
      let silence = seconds(since: slots[node].lastHeard)
      guard slots[node].isReady else {
        // Its end is reported, and brings the next one.
        if silence > run.readyWithinSeconds, let process = slots[node].process {
          kill(process.id, SIGKILL)
        }
        continue
      }
      guard silence > run.silenceLimit else { continue }
      if !run.abandonsHungWorkers, let process = slots[node].process { kill(process.id, SIGKILL) }
      slots[node].isReady = false
      let shown = (silence * 10).rounded() / 10
      if clock != nil {
        try advance([
          .workerDown(
            node: node, reason: "worker '\(name(of: node))' showed no sign of life for \(shown) s")
        ])
      }
      if run.abandonsHungWorkers { abandoned.append(slots[node]) }
      if !state.driver.hasEnded { launch(node) }
    }
  }

  /// A failure on purpose.
  func strike(_ node: Int, stops: Bool) {
    guard slots[node].isReady, let process = slots[node].process else { return }
    counts.strikes += 1
    kill(process.id, stops ? SIGSTOP : SIGKILL)
  }

  /// Sends an attempt to its worker.
  func send(_ start: AttemptStart) {
    let node = instance.cluster.devices[start.device].node
    let order = orders.order(start, artefacts: artefacts) { edge in
      let source = instance.workflow.source(of: edge)
      return state.driver.system.state(of: source) == .succeeded
        && !state.driver.system.isDead(edge: edge)
    }
    slots[node].orders?.yield(JSONLine.text(order))
  }

  /// Closes every worker's standard input, on which it ends, and ends those that do not.
  func endWorkers() async {
    for slot in slots + abandoned { slot.orders?.finish() }
    let start = ContinuousClock.now
    while running > 0, seconds(since: start) < 5 {
      if seconds(since: start) > 1 {
        for slot in slots + abandoned { slot.process?.end() }
      }
      for await report in reports {
        if case .worker(_, _, .ended) = report { running -= 1 }
        break
      }
    }
    post.finish()
  }

  private func name(of node: Int) -> String { instance.cluster.nodes[node].name }

  private func taskName(_ task: Int) -> String { instance.workflow.tasks[task].name }
}
