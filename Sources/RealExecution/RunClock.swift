/// Seconds since a run began, over coordinators that came and went.
struct RunClock: Sendable {
  private let base: Double
  private let origin = ContinuousClock.now

  /// A clock that stands at `base` now.
  init(from base: Double) {
    self.base = base
  }

  var now: Double { base + seconds(since: origin) }
}

/// Seconds since an instant.
func seconds(since instant: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - instant) / .seconds(1)
}
