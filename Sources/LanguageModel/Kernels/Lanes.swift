/// The vector the kernels work in. All row widths are multiples of its lane count, so a row is
/// walked without a scalar tail. Sums stay in lanes until the end of a row: the order of the
/// additions is fixed by the code, and with it every bit of the result.
package typealias Lanes = SIMD8<Float>

extension UnsafeMutablePointer<Float> {
  /// Eight floats from `index` on, which must be lane-aligned.
  @inline(__always)
  func lanes(_ index: Int) -> Lanes {
    UnsafeRawPointer(self + index).load(as: Lanes.self)
  }

  /// Writes eight floats from `index` on, which must be lane-aligned.
  @inline(__always)
  func store(_ value: Lanes, _ index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
  }

  /// Adds to eight floats from `index` on, which must be lane-aligned.
  @inline(__always)
  func add(_ value: Lanes, _ index: Int) {
    store(lanes(index) + value, index)
  }
}

extension SIMD8 where Scalar == Float {
  /// self · factor + addend: one instruction and one rounding where the build is for processors that
  /// have it. Elsewhere it would be a call of the C library per lane.
  @inline(__always)
  func times(_ factor: Self, plus addend: Self) -> Self {
    #if FUSED_MULTIPLY_ADD
      addend.addingProduct(self, factor)
    #else
      self * factor + addend
    #endif
  }

  @inline(__always)
  func times(_ factor: Self, plus addend: Float) -> Self {
    times(factor, plus: Self(repeating: addend))
  }

  @inline(__always)
  func times(_ factor: Float, plus addend: Float) -> Self {
    times(Self(repeating: factor), plus: Self(repeating: addend))
  }

  @inline(__always)
  func times(_ factor: Float, plus addend: Self) -> Self {
    times(Self(repeating: factor), plus: addend)
  }

  /// The larger of two vectors, lane by lane.
  @inline(__always)
  func larger(_ other: Self) -> Self { replacing(with: other, where: other .> self) }

  /// The smaller of two vectors, lane by lane.
  @inline(__always)
  func smaller(_ other: Self) -> Self { replacing(with: other, where: other .< self) }

  /// The square root of lanes that are not negative; relative error below 3e-7 for normal numbers.
  ///
  /// `squareRoot()` is compiled lane by lane. This is x · x^−½ with the reciprocal root from its bits
  /// and three steps of Newton's.
  @inline(__always)
  package var root: Self {
    let bits = 0x5F37_59DF &- (unsafeBitCast(self, to: SIMD8<UInt32>.self) &>> 1)
    var inverse = unsafeBitCast(bits, to: Self.self)
    let half = self * -0.5
    // Zero gives zero: its reciprocal root is large but finite, and is multiplied by it twice.
    inverse *= (half * inverse).times(inverse, plus: 1.5)
    inverse *= (half * inverse).times(inverse, plus: 1.5)
    inverse *= (half * inverse).times(inverse, plus: 1.5)
    return self * inverse
  }

  /// The largest lane.
  @inline(__always)
  var largestLane: Float {
    let four = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    return Swift.max(Swift.max(four.x, four.y), Swift.max(four.z, four.w))
  }

  /// The sum of the lanes, as a fixed tree.
  @inline(__always)
  var laneSum: Float {
    let four = lowHalf + highHalf
    return (four.x + four.z) + (four.y + four.w)
  }
}

/// Rounds up to a whole number of lanes.
func roundedUpToLanes(_ count: Int) -> Int {
  (count + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
}
