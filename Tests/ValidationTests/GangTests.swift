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
    /// All 16,384 devices, at 15 intervals around the best one.
    @Test func everyInterval() async throws {
      let input = try StudyInput(
        loading: Self.file.path, overrides: InputOverrides(), relativeTo: ".")
      let intervals = try #require(
        IntervalStudy.intervals(for: input.scenario, count: 15, spread: 8))
      let study = try await IntervalStudy(
        input, policy: PolicyName("fifo"), intervals: intervals, seeds: 20, firstSeed: 1,
        workers: 2)
      #expect(study.points.count == 15)
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
  #endif
}
