import SchedulingModel

/// Outcomes, dead edges and skipped tasks.
extension SystemState {
  /// Whether a task passed its verdict; nil until it has succeeded. A task without a verdict passes.
  public func passed(_ task: Int) -> Bool? {
    hasSucceeded(task) ? levels[task] >= 1 : nil
  }

  /// How a task turned out: whether it passed, or on how many copies it decided, and what it measured;
  /// nil until it has succeeded.
  public func outcome(of task: Int) -> Workflow.Outcome? {
    guard hasSucceeded(task) else { return nil }
    return Workflow.Outcome(
      level: levels[task], metric: metrics.count == 0 ? .infinity : metrics[task])
  }

  /// Whether an edge is known to carry nothing: its producer was skipped, or turned out otherwise than
  /// the edge's condition says.
  public func isDead(edge: Int) -> Bool {
    let source = instance.workflow.source(of: edge)
    if taskStates[source] == .skipped { return true }
    guard hasSucceeded(source) else { return false }
    let condition = instance.workflow.condition(of: edge)
    if case .kept(let candidate) = condition {
      return !instance.workflow.keeps(candidate, at: source) { isKept[$0] }
    }
    return !condition.holds(level: levels[source])
  }

  /// Whether a task has turned out: it has succeeded, be it that it runs again since.
  @inline(__always)
  private func hasSucceeded(_ task: Int) -> Bool {
    taskStates[task] == .succeeded || outputsCanBeLost && lineage.successes[task] > 0
  }

  /// Takes note of how a task turned out. One that nobody judges passes.
  func take(_ outcome: Workflow.Outcome, of task: Int) {
    let description = instance.workflow.tasks[task]
    if description.verdict != nil || description.decision != nil { levels[task] = outcome.level }
    if metrics.count > 0, description.metric != nil { metrics[task] = outcome.metric }
  }

  /// Decides which candidates of a selecting task, which has just succeeded, go on.
  func keepCandidates(of task: Int) {
    let kept = instance.workflow.keptInputs(of: task) {
      !isDead(edge: $0)
    } metric: {
      metrics.count == 0 ? .infinity : metrics[$0]
    }
    for edge in kept { isKept[edge] = true }
  }

  /// The tasks that conditions have ruled out so far and when, by time and then id; of copies the
  /// original. O(n log n).
  package var skips: Trace.Skips {
    var skips = Trace.Skips()
    guard isConditional else { return skips }
    let tasks = instance.workflow.tasks.indices.filter {
      taskStates[$0] == .skipped && !isSuperseded($0)
    }
    .sorted { (finishedAt[$0], $0) < (finishedAt[$1], $1) }
    skips.tasks = tasks.map(Int32.init)
    skips.times = tasks.map { finishedAt[$0] }
    return skips
  }

  /// Takes note that an edge is dead, and skips whom that rules out, and so on along their edges.
  ///
  /// A list of work rather than recursion: a chain of skipped tasks may be long.
  mutating func settleDead(_ edge: Int) {
    var skipped: [Int] = []
    settleDead(edge, skipping: &skipped)
    var next = 0
    while next < skipped.count {
      for edge in instance.workflow.outputs(of: skipped[next]) {
        settleDead(edge, skipping: &skipped)
      }
      next += 1
    }
  }

  private mutating func settleDead(_ edge: Int, skipping skipped: inout [Int]) {
    let task = instance.workflow.target(of: edge)
    guard taskStates[task] != .skipped else { return }
    pendingPredecessors[task] -= 1
    if isRuledOut(task, by: edge) {
      skip(task)
      skipped.append(task)
      return
    }
    if taskStates[task] == .assigned {
      pendingInputs[task] -= 1
      let device = Int(deviceOfTask[task])
      if queueHead[device] == Int32(slots(of: task).lowerBound) { touch(device) }
    } else if taskStates[task] == .waiting, pendingPredecessors[task] == 0 {
      taskStates[task] = .ready
      notices.append(.taskReady(task: task))
    }
  }

  /// Whether a task cannot run any more after an edge to it has died.
  private func isRuledOut(_ task: Int, by edge: Int) -> Bool {
    switch instance.workflow.tasks[task].join {
    case .all:
      switch instance.workflow.need(of: edge) {
      case .required: return true
      case .optional: return false
      case .alternative:
        return instance.workflow.alternatives(to: edge).allSatisfy { isDead(edge: $0) }
      }
    case .any:
      // Without this the answer would be the same, but every dead input would look at all.
      // (A copy that waits for its original to be late waits as if for one more.)
      guard pendingPredecessors[task] == (isDormant(task) ? 1 : 0) else { return false }
      for edge in instance.workflow.inputs(of: task) where !isDead(edge: edge) { return false }
      return true
    }
  }

  mutating func skip(_ task: Int) {
    if taskStates[task] == .assigned {
      dropTransfers(to: task)
      removeFromQueues(task)
    }
    deviceOfTask[task] = -1
    taskStates[task] = .skipped
    finishedAt[task] = now
    unfinishedTasks -= 1
    notices.append(.taskSkipped(task: task))
  }
}
