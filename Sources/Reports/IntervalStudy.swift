import Analysis
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// How long a scenario takes by how often it writes checkpoints: the same runs at several intervals.
public struct IntervalStudy: Sendable {
  /// One interval and what its runs came to.
  public struct Point: Sendable {
    /// The work between two checkpoints, in seconds.
    public var interval: Double
    /// Makespans of the runs that finished, in seconds; nil if none did.
    public var makespan: SampleSummary?
    /// Their utilization: useful device-seconds over devices × makespan. Where one gang holds all devices,
    /// that is its effective-time ratio.
    public var utilization: SampleSummary?
    /// Lost attempts of a run, on average over all.
    public var failures: Double
    /// Whether every run finished.
    public var isComplete: Bool
    /// How many runs finished.
    public var finished: Int
    /// The expected makespan by a closed form, in seconds, where there is one.
    public var expected: Double?

    /// By how many standard errors the mean makespan is off from the expected one; nil unless every run
    /// finished, for those that do are the shorter ones.
    public var z: Double? {
      guard isComplete, let expected, let makespan, makespan.standardError > 0 else { return nil }
      return (makespan.mean - expected) / makespan.standardError
    }
  }

  /// The scenario's name.
  public let scenario: String
  /// The policy.
  public let policy: PolicyName
  /// How many seeds each interval was run under.
  public let seeds: Int
  /// The intervals of the three rules for the longest task's failures, in seconds.
  public let rules: [(rule: CheckpointRule, interval: Double)]
  /// By ascending interval.
  public let points: [Point]

  /// The intervals to try: so many, each longer than the one before by one factor, the middle one the
  /// exact optimum of the longest task (for an even number, as many below it as above).
  ///
  /// - Parameter spread: the largest over the optimum, and the optimum over the least; above 1.
  /// - Returns: nil if the scenario writes no checkpoints, writes them in no time or never fails.
  public static func intervals(for scenario: Scenario, count: Int, spread: Double) -> [Double]? {
    guard let optimum = interval(.optimal, for: scenario) else { return nil }
    guard count > 1 else { return [optimum] }
    return (0..<count).map { index in
      let share = Double(2 * index - (count - 1)) / Double(count - 1)
      return share == 0 ? optimum : optimum * FrozenMath.power(spread, share)
    }
  }

  private static func interval(_ rule: CheckpointRule, for scenario: Scenario) -> Double? {
    let rate = scenario.failureRateOfLongestTask
    guard let checkpoint = scenario.conditions.recovery.checkpoint, checkpoint.writeSeconds > 0,
      rate > 0
    else { return nil }
    return rule.interval(write: checkpoint.writeSeconds, mtbf: 1 / rate)
  }

  /// Runs a scenario at each interval under each seed, on `workers` threads. The result does not depend
  /// on their number.
  ///
  /// - Throws: what making the policy throws.
  public init(
    _ input: StudyInput, policy: PolicyName, intervals: [Double], seeds: Int, firstSeed: UInt64,
    workers: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) async throws(PolicyError) {
    var items: [Study.Item] = []
    var expected: [Double?] = []
    for interval in intervals.sorted() {
      guard let scenario = input.scenario.withCheckpoints(every: interval) else { continue }
      expected.append(scenario.expectedSeconds)
      var input = input
      input.scenario = scenario
      for seed in 0..<seeds {
        items.append(
          Study.Item(input: input, policy: policy, seed: firstSeed + UInt64(seed)))
      }
    }
    let rows = try await Study.run(items, workers: workers, progress: progress)
    scenario = input.scenario.name
    self.policy = policy
    self.seeds = seeds
    rules = CheckpointRule.allCases.compactMap { rule in
      Self.interval(rule, for: input.scenario).map { (rule, $0) }
    }
    points = zip(intervals.sorted(), expected).enumerated().map { index, point in
      let own = rows[(index * seeds)..<((index + 1) * seeds)]
      let finished = own.filter { $0.metrics.makespan != nil }
      return Point(
        interval: point.0, makespan: SampleSummary(finished.compactMap(\.metrics.makespan)),
        utilization: SampleSummary(finished.compactMap(\.metrics.utilization)),
        failures: Double(own.reduce(0) { $0 + $1.metrics.failures }) / Double(seeds),
        isComplete: finished.count == seeds, finished: finished.count, expected: point.1)
    }
  }
}
