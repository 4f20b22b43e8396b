import Foundation
import RealExecution
import Reports
import SimulationEngine

/// A real run in a few lines of text.
enum ExecutionSummary {
  static func text(
    _ outcome: ExecutionOutcome, comparison: PredictionComparison, run: RealRun
  ) -> String {
    let result = outcome.result
    let counts = outcome.counts
    let lost = result.trace.attempts.outcomes.count { $0 == .failed }
    var lines: [(String, String)] = [
      ("scenario", run.scenario.name),
      ("policy", run.policy.description),
      (
        "status",
        result.status == .ok
          ? "ok" : "\(result.status.word): \(RunSummary.reason(result))"
      ),
      ("attempts", "\(result.trace.attempts.count), of which \(lost) were lost"),
      ("workers", "\(result.instance.cluster.nodes.count), lost \(counts.workersLost) times"),
    ]
    if counts.resumedAttempts > 0 {
      lines.append(("resumed", "\(counts.resumedAttempts) attempts went on from a checkpoint"))
    }
    if counts.corruptCheckpoints > 0 {
      lines.append(("corrupt", "\(counts.corruptCheckpoints) checkpoints were passed over"))
    }
    if counts.supersededResults > 0 {
      lines.append(("superseded", "\(counts.supersededResults) late results were refused"))
    }
    lines += metrics(outcome)
    return lines.map { name, value in
      name.padding(toLength: 13, withPad: " ", startingAt: 0) + value + "\n"
    }.joined() + PredictionReport.text(comparison)
  }

  /// What the last evaluation and the last search found.
  private static func metrics(_ outcome: ExecutionOutcome) -> [(String, String)] {
    let tasks = outcome.result.instance.workflow.tasks
    let measured = outcome.metrics.keys.sorted().filter { tasks[$0].stage == "evaluate" }
    return measured.compactMap { task in
      outcome.metrics[task]?["bits_per_byte"].map {
        ("measured", "\(tasks[task].name): " + String(format: "%.3f bits per byte", $0))
      }
    }
  }
}
