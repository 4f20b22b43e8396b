/// A time, known in advance, in which nodes are out of service: once, or again and again.
public struct MaintenanceWindow: Sendable, Equatable {
  /// When the first one begins, in seconds from the start of the run.
  public var start: Double
  /// How long each lasts, in seconds; above 0.
  public var duration: Double
  /// From the start of one to that of the next, in seconds; nil if there is only one.
  public var every: Double?
  /// For how long before each of them no attempt starts on the nodes, in seconds. What runs may finish.
  public var drain: Double

  /// Creates a window.
  public init(start: Double, duration: Double, every: Double? = nil, drain: Double = 0) {
    self.start = start
    self.duration = duration
    self.every = every
    self.drain = drain
  }

  /// So many times a window repeats at most, so that a run of any length ends.
  public static let largestCount = 1_000_000.0

  /// One of its times, or what several that touch make together; in seconds.
  public struct Period: Sendable, Equatable {
    /// From when on no attempt starts.
    public var drainStart: Double
    /// From when on the node is out of service.
    public var start: Double
    /// When it is back.
    public var end: Double

    /// Creates a period.
    public init(drainStart: Double, start: Double, end: Double) {
      self.drainStart = drainStart
      self.start = start
      self.end = end
    }
  }

  /// Whether every number is one that a run can use: times up to 10¹⁸ s, and a node that is neither out
  /// nor draining for a while between two windows.
  public var isSound: Bool {
    guard start >= 0, start <= 1e18, drain >= 0, drain <= 1e18, duration > 0, duration <= 1e18
    else { return false }
    return every.map { $0 > duration + drain && $0 <= 1e18 } ?? true
  }

  /// The share of time in which it closes or drains a node in the long run.
  var share: Double { every.map { (duration + drain) / $0 } ?? 0 }

  private func period(_ index: Double) -> Period {
    let start = self.start + index * (every ?? 0)
    return Period(drainStart: start - drain, start: start, end: start + duration)
  }

  /// The first period that is not over at a time; nil if there is none. O(1).
  func first(endingAfter time: Double) -> Period? {
    guard let every else {
      let only = period(0)
      return only.end > time ? only : nil
    }
    let periods = (time - start) / every
    guard periods < Self.largestCount else { return nil }
    // Rounding may be off by one either way.
    var index = periods > 0 ? Double(Int(periods)) : 0
    while index > 0, period(index - 1).end > time { index -= 1 }
    while period(index).end <= time {
      index += 1
      guard index < Self.largestCount else { return nil }
    }
    return period(index)
  }

  /// The same windows as seen from a time on, which becomes 0: without what is over, and with the rest of
  /// what has begun.
  ///
  /// - Parameter endsDrain: whether a drain that has begun is left out.
  package func seen(from time: Double, endsDrain: Bool) -> [MaintenanceWindow] {
    guard let period = first(endingAfter: time) else { return [] }
    let hasBegun = period.start <= time || endsDrain && period.drainStart <= time
    let first = MaintenanceWindow(
      start: max(0, period.start - time), duration: period.end - max(period.start, time),
      every: hasBegun ? nil : every, drain: hasBegun ? 0 : drain)
    guard hasBegun, every != nil, let next = self.first(endingAfter: period.end) else {
      return [first]
    }
    return [
      first,
      MaintenanceWindow(
        start: next.start - time, duration: duration, every: every, drain: drain),
    ]
  }
}
