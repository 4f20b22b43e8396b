import LanguageModel
import SchedulingModel
import SimulationEngine

/// Whether a finished task passed, for the edges that depend on it.
struct Verdicts {
  let seed: UInt64

  /// A task with a target passes if what it measured reaches it; one without is drawn as the
  /// simulator draws it.
  func passed(_ instance: Instance, task: Int, report: StageReport) -> Bool {
    guard let verdict = instance.workflow.tasks[task].verdict else { return true }
    if let target = verdict.target {
      // What was not measured cannot have been reached.
      return report.metrics[target.metric].map { $0 <= target.atMost } ?? false
    }
    return instance.workflow.verdicts(seed: seed)?[task] ?? true
  }
}
