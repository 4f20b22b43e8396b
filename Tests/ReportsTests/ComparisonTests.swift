import Analysis
import Foundation
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine
import Testing

/// Means, paired differences and ranks, by hand.
@Suite struct ComparisonTests {
  private static let scenario = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenarios/topcuoglu2002.yaml").path

  /// A real run's row with another makespan; nil for one that did not finish.
  private func row(_ policy: String, _ seed: UInt64, _ makespan: Double?) throws -> ResultRow {
    let input = try StudyInput(
      loading: Self.scenario, overrides: InputOverrides(), relativeTo: ".")
    var row = try Study.Item(input: input, policy: PolicyName(policy), seed: seed).run()
    row.metrics.makespan = makespan
    if makespan == nil { row.status = .timeLimit }
    return row
  }

  @Test func pairedBySeedAndBestFirst() throws {
    var rows: [ResultRow] = []
    let makespans: [(String, [Double?])] = [
      ("heft", [12, 14, 19]), ("fifo", [10, 13, 16]), ("mct", [9, nil, 15]),
      ("random", [11, 12, 17]),
    ]
    for (policy, values) in makespans {
      for (index, value) in values.enumerated() {
        rows.append(try row(policy, UInt64(index + 1), value))
      }
    }
    let comparison = Comparison(rows)
    // fifo 13, random 13.33, heft 15; mct did not finish everywhere and comes last.
    #expect(comparison.lines.map(\.policy.base) == ["fifo", "random", "heft", "mct"])
    #expect(comparison.lines[0].difference == nil)
    #expect(comparison.lines[2].difference?.mean == 2)
    #expect(comparison.lines[2].difference?.standardDeviation == 1)
    // Only seeds 1 and 3 were finished by both.
    #expect(comparison.lines[3].difference?.count == 2)
    #expect(comparison.lines[3].difference?.mean == -1)
    #expect(comparison.lines[3].otherEndings == ["time-limit 1"])
    // +1, −1, +1 against fifo: its interval holds zero. heft's 2 ± 2.48 does, too.
    #expect(comparison.unresolved == ["random", "heft"])
  }
}
