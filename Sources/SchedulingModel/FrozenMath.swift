/// Exponential and logarithm whose bits never change.
///
/// The C library's versions differ in the last bit between processors, so they may not feed a
/// simulated time, a draw or a report. These use only + − × ÷ and bit patterns, which IEEE 754
/// fixes, and stay within 2 ulp of the true value.
public enum FrozenMath {
  // ln 2 in two parts: the first has 21 trailing zero bits, so that k × high is exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// Natural logarithm of a positive, finite, normal number.
  ///
  /// With x = 2ᵏ·m and m in [√½, √2), log x = k·ln 2 + 2·artanh((m − 1) / (m + 1)); the series
  /// of artanh ends at the 21st power, where the next term is below 2⁻⁵⁹ of the sum.
  public static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 0x1.6a09e667f3bcdp0 {
      significand *= 0.5
      exponent += 1
    }
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var tail = 0.0
    for power in stride(from: 21, through: 3, by: -2) {
      tail = (tail + 1 / Double(power)) * square
    }
    return exponent * ln2High + (2 * s + (2 * s * tail + exponent * ln2Low))
  }

  /// e to the power x; 0 below −745, infinity above 709.78.
  ///
  /// With k the integer nearest x / ln 2, eˣ = 2ᵏ·eʳ and |r| ≤ ½ ln 2; the Taylor series of eʳ
  /// ends at the 14th power, where the next term is below 2⁻⁶¹.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.78 { return .infinity }
    if x < -745 { return 0 }
    // Adding 1.5·2⁵² leaves the nearest integer in the low bits.
    let shifter = 0x1.8p52
    let k = (x * 0x1.71547652b82fep0 + shifter) - shifter
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 0.0
    for power in stride(from: 14, through: 1, by: -1) {
      sum = (sum + 1) * (r / Double(power))
    }
    // Two factors, since 2ᵏ alone may lie outside the normal range where the result does not.
    let half = Int(k) / 2
    return (1 + sum) * power2(half) * power2(Int(k) - half)
  }

  /// x to the power y, for x above 0 as ``log(_:)`` takes it: within 2 ulp × |y·ln x|.
  public static func power(_ x: Double, _ y: Double) -> Double { exp(y * log(x)) }

  /// The logarithm of Γ(x) for x from 1e-3 to 1e15, within 1e-14 of max(1, ln Γ(x)).
  ///
  /// Stirling's series up to x⁻¹¹ (Abramowitz and Stegun 6.1.41), after Γ(x + 1) = x·Γ(x) has moved x
  /// beyond 12, where the first term left out is below 10⁻¹⁶.
  public static func logGamma(_ x: Double) -> Double {
    var (argument, product) = (x, 1.0)
    while argument < 12 {
      product *= argument
      argument += 1
    }
    let inverse = 1 / argument
    let square = inverse * inverse
    // B₂ₖ / (2k (2k − 1)).
    let coefficients = [
      -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
    ]
    let tail = coefficients.reduce(0) { $0 * square + $1 } * inverse
    let halfLogTwoPi = 0x1.d67f1c864beb4p-1
    return (argument - 0.5) * log(argument) - argument + (halfLogTwoPi + tail) - log(product)
  }

  private static func power2(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
