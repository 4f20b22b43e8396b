/// The maintenance windows of one node.
public struct MaintenanceCalendar: Sendable, Equatable {
  /// They may overlap.
  public var windows: [MaintenanceWindow]

  /// Creates a calendar; an empty one by default.
  public init(_ windows: [MaintenanceWindow] = []) {
    self.windows = windows
  }

  /// A task that fits none of so many gaps between windows in a row is taken to fit none.
  static let patience = 64

  /// The first period in which the node is out of service that is not over at a time, made one with
  /// those that overlap or touch it; nil if there is none. O(windows) for each that it is made of.
  public func next(from time: Double) -> MaintenanceWindow.Period? {
    var earliest: MaintenanceWindow.Period?
    for window in windows {
      if let first = window.first(endingAfter: time), first.start < earliest?.start ?? .infinity {
        earliest = first
      }
    }
    guard var period = earliest, windows.count > 1 else { return earliest }
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for window in windows {
        if let other = window.first(endingAfter: period.end), other.start <= period.end {
          period.end = other.end
          hasGrown = true
        }
      }
    }
    for window in windows {
      if let first = window.first(endingAfter: time), first.start <= period.end {
        period.drainStart = min(period.drainStart, first.drainStart)
      }
    }
    return period
  }

  /// Whether an attempt that starts at a time and takes so long, in seconds, meets neither a window nor
  /// the drain before one. What ends when a window begins does not meet it.
  public func isOpen(from time: Double, seconds: Double) -> Bool {
    guard let period = next(from: time) else { return true }
    return time < period.drainStart && time + seconds <= period.start
  }

  /// The first time from a time on at which an attempt of this length can start without meeting a
  /// window; nil if none of the next 64 gaps between windows takes it. O(windows that are passed).
  public func firstFit(from time: Double, seconds: Double) -> Double? {
    var time = time
    for _ in 0..<Self.patience {
      guard let period = next(from: time) else { return time }
      if time < period.drainStart, time + seconds <= period.start { return time }
      time = period.end
    }
    return nil
  }

  /// The first time from a time on at which the node is neither out of service nor drains.
  public func firstOpening(from time: Double) -> Double {
    var time = time
    while let period = next(from: time), time >= period.drainStart { time = period.end }
    return time
  }
}
