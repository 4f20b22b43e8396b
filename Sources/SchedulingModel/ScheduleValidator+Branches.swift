/// Skipped tasks, and precedence where inputs may be dead.
extension ScheduleValidator {
  /// What a schedule says of the branches that were taken.
  struct Branching {
    /// Whether the task is listed as skipped, and when.
    var isSkipped: [Bool]
    var skipTime: [Double]
    /// Whether the task passed its verdict; nil where nothing tells.
    var passed: [Bool?]
  }

  private enum EdgeState { case alive, dead, unknown }

  private func state(of edge: Int, _ branching: Branching) -> EdgeState {
    let source = instance.workflow.source(of: edge)
    if branching.isSkipped[source] { return .dead }
    let condition = instance.workflow.condition(of: edge)
    if condition == .always { return .alive }
    guard let passed = branching.passed[source] else { return .unknown }
    return condition.holds(passed: passed) ? .alive : .dead
  }

  /// Skipped tasks have no attempts and a reason; tasks that ran have no dead input that rules them
  /// out; one outcome of each producer explains all of its consumers.
  func checkBranches(_ entries: [Schedule.Entry], report: inout Report) -> Branching {
    let workflow = instance.workflow
    var branching = Branching(
      isSkipped: [Bool](repeating: false, count: workflow.taskCount),
      skipTime: [Double](repeating: 0, count: workflow.taskCount),
      passed: workflow.tasks.indices.map { rules.verdicts?[$0] })
    var listed = [Int](repeating: 0, count: workflow.taskCount)
    for entry in entries {
      listed[entry.task] += 1
      guard entry.outcome == .skipped else { continue }
      branching.isSkipped[entry.task] = true
      branching.skipTime[entry.task] = entry.start
    }
    for task in listed.indices where branching.isSkipped[task] && listed[task] > 1 {
      report.violations.append(.skippedAndListed(task: workflow.tasks[task].name))
    }
    if workflow.isConditional { infer(&branching, listed: listed, report: &report) }
    for task in listed.indices where listed[task] > 0 {
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
    for task in listed.indices where listed[task] > 0 {
      let wanted: Bool
      switch (workflow.tasks[task].join, branching.isSkipped[task]) {
      case (.all, false): wanted = true
      case (.any, true): wanted = false
      case (.all, true), (.any, false): continue
      }
      for edge in workflow.inputs(of: task) where workflow.condition(of: edge) != .always {
        let source = workflow.source(of: edge)
        if branching.isSkipped[source] { continue }
        let passed = workflow.condition(of: edge).holds(passed: true) == wanted
        if branching.passed[source] ?? passed != passed {
          report.violations.append(
            .contradictoryOutcome(
              producer: workflow.tasks[source].name, task: workflow.tasks[task].name))
        } else {
          branching.passed[source] = passed
        }
      }
    }
  }

  private func checkSkipped(_ task: Int, _ branching: Branching, report: inout Report) {
    let workflow = instance.workflow
    let inputs = workflow.inputs(of: task)
    let isExplained =
      switch workflow.tasks[task].join {
      case .all: inputs.contains { state(of: $0, branching) != .alive }
      case .any: !inputs.isEmpty && inputs.allSatisfy { state(of: $0, branching) != .alive }
      }
    if !isExplained {
      report.violations.append(.skipped(task: workflow.tasks[task].name))
    }
  }

  private func checkRan(_ task: Int, _ branching: Branching, report: inout Report) {
    let workflow = instance.workflow
    let inputs = workflow.inputs(of: task)
    switch workflow.tasks[task].join {
    case .all:
      for edge in inputs where branching.isSkipped[workflow.source(of: edge)] {
        report.violations.append(
          .producerSkipped(
            task: workflow.tasks[task].name,
            producer: workflow.tasks[workflow.source(of: edge)].name))
      }
    case .any:
      if !inputs.isEmpty, inputs.allSatisfy({ state(of: $0, branching) == .dead }) {
        report.violations.append(.noLiveInput(task: workflow.tasks[task].name))
      }
    }
  }

  func checkPrecedence(
    _ entries: [Schedule.Entry], success: [Schedule.Entry?], branching: Branching,
    report: inout Report
  ) {
    let workflow = instance.workflow
    for entry in entries where entry.outcome != .skipped {
      for edge in workflow.inputs(of: entry.task) {
        let producerTask = workflow.source(of: edge)
        let names = (workflow.tasks[entry.task].name, workflow.tasks[producerTask].name)
        let arrival: Double
        if branching.isSkipped[producerTask] {
          // Only a task that does with any input may go on, and only once this one is settled.
          arrival = branching.skipTime[producerTask]
        } else if let producer = success[producerTask] {
          let isCertain =
            workflow.tasks[entry.task].join == .all || state(of: edge, branching) == .alive
          arrival =
            producer.finish
            + (isCertain
              ? instance.cluster.transferSeconds(
                workflow.bytes(of: edge), from: producer.device, to: entry.device) : 0)
        } else {
          if rules.everyTaskSucceeds { continue }  // Already reported as missing.
          report.violations.append(.producerUnfinished(task: names.0, producer: names.1))
          continue
        }
        if isShort(entry.start, of: arrival, report: &report) {
          report.violations.append(
            .beforeInput(
              task: names.0, producer: names.1, start: entry.start, arrival: arrival))
        }
      }
    }
  }
}
