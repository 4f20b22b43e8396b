/// The element-wise passes of the transformer, on raw rows of floats.
///
/// Unsafe: every pointer must be lane-aligned and valid for the shape stated; nothing is checked.
/// Each pass does all it can with a row while the row is in the first-level cache.
package enum Kernels {
  /// What the kernels are compiled for.
  package static var target: String {
    #if FUSED_MULTIPLY_ADD
      "AVX2 with fused multiply-adds"
    #else
      "SSE2"
    #endif
  }

  /// eˣ, lane by lane, for x clamped to [−87, 88]; relative error below 3e-7.
  @inline(__always)
  package static func exp(_ x: Lanes) -> Lanes {
    exp(inRange: x.larger(Lanes(repeating: -87)).smaller(Lanes(repeating: 88)))
  }

  /// As `exp`, for x that is known not to exceed 0.
  @inline(__always)
  static func exp(notPositive x: Lanes) -> Lanes {
    exp(inRange: x.larger(Lanes(repeating: -87)))
  }

  /// eˣ for x in [−87, 88].
  ///
  /// x = n ln 2 + r with |r| ≤ ½ ln 2. Adding 1.5·2²³ rounds to an integer and leaves n in the low
  /// mantissa bits, from where a shift puts it into the exponent of the polynomial for eʳ (degree 5,
  /// fitted to a largest relative error of 1.1e-7 with the first two coefficients kept at 1).
  @inline(__always)
  static func exp(inRange x: Lanes) -> Lanes {
    let rounder: Float = 12_582_912
    let shifted = x.times(1.442_695_04, plus: rounder)
    let whole = shifted - rounder
    // ln 2 in two parts: the first has so few bits that its product with n is exact.
    let r = whole.times(2.121_944_4e-4, plus: whole.times(-0.693_359_375, plus: x))
    let power = r.times(8.312_5e-3, plus: 4.189_033e-2).times(r, plus: 0.166_671_15)
      .times(r, plus: 0.499_992_3).times(r, plus: 1).times(r, plus: 1)
    let exponent = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(power, to: SIMD8<UInt32>.self) &+ exponent, to: Lanes.self)
  }

  /// tanh x, lane by lane, as 1 − 2 / (e²ˣ + 1); absolute error below 3e-7.
  @inline(__always)
  package static func tanh(_ x: Lanes) -> Lanes {
    // Beyond ±10 the result is ±1 in single precision.
    let clamped = x.larger(Lanes(repeating: -10)).smaller(Lanes(repeating: 10))
    return 1 - 2 / (exp(inRange: clamped + clamped) + 1)
  }
}
