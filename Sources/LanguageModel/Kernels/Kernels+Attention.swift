/// Causal softmax over attention scores that are stored keys × queries.
///
/// The lanes of a vector are queries, so that maxima and sums run down the keys without ever
/// crossing lanes. A query sees the keys up to itself: a group of eight queries sees all keys before
/// its first, and a triangle of eight keys more.
extension Kernels {
  /// Zeroes a lane-aligned block of scores, whole lanes at a time: its rows are too short for a call
  /// of the C library each.
  static func clear(_ block: MatrixView) {
    var row = block.base
    for _ in 0..<block.rows {
      var column = 0
      while column < block.columns {
        row.store(.zero, column)
        column &+= Lanes.scalarCount
      }
      row += block.stride
    }
  }

  /// Turns scores into attention weights in place, for the queries `first` to the one before `end`,
  /// and zeroes what these queries do not see among the keys before `end`.
  ///
  /// `square` starts at key 0 and query 0 and has rows of `stride` floats. `first` is a multiple of
  /// eight; lanes past `end` are overwritten with finite numbers.
  package static func causalSoftmax(
    _ square: UnsafeMutablePointer<Float>, queries first: Int, _ end: Int, stride: Int
  ) {
    var query = first
    while query < end {
      let column = square + query
      let diagonal = min(query &+ Lanes.scalarCount, end)
      var largest = Lanes(repeating: -Float.greatestFiniteMagnitude)
      var row = column
      for _ in 0..<query {
        largest = largest.larger(row.lanes(0))
        row += stride
      }
      for key in 0..<diagonal &- query {
        largest = largest.larger(row.lanes(0).replacing(with: largest, where: hidden(key)))
        row += stride
      }
      var sum = Lanes.zero
      row = column
      for _ in 0..<query {
        let power = exp(notPositive: row.lanes(0) - largest)
        row.store(power, 0)
        sum += power
        row += stride
      }
      for key in 0..<diagonal &- query {
        // A hidden score may be larger than all visible ones: never mind what it becomes.
        let power = exp(notPositive: (row.lanes(0) - largest).smaller(.zero))
          .replacing(with: 0, where: hidden(key))
        row.store(power, 0)
        sum += power
        row += stride
      }
      let factor = 1 / sum
      row = column
      for _ in 0..<diagonal {
        row.store(row.lanes(0) * factor, 0)
        row += stride
      }
      for _ in diagonal..<end {
        row.store(.zero, 0)
        row += stride
      }
      query &+= Lanes.scalarCount
    }
  }

  /// Turns gradients of attention weights into gradients of scores in place: dS = P (dP − Σ P dP),
  /// the sum over the keys. Shapes and order are those of `causalSoftmax`; the weights are zero
  /// where a query does not see.
  package static func causalSoftmaxBackward(
    _ gradient: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    queries first: Int, _ end: Int, stride: Int
  ) {
    var query = first
    while query < end {
      let diagonal = min(query &+ Lanes.scalarCount, end)
      var row = gradient + query
      var weight = weights + query
      var sum = Lanes.zero
      for _ in 0..<diagonal {
        sum = row.lanes(0).times(weight.lanes(0), plus: sum)
        row += stride
        weight += stride
      }
      row = gradient + query
      weight = weights + query
      for _ in 0..<diagonal {
        row.store((row.lanes(0) - sum) * weight.lanes(0), 0)
        row += stride
        weight += stride
      }
      for _ in diagonal..<end {
        row.store(.zero, 0)
        row += stride
      }
      query &+= Lanes.scalarCount
    }
  }

  /// The lanes whose query does not see the key so many places past the first lane's query.
  ///
  /// Compared as floats: comparisons of integer lanes are compiled lane by lane.
  @inline(__always)
  private static func hidden(_ key: Int) -> SIMDMask<SIMD8<Int32>> {
    Lanes(0, 1, 2, 3, 4, 5, 6, 7) .< Lanes(repeating: Float(key))
  }
}
