import Analysis
import Foundation
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine
import Testing

/// The shipped gang of thousands of devices, which is lost with any of its nodes, against the closed form
/// (``Scenarios/Scenario/expectedSeconds``).
@Suite struct GangTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenarios/llama3-like.yaml")

  /// The published counts make the rate of failures: 419 in 54 days.
  @Test func publishedRate() throws {
    let scenario = try Scenario.load(Self.file.path)
    let perHour = scenario.failureRateOfLongestTask * 3600
    #expect(abs(perHour - 419.0 / (54 * 24)) < 1e-12)
    #expect(scenario.cluster.deviceCount == 16_384)
    let expected = try #require(scenario.withCheckpoints(every: 1800)?.expectedSeconds) / 3600
    // F5 of the facts in CheckpointTests takes 195.844 h for 168 h at this rate, C, D, R and interval, and
    // a checkpoint after the last segment; failures while others are repaired add 0.036 %.
    #expect(abs(expected / (47.5 * 24) / (195.84398235480197 / 168) - 1.00036) < 1e-4)
  }

  #if !DEBUG
    /// As many failures shared by an eighth of the nodes, at 15 intervals.
    @Test func everyInterval() async throws {
      let text = try String(contentsOf: Self.file, encoding: .utf8)
        .replacingOccurrences(of: "count: 2048", with: "count: 256")
        .replacingOccurrences(of: "6334.625298329356 h", with: "791.8281622911695 h")
        .replacingOccurrences(of: "gang: 16384", with: "gang: 2048")
      let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
      try Data(text.utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let input = try StudyInput(
        loading: file.path, overrides: InputOverrides(), relativeTo: ".")
      let intervals = try #require(
        IntervalStudy.intervals(for: input.scenario, count: 15, spread: 8))
      let study = try await IntervalStudy(
        input, policy: PolicyName("fifo"), intervals: intervals, seeds: 60, firstSeed: 1,
        workers: 2)
      var least = Double.infinity
      for point in study.points {
        let makespan = try #require(point.makespan)
        #expect(abs(point.z ?? .infinity) < 4, "\(point.interval) s: z = \(point.z ?? 0)")
        #expect(makespan.standardError < 0.005 * makespan.mean && point.failures > 300)
        least = min(least, makespan.mean)
      }
      // The eighth is the optimum of the rule.
      let optimum = try #require(study.points[7].makespan)
      #expect(optimum.mean < 1.002 * least)
      #expect(abs(study.points[7].interval - 797.5004547312084) < 1e-6)
    }

    /// All 16,384 devices at the best interval.
    @Test func shippedScenario() throws {
      let scenario = try Scenario.load(Self.file.path)
      let best = IntervalStudy.intervals(for: scenario, count: 1, spread: 8)?.first
      let fixed = try #require(best.flatMap { scenario.withCheckpoints(every: $0) })
      var (makespans, lost) = ([Double](), 0)
      for seed in UInt64(1)...12 {
        let policy = try PolicyCatalog.makePolicy(PolicyName("fifo"), seed: seed)
        let result = fixed.simulation(seed: seed).run(policy)
        makespans.append(try #require(result.makespan))
        lost += result.trace.attempts.outcomes.count { $0 == .failed }
      }
      let summary = try #require(SampleSummary(makespans))
      let expected = try #require(fixed.expectedSeconds)
      #expect(abs(summary.mean - expected) < 4 * summary.standardError)
      #expect(summary.standardError < 0.005 * expected && lost > 12 * 350)
    }
  #endif
}
