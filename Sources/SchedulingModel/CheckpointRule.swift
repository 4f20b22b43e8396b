/// How often to write checkpoints where failures are exponential, by a formula.
///
/// C is what writing one takes, and M the mean time between failures of everything that an attempt
/// needs; both in seconds.
public enum CheckpointRule: String, Sendable, Equatable, CaseIterable {
  /// √(2CM) (Young, CACM 17(9), 1974).
  case young
  /// √(2CM)·[1 + ⅓·√(C/2M) + C/18M] − C for C < 2M, else M (Daly, FGCS 22(3), 2006).
  case daly
  /// (1 + W₀(−e^(−C/M − 1)))·M, the work between checkpoints that makes (e^((τ+C)/M) − 1) / τ least
  /// (Bougeret et al., SC 2011). W₀ is the principal branch of Lambert's function.
  case optimal

  /// The work between two checkpoints, in seconds; infinite where nothing fails.
  ///
  /// - Parameters:
  ///   - write: C, above 0.
  ///   - mtbf: M, above 0.
  public func interval(write: Double, mtbf: Double) -> Double {
    guard mtbf < .infinity else { return .infinity }
    let ratio = write / (2 * mtbf)
    let first = (2 * write * mtbf).squareRoot()
    switch self {
    case .young:
      return first
    case .daly:
      return ratio < 1 ? first * (1 + ratio.squareRoot() / 3 + ratio / 9) - write : mtbf
    case .optimal:
      return Self.optimalShare(write / mtbf) * mtbf
    }
  }

  /// The x in (0, 1) with ln(1 − x) + x = −c: the optimal interval in units of M, for C = c·M.
  ///
  /// The left side falls from 0 without bound, so that bisection finds x to the last bits, also where C
  /// is so small that W₀(−e^(−c − 1)) sits at its branch point.
  private static func optimalShare(_ c: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<80 {
      let x = (low + high) / 2
      if excess(x) < c { low = x } else { high = x }
    }
    return (low + high) / 2
  }

  /// −ln(1 − x) − x, by its series where the difference would cancel.
  private static func excess(_ x: Double) -> Double {
    guard x < 0.1 else { return x < 1 ? -FrozenMath.log(1 - x) - x : .infinity }
    var (power, sum) = (x, 0.0)
    for n in 2...20 {
      power *= x
      sum += power / Double(n)
    }
    return sum
  }
}
