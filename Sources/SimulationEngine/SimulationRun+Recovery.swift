import SchedulingModel

/// What attempts save and what recovery costs.
extension SimulationRun {
  /// How an attempt spends its time on a device, by what earlier attempts have saved. It is the attempt
  /// that the task's row in the trace is about.
  func timeline(of task: Int, attempt: Int, on device: Int) -> AttemptTimeline {
    let recovery = simulation.conditions.recovery
    let slowdown = trace.attempts.slowdown(ofRow: Int(attemptRow[task]))
    let length = lengths.seconds(task, on: device)
    let restart = attempt > 1 ? recovery.restartSeconds : 0
    let saved = recovery.savesWork ? savedFraction[task] : 0
    let work = saved == 0 ? length : (1 - saved) * length
    guard let checkpoint = recovery.checkpoint,
      let segment = segment(
        of: task, attempt: attempt, on: device, length: length, work: work, checkpoint)
    else { return AttemptTimeline(restart: restart, work: work * slowdown) }
    // An interval is an amount of work: a straggler takes as many times as long for it.
    return AttemptTimeline(
      restart: restart, work: work * slowdown, segment: segment * slowdown,
      write: checkpoint.writeSeconds, flush: checkpoint.flushSeconds,
      followsLast: checkpoint.followsLastSegment)
  }

  /// The work between two checkpoints in seconds; nil if the task writes none.
  private func segment(
    of task: Int, attempt: Int, on device: Int, length: Double, work: Double,
    _ checkpoint: RecoveryModel.Checkpoint
  ) -> Double? {
    let description = simulation.instance.workflow.tasks[task]
    if let stages = checkpoint.stages {
      guard let stage = description.stage, stages.contains(stage) else { return nil }
    }
    if let rule = simulation.conditions.recoveryRule {
      let question = AttemptInQuestion(
        task: task, attempt: attempt, device: device, workSeconds: work)
      switch rule.checkpointInterval(of: question) {
      case .asSet: break
      case .every(let seconds): return seconds > 0 ? seconds : nil
      case .never: return nil
      }
    }
    switch (checkpoint.interval, description.cost) {
    case (.seconds(let seconds), _): return seconds
    case (.units(let interval), .units(let all)): return interval / all * length
    case (.units, .work), (.units, .table): return nil
    case (.rule, _):
      if description.devices > 1 { return gangIntervals[task] }
      return ruledIntervals[simulation.instance.cluster.devices[device].node]
    }
  }

  /// Finds the interval that a rule gives for a gang that starts, which any of its nodes and their domains
  /// can strike. O(nodes + members of domains).
  func findGangInterval(of task: Int) {
    guard gangIntervals.count > 0,
      let checkpoint = simulation.conditions.recovery.checkpoint,
      case .rule(let rule) = checkpoint.interval
    else { return }
    let cluster = simulation.instance.cluster
    let nodes = driver.system.runs(of: task).flatMap { place in
      cluster.nodes(of: driver.system.run(at: place))
    }
    let rate =
      cluster.failureRate(ofNodes: nodes)
      + simulation.conditions.taskFailures.failureRate(of: simulation.instance.workflow.tasks[task])
    gangIntervals[task] = rule.interval(
      write: checkpoint.writeSeconds, mtbf: rate > 0 ? 1 / rate : .infinity)
  }

  /// For each node, the interval that a rule gives; empty without one.
  static func ruledIntervals(_ simulation: Simulation) -> [Double] {
    let conditions = simulation.conditions
    guard let checkpoint = conditions.recovery.checkpoint,
      case .rule(let rule) = checkpoint.interval
    else { return [] }
    return simulation.instance.cluster.failureRates.map { rate in
      let total = rate + conditions.taskFailures.rate(devices: 1)
      return rule.interval(
        write: checkpoint.writeSeconds, mtbf: total > 0 ? 1 / total : .infinity)
    }
  }

  /// The share of a gang's devices whose work outlives an outage of the others: of those that are up, where
  /// each works by itself; else 0. O(nodes × events of the round).
  func survivingShare(of task: Int) -> Double {
    let size = simulation.instance.workflow.tasks[task].devices
    guard simulation.conditions.recovery.gangLoss == .share, size > 1 else { return 0 }
    let cluster = simulation.instance.cluster
    var down = 0
    for place in driver.system.runs(of: task) {
      let run = driver.system.run(at: place)
      for node in cluster.nodes(of: run) where isOut(node) {
        down += cluster.nodes[node].devices.clamped(to: run).count
      }
    }
    return 1 - Double(down) / Double(size)
  }

  /// Whether a node is down, noticed or not, or goes down at this very instant.
  private func isOut(_ node: Int) -> Bool {
    nodeCauses[node] > 0
      || round.contains { event in
        if event.kind == .closing { return Int(event.subject) == node }
        guard event.kind == .outage else { return false }
        let source = outageSources[Int(event.subject)]
        return source.epoch == Int(event.attempt) && source.nodes.contains(node)
      }
  }

  /// Takes note of what the attempt in a row of the trace saved and what it spent on recovery.
  ///
  /// - Parameter survivingShare: the share of its work since the last checkpoint that is not lost.
  mutating func settleRecovery(
    row: Int, outcome: Schedule.Outcome, survivingShare: Double = 0
  ) {
    guard simulation.conditions.recovery.changesLengths else { return }
    let task = Int(trace.attempts.tasks[row])
    let device = Int(trace.attempts.devices[row])
    let start = trace.attempts.starts[row]
    let timeline = timeline(of: task, attempt: Int(trace.attempts.numbers[row]), on: device)
    let end = lastProgress(of: task, start: start)
    trace.attempts.restartSeconds[row] = min(timeline.restart, end - start)
    if outcome == .succeeded {
      trace.attempts.checkpointSeconds[row] = timeline.writes * timeline.write
      return
    }
    trace.attempts.checkpointSeconds[row] = timeline.writing(by: end, from: start)
    let writes = timeline.writes(by: end, from: start)
    var saved = timeline.saved(by: writes)
    if survivingShare > 0 {
      saved += survivingShare * (timeline.done(by: end, from: start) - saved)
    }
    guard saved > 0 else { return }
    trace.attempts.savedSeconds[row] = saved
    let whole = lengths.seconds(task, on: device) * trace.attempts.slowdown(ofRow: row)
    savedFraction[task] =
      writes > 0 && writes == timeline.segments ? 1 : savedFraction[task] + saved / whole
  }
}
