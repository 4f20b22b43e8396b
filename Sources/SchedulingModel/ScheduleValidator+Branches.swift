/// Skipped tasks, and inputs that may be dead.
extension ScheduleValidator {
  /// What a schedule says of the branches that were taken.
  struct Branching {
    /// Whether the task is listed as skipped, and when.
    var isSkipped: [Bool]
    var skipTime: [Double]
    /// The outcome's level (``Workflow/Outcome``) of each task, as far as it is known.
    var levels: [ClosedRange<Int32>]
    /// By edge, whether its producer is kept by the selecting task that it goes to; empty where metrics
    /// are not known.
    var isKept: [Bool]
    /// Copies in whose place another one succeeded, or was skipped; empty without copies.
    var isSuperseded: [Bool] = []

    func supersedes(_ task: Int) -> Bool { !isSuperseded.isEmpty && isSuperseded[task] }
  }

  enum EdgeState { case alive, dead, unknown }

  func state(of edge: Int, _ branching: Branching) -> EdgeState {
    let source = instance.workflow.source(of: edge)
    if branching.isSkipped[source] { return .dead }
    let condition = instance.workflow.condition(of: edge)
    if case .kept(let candidate) = condition {
      guard !branching.isKept.isEmpty else { return .unknown }
      return instance.workflow.keeps(candidate, at: source) { branching.isKept[$0] }
        ? .alive : .dead
    }
    let levels = branching.levels[source]
    let holds = condition.holds(level: levels.lowerBound)
    // Conditions on levels hold from one on, or up to one: the ends of the range tell.
    return holds == condition.holds(level: levels.upperBound) ? (holds ? .alive : .dead) : .unknown
  }

  /// Skipped tasks have no attempts and a reason; tasks that ran have no dead input that rules them
  /// out; one outcome of each producer explains all of its consumers.
  func checkBranches(_ entries: [Schedule.Entry], report: inout Report) -> Branching {
    let workflow = instance.workflow
    var branching = Branching(
      isSkipped: [Bool](repeating: false, count: workflow.taskCount),
      skipTime: [Double](repeating: 0, count: workflow.taskCount),
      levels: workflow.tasks.indices.map { task in
        rules.verdicts.map { $0.levels[task]...$0.levels[task] } ?? 0...Int32.max
      }, isKept: [])
    var listed = [Int](repeating: 0, count: workflow.taskCount)
    for entry in entries {
      listed[entry.task] += 1
      guard entry.outcome == .skipped else { continue }
      branching.isSkipped[entry.task] = true
      branching.skipTime[entry.task] = entry.start
    }
    if workflow.hasReplicas { checkReplicas(entries, &branching, report: &report) }
    for task in listed.indices
    where branching.isSkipped[task] && listed[task] > 1 && !branching.supersedes(task) {
      report.violations.append(.skippedAndListed(task: workflow.tasks[task].name))
    }
    if workflow.isConditional { infer(&branching, listed: listed, report: &report) }
    if workflow.hasSelections, let verdicts = rules.verdicts { select(&branching, verdicts) }
    for task in listed.indices where listed[task] > 0 && !branching.supersedes(task) {
      if branching.isSkipped[task] {
        checkSkipped(task, branching, report: &report)
      } else {
        checkRan(task, branching, report: &report)
      }
    }
    return branching
  }

  /// Reads outcomes off consumers: one that needs all its inputs and ran had its conditions met; one
  /// that would do with any and was skipped had none of them met.
  private func infer(_ branching: inout Branching, listed: [Int], report: inout Report) {
    let workflow = instance.workflow
    for task in listed.indices where listed[task] > 0 && !branching.supersedes(task) {
      let wanted: Bool
      switch (workflow.tasks[task].join, branching.isSkipped[task]) {
      case (.all, false): wanted = true
      case (.any, true): wanted = false
      case (.all, true), (.any, false): continue
      }
      for edge in workflow.inputs(of: task) {
        let source = workflow.source(of: edge)
        let isTold = workflow.tasks[task].join == .any || workflow.need(of: edge) == .required
        guard isTold, !branching.isSkipped[source],
          let levels = Self.levels(of: workflow.condition(of: edge), holding: wanted)
        else { continue }
        let known = branching.levels[source]
        if known.overlaps(levels) {
          branching.levels[source] = known.clamped(to: levels)
        } else {
          report.violations.append(
            .contradictoryOutcome(
              producer: workflow.tasks[source].name, task: workflow.tasks[task].name))
        }
      }
    }
  }

  /// The levels at which a condition holds, or does not; nil if levels do not tell.
  private static func levels(
    of condition: Workflow.Condition, holding: Bool
  ) -> ClosedRange<Int32>? {
    let least: Int32
    var isAbove = holding
    switch condition {
    case .always, .kept: return nil
    case .passed: least = 1
    case .failed: (least, isAbove) = (1, !holding)
    case .atLeast(let count): least = Int32(clamping: count)
    }
    return isAbove ? least...Int32.max : 0...max(0, least - 1)
  }

  /// Which candidates go on, by their metrics, in the order in which selections depend on each other.
  private func select(_ branching: inout Branching, _ verdicts: Workflow.Outcomes) {
    let workflow = instance.workflow
    branching.isKept = [Bool](repeating: false, count: workflow.edgeCount)
    for task in workflow.topologicalOrder.lazy.map(Int.init) where !branching.isSkipped[task] {
      let kept = workflow.keptInputs(of: task) {
        state(of: $0, branching) == .alive
      } metric: {
        verdicts[$0].metric
      }
      for edge in kept { branching.isKept[edge] = true }
    }
  }

  private func checkSkipped(_ task: Int, _ branching: Branching, report: inout Report) {
    let workflow = instance.workflow
    let isExplained = workflow.isRuledOut(task) { state(of: $0, branching) != .alive }
    if !isExplained {
      report.violations.append(.skipped(task: workflow.tasks[task].name))
    }
  }

  private func checkRan(_ task: Int, _ branching: Branching, report: inout Report) {
    let workflow = instance.workflow
    let inputs = workflow.inputs(of: task)
    switch workflow.tasks[task].join {
    case .all:
      for edge in inputs
      where branching.isSkipped[workflow.source(of: edge)] && workflow.need(of: edge) == .required {
        report.violations.append(
          .producerSkipped(
            task: workflow.tasks[task].name,
            producer: workflow.tasks[workflow.source(of: edge)].name))
      }
      for edge in inputs {
        guard case .alternative = workflow.need(of: edge),
          workflow.alternatives(to: edge).allSatisfy({ state(of: $0, branching) == .dead })
        else { continue }
        report.violations.append(.noLiveInput(task: workflow.tasks[task].name))
        break
      }
    case .any:
      if !inputs.isEmpty, inputs.allSatisfy({ state(of: $0, branching) == .dead }) {
        report.violations.append(.noLiveInput(task: workflow.tasks[task].name))
      }
    }
    // Where outcomes are known, a kept candidate is told by nothing else.
    for edge in inputs where workflow.need(of: edge) == .required {
      guard case .kept = workflow.condition(of: edge), workflow.tasks[task].join == .all,
        !branching.isSkipped[workflow.source(of: edge)], state(of: edge, branching) == .dead
      else { continue }
      report.violations.append(
        .contradictoryOutcome(
          producer: workflow.tasks[workflow.source(of: edge)].name,
          task: workflow.tasks[task].name))
    }
  }
}
