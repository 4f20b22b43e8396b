import Analysis

/// The comparison as JSON: one object with the comparisons of all inputs.
public enum ComparisonJSON {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Line: Encodable {
    var policy: String
    /// Absent where no recoveries are compared.
    var recovery: String?
    var finished: Int
    var seeds: Int
    var makespan_mean_seconds: Double?
    var makespan_half_width_95_seconds: Double?
    var difference_mean_seconds: Double?
    var difference_half_width_95_seconds: Double?
    var slr_mean: Double?
    var utilization_mean: Double?
    var failures_mean: Double
    var lost_share_mean: Double?
    var checkpoint_share_mean: Double?
    var down_share_mean: Double?
    var waiting_share_mean: Double?
    /// Absent where no task is ever skipped.
    var skipped_mean: Double?
    var cost_mean_usd: Double?
    var other_endings: [String]
  }

  private struct Input: Encodable {
    var scenario: String
    var input: String
    var policies: [Line]
  }

  /// One line of JSON with sorted keys; policies best first.
  ///
  /// - Throws: what `JSONEncoder` throws; the values are always finite.
  public static func text(_ comparisons: [Comparison]) throws -> String {
    try jsonLine([
      "comparisons": comparisons.map { comparison in
        Input(
          scenario: comparison.scenario, input: comparison.input,
          policies: comparison.lines.map(line))
      }
    ])
  }

  private static func line(_ line: Comparison.Line) -> Line {
    Line(
      policy: line.policy.description, recovery: line.recovery.isEmpty ? nil : line.recovery,
      finished: line.finished, seeds: line.total,
      makespan_mean_seconds: line.makespan?.mean,
      makespan_half_width_95_seconds: line.makespan?.halfWidth95,
      difference_mean_seconds: line.difference?.mean,
      difference_half_width_95_seconds: line.difference?.halfWidth95, slr_mean: line.slr,
      utilization_mean: line.utilization, failures_mean: line.failures,
      lost_share_mean: line.shares?.failures, checkpoint_share_mean: line.shares?.checkpoints,
      down_share_mean: line.shares?.down, waiting_share_mean: line.shares?.waiting,
      skipped_mean: line.skipped,
      cost_mean_usd: line.cost,
      other_endings: line.otherEndings)
  }
}
