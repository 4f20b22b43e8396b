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
    /// A renewal process: independent up times, exponential with this mean in seconds and counted from
    /// the end of a repair (or the start of the run), and repair times. Nodes are fresh when the run
    /// begins, which exponential up times cannot tell from old.
    case renewal(meanUpSeconds: Double, repair: Distribution)
    /// These outages, by start. One that would begin while the node is down does not happen.
    case scheduled([Outage])
  }

  /// The way of failing.
  public let process: Process

  /// Random outages: a renewal process.
  ///
  /// - Parameters:
  ///   - meanUpSeconds: the mean time from the end of a repair (or the start of the run) to the next
  ///     failure, in seconds.
  ///   - repair: the time from the notice of a failure to the node's return, in seconds.
  public init(meanUpSeconds: Double, repair: Distribution) {
    process = .renewal(meanUpSeconds: meanUpSeconds, repair: repair)
  }

  private init(_ process: Process) {
    self.process = process
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

  /// Whether outages differ from seed to seed.
  public var isRandom: Bool {
    if case .renewal = process { true } else { false }
  }

  /// Whether every number is one that a run can use: a mean up time from 1 ms (any less, and time
  /// could stop in a long run), and times from 0 to 10¹⁸ s.
  public var isSound: Bool {
    switch process {
    case .renewal(let meanUp, let repair):
      meanUp >= 1e-3 && meanUp <= 1e18 && repair.isSound
    case .scheduled(let outages):
      outages.allSatisfy { outage in
        [outage.start, outage.duration].allSatisfy { $0 >= 0 && $0 <= 1e18 }
      }
    }
  }
}
