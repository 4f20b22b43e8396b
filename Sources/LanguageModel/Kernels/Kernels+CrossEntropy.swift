extension Kernels {
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
        column &+= step
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
          column &+= step
        }
        let factor = gradientScale / sum.laneSum
        column = 0
        while column < width {
          row.store(row.lanes(column) * factor, column)
          column &+= step
        }
        row[target] -= gradientScale
      } else {
        while column < width {
          sum += exp(notPositive: row.lanes(column) - shift)
          column &+= step
        }
      }
      total += logarithm(Double(sum.laneSum)) - Double(targetLogit - shift)
    }
    return total
  }
}
