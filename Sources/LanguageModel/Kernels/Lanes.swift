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
  /// The larger of two vectors, lane by lane.
  @inline(__always)
  func larger(_ other: Self) -> Self { replacing(with: other, where: other .> self) }

  /// The smaller of two vectors, lane by lane.
  @inline(__always)
  func smaller(_ other: Self) -> Self { replacing(with: other, where: other .< self) }

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
