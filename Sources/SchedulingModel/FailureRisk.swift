/// What failures of a constant rate do to the time that work takes on a device.
///
/// The expected time of a segment of x seconds between two checkpoints, with failures at rate λ, a
/// restart of R seconds after each failure and D seconds during which nothing happens, is
/// e^(λR)·(1/λ + D)·(e^(λx) − 1) (Daly, FGCS 22(3), 2006; Bougeret et al., SC 2011). Failures may strike
/// in a restart, but not in D. Without checkpoints the task is one segment.
public struct FailureRisk: Sendable, Equatable {
  /// λ: failures per second.
  public var rate: Double
  /// D: from a failure to the beginning of the next attempt, in seconds.
  public var downSeconds: Double
  /// R: what the next attempt pays first, in seconds.
  public var restartSeconds: Double

  /// Creates a risk.
  public init(rate: Double, downSeconds: Double = 0, restartSeconds: Double = 0) {
    self.rate = rate
    self.downSeconds = downSeconds
    self.restartSeconds = restartSeconds
  }

  /// No sum of these overflows: where a task would need e²⁰⁰ attempts, it is out of reach all the same.
  private static let largestExponent = 200.0

  /// The expected time of a stretch of work that a failure undoes as a whole, in seconds.
  public func expectedSeconds(_ seconds: Double) -> Double {
    guard rate > 0, seconds > 0 else { return seconds }
    let exponent = min(rate * seconds, Self.largestExponent)
    // (e^y − 1)/λ, by its series where the difference would cancel.
    let growth =
      exponent < 1e-3
      ? seconds * (1 + exponent * (1 / 2 + exponent * (1 / 6 + exponent / 24)))
      : (FrozenMath.exp(exponent) - 1) / rate
    let restarts = FrozenMath.exp(min(rate * restartSeconds, Self.largestExponent))
    return restarts * growth * (1 + rate * downSeconds)
  }

  /// The expected time of a task's work, cut into segments that are each followed by a checkpoint.
  ///
  /// - Parameters:
  ///   - work: in seconds, on the device.
  ///   - segment: the work between two checkpoints, in seconds; nil for none.
  ///   - write: what writing one takes, in seconds.
  ///   - followsLast: whether one is written after the last segment, too.
  /// - Complexity: O(1).
  public func expectedSeconds(
    work: Double, segment: Double?, write: Double, followsLast: Bool
  ) -> Double {
    guard let segment, segment > 0, segment < .infinity, work > 0 else {
      return expectedSeconds(work)
    }
    let quotient = work / segment
    guard quotient < 0x1p52 else { return expectedSeconds(work) }
    let whole = quotient.rounded(.down)
    // The same cut as the engine's: a rest this small is no segment.
    let hasRest = quotient - whole > max(1e-9, quotient * 0x1p-50)
    let full = max(0, hasRest ? whole : whole - 1)
    let last = work - full * segment
    return full * expectedSeconds(segment + write)
      + expectedSeconds(last + (followsLast ? write : 0))
  }
}
