/// Causal softmax over attention scores that are stored keys × queries.
///
/// The lanes of a vector are queries, so that maxima and sums run down the keys without ever
/// crossing lanes. A query sees the keys up to itself: a group of eight queries sees all keys before
/// its first, and a triangle of eight keys more.
extension Kernels {
  private static let laneIndices = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)

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
      let diagonal = min(query + Lanes.scalarCount, end)
      var largest = Lanes(repeating: -Float.greatestFiniteMagnitude)
      for key in 0..<query { largest = largest.larger(column.lanes(key * stride)) }
      for key in query..<diagonal {
        let score = column.lanes(key * stride)
        largest = largest.larger(
          score.replacing(with: largest, where: hidden(key - query)))
      }
      var sum = Lanes.zero
      for key in 0..<query {
        let power = exp(notPositive: column.lanes(key * stride) - largest)
        column.store(power, key * stride)
        sum += power
      }
      for key in query..<diagonal {
        let power = exp(notPositive: column.lanes(key * stride) - largest)
          .replacing(with: 0, where: hidden(key - query))
        column.store(power, key * stride)
        sum += power
      }
      let factor = 1 / sum
      for key in 0..<diagonal {
        column.store(column.lanes(key * stride) * factor, key * stride)
      }
      for key in diagonal..<max(diagonal, end) { column.store(.zero, key * stride) }
      query += Lanes.scalarCount
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
      let column = gradient + query
      let weight = weights + query
      let diagonal = min(query + Lanes.scalarCount, end)
      var sum = Lanes.zero
      for key in 0..<diagonal {
        sum += column.lanes(key * stride) * weight.lanes(key * stride)
      }
      for key in 0..<diagonal {
        let offset = key * stride
        column.store((column.lanes(offset) - sum) * weight.lanes(offset), offset)
      }
      for key in diagonal..<max(diagonal, end) { column.store(.zero, key * stride) }
      query += Lanes.scalarCount
    }
  }

  /// The lanes whose query does not see the key so many places past the first lane's query.
  @inline(__always)
  private static func hidden(_ key: Int) -> SIMDMask<SIMD8<Int32>> { laneIndices .< Int32(key) }
}
