import LanguageModel
import SchedulingModel
import SimulationEngine

/// How a finished task turned out, for the edges that depend on it.
struct Verdicts {
  let seed: UInt64

  /// The outcome's level (``Workflow/Outcome``): a task with a target passes if what it measured reaches
  /// it; one without is drawn as the simulator draws it, and so is a number of copies.
  func level(_ instance: Instance, task: Int, report: StageReport) -> Int {
    let description = instance.workflow.tasks[task]
    if let target = description.verdict?.target {
      // What was not measured cannot have been reached.
      return report.metrics[target.metric].map { $0 <= target.atMost ? 1 : 0 } ?? 0
    }
    guard description.hasOutcome else { return 1 }
    return Int(instance.workflow.verdicts(seed: seed)?.levels[task] ?? 1)
  }
}
