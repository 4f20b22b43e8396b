import Foundation
import SchedulingModel
import SimulationEngine

/// Beginning, and going on where another coordinator was ended.
extension Coordinator {
  /// Records what is run, or checks that it is what was begun.
  func settle() throws(ExecutionError) {
    let fingerprint = Fingerprint(instance, conditions: run.scenario.conditions).digits
    if let begun = try journal.setting("fingerprint") {
      guard begun == fingerprint else {
        throw .scenarioChanged(path: run.directory, what: "the scenario")
      }
      return
    }
    if let record = run.record { try journal.set("run", JSONLine.text(record)) }
    try journal.set("fingerprint", fingerprint)
  }

  /// Every worker is ready for the first time: the clock starts.
  func begin() throws(ExecutionError) {
    try journal.set("began", "\(Date().timeIntervalSince1970)")
    clock = RunClock(from: 0)
    let jobs = arrivalsToCome.prefix { instance.jobs[$0].arrival <= 0 }
    arrivalsToCome.removeFirst(jobs.count)
    for node in slots.indices {
      if let strike = kills?.workerIsReady(node, at: 0) { look(at: strike) }
    }
    for job in arrivalsToCome { look(at: instance.jobs[job].arrival) }
    try advance(jobs.map { .arrived(job: $0) })
  }

  /// Rebuilds the state from the journal, and takes what ran for lost.
  func replay() throws(ExecutionError) {
    let rounds = try journal.rounds()
    guard let last = rounds.last else { return }
    for (index, round) in rounds.enumerated() {
      let again = state.handle(round.events, at: round.time)
      guard again == round else {
        throw .journalDiverged(
          path: journal.path,
          reason: "round \(index + 1) at \(round.time) s would now start other attempts")
      }
      noteLosses(of: round)
      for case .arrived(let job) in round.events { arrivalsToCome.removeAll { $0 == job } }
    }
    counts.resumptions += 1
    guard !state.driver.hasEnded else { return }
    let began = try journal.setting("began").flatMap { Double($0) }
    let passed = began.map { Date().timeIntervalSince1970 - $0 } ?? 0
    clock = RunClock(from: max(last.time, passed))
    for held in state.heldBack { look(at: held.until) }
    for job in arrivalsToCome { look(at: instance.jobs[job].arrival) }
    let up = slots.indices.filter { !state.driver.system.downNodes.contains($0) }
    if !up.isEmpty {
      try advance(up.map { .workerDown(node: $0, reason: "the coordinator ended") })
    }
  }

  /// The outcomes that were reached, and those drawn for tasks that did not run.
  private var verdicts: Workflow.Outcomes? {
    guard var outcomes = instance.workflow.verdicts(seed: run.seed) else { return nil }
    for task in instance.workflow.tasks.indices {
      if let reached = state.driver.system.outcome(of: task) { outcomes[task] = reached }
    }
    return outcomes
  }

  /// What came of the run, from its beginning.
  func outcome() -> ExecutionOutcome {
    let end = state.driver.system.now
    var trace = state.trace.closed(at: end)
    trace.skips = state.driver.system.skips
    var counts = counts
    var makespan: Double?
    if state.driver.status == .ok {
      let first = instance.jobs.lazy.map(\.arrival).min() ?? 0
      makespan = (trace.attempts.finishes.max() ?? first) - first
    }
    let result = RunResult(
      status: state.driver.status ?? .timeLimit, endTime: end, makespan: makespan, trace: trace,
      transferredBytes: 0, instance: instance, lengthFactors: nil, verdicts: verdicts,
      priorities: nil,
      assignmentOrder: state.driver.system.assignmentOrder)
    for artefact in artefacts.values {
      counts.corruptCheckpoints += artefact.report.corruptCheckpoints
      if artefact.report.resumedFromStep > 0 { counts.resumedAttempts += 1 }
    }
    return ExecutionOutcome(
      result: result, artefacts: artefacts.mapValues(\.name),
      metrics: artefacts.mapValues(\.report.metrics),
      workSeconds: artefacts.mapValues(\.workSeconds), losses: losses, counts: counts,
      directory: directory.paths.folder)
  }
}
