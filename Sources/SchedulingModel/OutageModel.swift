/// How a node goes down and comes back: a renewal process in wall-clock time, busy or idle.
///
/// Up times and repair times are independent. A node cannot fail while it is down. Nodes are fresh
/// when the run begins; up times are exponential, so a fresh node and an old one are alike.
public struct OutageModel: Sendable, Equatable {
  /// The mean time from the end of a repair (or the start of the run) to the next failure, in
  /// seconds.
  public var meanUpSeconds: Double
  /// The time from failure to return, in seconds.
  public var repair: Distribution

  /// Creates a model.
  public init(meanUpSeconds: Double, repair: Distribution) {
    self.meanUpSeconds = meanUpSeconds
    self.repair = repair
  }
}
