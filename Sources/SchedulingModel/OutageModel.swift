/// How a node goes down and comes back, in wall-clock time, busy or idle. A node cannot fail while it is
/// down.
public struct OutageModel: Sendable, Equatable {
  /// One outage that is known beforehand.
  public struct Outage: Sendable, Equatable {
    /// When the node fails, in seconds from the start of the run.
    public var start: Double
    /// From its being noticed to the node's return, in seconds.
    public var duration: Double

    /// Creates an outage.
    public init(start: Double, duration: Double) {
      self.start = start
      self.duration = duration
    }

    var end: Double { start + duration }
  }

  /// The ways of failing.
  public enum Process: Sendable, Equatable {
    /// A renewal process: independent up times, counted from the end of a repair, and repair times, in
    /// seconds.
    case renewal(up: Distribution, repair: Distribution)
    /// These outages, by start. One that would begin while the node is down does not happen.
    case scheduled([Outage])
  }

  /// How old a renewal process is when the run begins.
  public enum InitialAge: String, Sendable, Equatable, CaseIterable {
    /// All are up and new, as after a repair.
    case fresh
    /// The process has run for ever: up with probability mean up / (mean up + mean repair), in the middle
    /// of an interval either way. Exponential up times of a node that is up are the same either way, Weibull
    /// times are not: with a falling hazard, new nodes fail more often. What detection and crews add to
    /// down times is left out of that probability.
    case stationary
  }

  /// The way of failing.
  public let process: Process
  /// The age at the start of the run; `fresh` for scheduled outages.
  public let initialAge: InitialAge

  /// Random outages: a renewal process.
  ///
  /// - Parameters:
  ///   - up: the time from the end of a repair to the next failure, in seconds.
  ///   - repair: the time from the notice of a failure to the node's return, in seconds.
  public init(up: Distribution, repair: Distribution, initialAge: InitialAge = .fresh) {
    process = .renewal(up: up, repair: repair)
    self.initialAge = initialAge
  }

  /// Random outages with exponential up times of this mean, in seconds.
  public init(meanUpSeconds: Double, repair: Distribution) {
    self.init(up: .exponential(mean: meanUpSeconds), repair: repair)
  }

  private init(_ process: Process) {
    self.process = process
    initialAge = .fresh
  }

  /// Outages at given times, in any order; those that overlap become one.
  ///
  /// - Complexity: O(k log k) for k outages.
  public static func scheduled(_ outages: [Outage]) -> OutageModel {
    var merged: [Outage] = []
    for outage in outages.sorted(by: { ($0.start, $0.duration) < ($1.start, $1.duration) }) {
      guard let last = merged.last, outage.start < last.end || outage.start == last.start else {
        merged.append(outage)
        continue
      }
      merged[merged.count - 1].duration = max(last.end, outage.end) - last.start
    }
    return OutageModel(.scheduled(merged))
  }

  /// The reciprocal mean up time of a renewal process, per second; 0 for scheduled outages.
  public var rate: Double {
    if case .renewal(let up, _) = process { 1 / up.mean } else { 0 }
  }

  /// Whether outages differ from seed to seed.
  public var isRandom: Bool {
    guard case .renewal(let up, let repair) = process else { return false }
    return initialAge == .stationary || !up.isConstant || !repair.isConstant
  }

  /// Whether every number is one that a run can use: a mean up time from 1 ms (any less, and time
  /// could stop in a long run), and times from 0 to 10¹⁸ s.
  public var isSound: Bool {
    switch process {
    case .renewal(let up, let repair): up.mean >= 1e-3 && up.isSound && repair.isSound
    case .scheduled(let outages):
      outages.allSatisfy { outage in
        [outage.start, outage.duration].allSatisfy { $0 >= 0 && $0 <= 1e18 }
      }
    }
  }
}
