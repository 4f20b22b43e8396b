import SchedulingModel
import SimulationEngine

/// The scheduler's side of a run: a policy and the system state, driven by what is reported.
///
/// It neither knows processes nor keeps time, so that the live run and the journal's replay go
/// through the same code: the same rounds give the same starts.
package struct ExecutionState: ~Copyable {
  package private(set) var driver: PolicyDriver
  private let conditions: RunConditions
  private var lostAttempts: [Int]
  private(set) var trace: ExecutionTrace
  /// The tasks whose back-off runs, with the time at which it is over, in order of loss.
  package private(set) var heldBack: [(task: Int, until: Double)] = []

  package init(instance: Instance, conditions: RunConditions, policy: any Policy) {
    // A worker that is lost leaves its files behind.
    var instance = instance
    instance.reliability.recovery.outputs = .kept
    driver = PolicyDriver(instance: instance, policy: policy)
    self.conditions = conditions
    lostAttempts = [Int](repeating: 0, count: instance.workflow.taskCount)
    trace = ExecutionTrace(taskCount: instance.workflow.taskCount)
  }

  /// Whether the attempt is the one that runs; results of others are refused.
  package func isRunning(_ task: Int, attempt: Int) -> Bool {
    driver.system.isRunning(task, attempt: attempt)
  }

  /// Handles what happened at one instant, lets the policy decide, and starts what can start.
  ///
  /// When the run has ended, `driver.status` says how.
  package mutating func handle(_ events: [ExecutionEvent], at time: Double) -> ExecutionRound {
    var round = ExecutionRound(time: time, events: events, starts: [])
    driver.system.advance(to: time)
    for event in events {
      apply(event)
      driver.tellPolicy()
      if driver.hasEnded { return round }
    }
    if driver.system.unfinishedTasks == 0 {
      driver.status = .ok
      return round
    }
    driver.decide()
    guard !driver.hasEnded else { return round }
    while let device = driver.system.nextTouchedDevice() {
      guard case .startable(let task) = driver.system.headStatus(of: device) else { continue }
      driver.attempting { system throws(SchedulingError) in _ = try system.begin(task) }
      guard !driver.hasEnded else { return round }
      let attempt = driver.system.attempts(of: task)
      trace.open(task, attempt: attempt, device: device, at: time)
      round.starts.append(AttemptStart(task: task, attempt: attempt, device: device))
    }
    return round
  }

  /// Ends the run if nothing can happen any more: nothing runs, no back-off runs, every worker is
  /// up, and yet nothing was started.
  package mutating func endIfStuck() {
    let cluster = driver.system.instance.cluster
    let isIdle =
      heldBack.isEmpty && driver.system.downNodes.isEmpty
      && cluster.devices.indices.allSatisfy { driver.system.runningTask(on: $0) == nil }
    if isIdle, !driver.hasEnded {
      driver.status = .deadlock(cycle: driver.system.waitingCycle())
    }
  }

  /// Ends the run because its time is over.
  mutating func endByTimeLimit(at time: Double) {
    driver.system.advance(to: time)
    if !driver.hasEnded { driver.status = .timeLimit }
  }

  private mutating func apply(_ event: ExecutionEvent) {
    switch event {
    case .arrived(let job): driver.system.arrive(job: job)
    case .completed(let task, let attempt, let level):
      trace.close(task, outcome: .succeeded, at: driver.system.now)
      driver.attempting { system throws(SchedulingError) in
        try system.complete(
          task, attempt: attempt, outcome: Workflow.Outcome(level: Int32(clamping: level)))
      }
    case .failed(let task, let attempt, _): lose(task, attempt: attempt, cause: .task)
    case .workerDown(let node, _):
      trace.goDown(node, at: driver.system.now)
      driver.system.takeDown(node: node)
      for device in driver.system.instance.cluster.nodes[node].devices {
        guard let task = driver.system.runningTask(on: device) else { continue }
        lose(task, attempt: driver.system.attempts(of: task), cause: .outage)
      }
    case .workerUp(let node):
      trace.comeUp(node, at: driver.system.now)
      driver.system.bringUp(node: node)
    case .released(let task):
      heldBack.removeAll { $0.task == task }
      driver.system.releaseHeldBack(task)
    }
  }

  private mutating func lose(_ task: Int, attempt: Int, cause: FailureCause) {
    trace.close(task, outcome: .failed, at: driver.system.now)
    lostAttempts[task] += 1
    let delay = conditions.recovery.backOff.seconds(afterLoss: lostAttempts[task])
    driver.attempting { system throws(SchedulingError) in
      try system.fail(task, attempt: attempt, cause: cause, heldBack: delay > 0)
    }
    if let limit = conditions.attemptLimit, attempt >= limit {
      driver.system.giveUp(task)
      driver.status = .gaveUp(task: task)
    } else if delay > 0 {
      heldBack.append((task, driver.system.now + delay))
    }
  }
}
