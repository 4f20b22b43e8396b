/// How long it takes until a failure is noticed. Until then what failed makes no progress, and nobody knows.
public struct Detection: Sendable, Equatable {
  /// From the last sign of life to the notice, in seconds.
  public var timeoutSeconds: Double
  /// From one sign of life to the next, in seconds; 0 if they never stop. At most the timeout.
  public var heartbeatSeconds: Double

  /// A timeout, after signs of life that never stop or come at intervals.
  public init(timeoutSeconds: Double, heartbeatSeconds: Double = 0) {
    self.timeoutSeconds = timeoutSeconds
    self.heartbeatSeconds = heartbeatSeconds
  }

  /// Failures are noticed when they happen.
  public static let atOnce = Detection(timeoutSeconds: 0)

  /// Whether it takes any time.
  public var takesTime: Bool { timeoutSeconds > 0 }

  /// The mean time from a failure to its notice, in seconds. The last sign of life is up to an interval old, each
  /// age alike.
  public var meanSeconds: Double { timeoutSeconds - heartbeatSeconds / 2 }

  /// The time from a failure to its notice, in seconds. Draws only where there are intervals.
  public func delay(from stream: inout RandomStream) -> Double {
    heartbeatSeconds > 0
      ? max(0, timeoutSeconds - heartbeatSeconds * stream.unit()) : timeoutSeconds
  }
}
