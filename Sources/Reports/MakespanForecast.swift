import Analysis

/// The makespan that a real run may be expected to have: its median and its spread over simulated
/// runs that differ in the lengths of their tasks, which the scenario's noise draws.
///
/// The lengths of different tasks are drawn independently. A machine that is slow for many tasks in a
/// row makes the spread of real runs wider than this one.
public struct MakespanForecast: Sendable, Equatable {
  /// The median of the simulated makespans, in seconds.
  public let median: Double
  /// The range between their quantiles of 5 % and 95 %, in seconds.
  public let range90: ClosedRange<Double>

  /// How many runs are simulated.
  static let draws = 201

  /// Nil if none of the simulated runs finished.
  init?(makespans: [Double]) {
    guard let quantiles = SampleQuantiles(makespans) else { return nil }
    median = quantiles.median
    range90 = quantiles[0.05]...quantiles[0.95]
  }
}
