extension Kernels {
  private static let laneIndices = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)

  /// Turns a square of attention scores (time × time, rows `stride` floats apart) into causal
  /// attention weights in place: row t is a softmax over columns 0...t and zero beyond.
  static func causalSoftmax(_ scores: UnsafeMutablePointer<Float>, time: Int, stride: Int) {
    let step = Lanes.scalarCount
    for index in 0..<time {
      let row = scores + index * stride
      // The lanes before `edge` are all visible; those at `edge` are visible up to the diagonal.
      let edge = index / step * step
      let hidden = laneIndices .> Int32(index - edge)
      let edgeScores = row.lanes(edge).replacing(
        with: -Float.greatestFiniteMagnitude, where: hidden)
      var largest = edgeScores
      var column = 0
      while column < edge {
        largest = largest.larger(row.lanes(column))
        column += step
      }
      let shift = largest.largestLane
      let edgePowers = exp(notPositive: edgeScores - shift).replacing(with: 0, where: hidden)
      var sum = edgePowers
      column = 0
      while column < edge {
        let power = exp(notPositive: row.lanes(column) - shift)
        row.store(power, column)
        sum += power
        column += step
      }
      let factor = 1 / sum.laneSum
      row.store(edgePowers * factor, edge)
      column = 0
      while column < edge {
        row.store(row.lanes(column) * factor, column)
        column += step
      }
      (row + (edge + step)).update(repeating: 0, count: stride - edge - step)
    }
  }

  /// Turns gradients of attention weights into gradients of attention scores in place, both
  /// time × time with rows `stride` floats apart: dS = P (dP − Σ P dP), row by row.
  static func causalSoftmaxBackward(
    _ gradient: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>, time: Int,
    stride: Int
  ) {
    let step = Lanes.scalarCount
    for index in 0..<time {
      let row = gradient + index * stride
      let weight = weights + index * stride
      let end = index / step * step + step
      var sum = Lanes.zero
      var column = 0
      while column < end {
        sum += row.lanes(column) * weight.lanes(column)
        column += step
      }
      let mean = sum.laneSum
      column = 0
      while column < end {
        row.store((row.lanes(column) - mean) * weight.lanes(column), column)
        column += step
      }
      (row + end).update(repeating: 0, count: stride - end)
    }
  }

  /// Cross-entropy of logits (rows × width, row-major) against target tokens, summed, in nats.
  ///
  /// With a `gradientScale`, the logits are replaced by gradientScale · (softmax − one-hot).
  static func crossEntropy(
    _ logits: UnsafeMutablePointer<Float>, targets: [UInt8], gradientScale: Float?, width: Int
  ) -> Double {
    let step = Lanes.scalarCount
    var total = 0.0
    for index in targets.indices {
      let row = logits + index * width
      let target = Int(targets[index])
      var largest = row.lanes(0)
      var column = step
      while column < width {
        largest = largest.larger(row.lanes(column))
        column += step
      }
      let shift = largest.largestLane
      let targetLogit = row[target]
      var sum = Lanes.zero
      column = 0
      if let gradientScale {
        while column < width {
          let power = exp(notPositive: row.lanes(column) - shift)
          row.store(power, column)
          sum += power
          column += step
        }
        let factor = gradientScale / sum.laneSum
        column = 0
        while column < width {
          row.store(row.lanes(column) * factor, column)
          column += step
        }
        row[target] -= gradientScale
      } else {
        while column < width {
          sum += exp(notPositive: row.lanes(column) - shift)
          column += step
        }
      }
      total += logarithm(Double(sum.laneSum)) - Double(targetLogit - shift)
    }
    return total
  }
}
