extension Kernels {
  /// The factors of one AdamW step.
  struct AdamWUpdate {
    /// Multiplies the gradients: 1, or less when they are clipped.
    let gradientScale: Float
    /// Learning rate / (1 − β₁ᵗ).
    let stepSize: Float
    /// 1 / √(1 − β₂ᵗ).
    let rootFactor: Float
    /// Learning rate × weight decay.
    let decay: Float
  }

  /// One AdamW step over `count` floats, a multiple of the lane count.
  static func adamW(
    _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
    mean: UnsafeMutablePointer<Float>, meanSquare: UnsafeMutablePointer<Float>, count: Int,
    _ update: AdamWUpdate
  ) {
    let firstDecay = AdamW.firstDecay
    let secondDecay = AdamW.secondDecay
    let kept = 1 - update.decay
    var index = 0
    while index < count {
      let gradient = gradients.lanes(index) * update.gradientScale
      let first = mean.lanes(index) * firstDecay + gradient * (1 - firstDecay)
      let second =
        meanSquare.lanes(index) * secondDecay + gradient * gradient * (1 - secondDecay)
      mean.store(first, index)
      meanSquare.store(second, index)
      let divisor = second.squareRoot() * update.rootFactor + AdamW.epsilon
      parameters.store(
        parameters.lanes(index) * kept - update.stepSize * first / divisor, index)
      index += Lanes.scalarCount
    }
  }

  /// The Euclidean norm of `count` floats, a multiple of the lane count.
  ///
  /// Lanes add up to 4096 squares at a time and the blocks are added in double precision.
  static func norm(_ values: UnsafeMutablePointer<Float>, count: Int) -> Double {
    let block = 4096
    var total = 0.0
    var start = 0
    while start < count {
      let end = min(start + block, count)
      var sum = Lanes.zero
      var index = start
      while index < end {
        let value = values.lanes(index)
        sum += value * value
        index += Lanes.scalarCount
      }
      total += Double(sum.laneSum)
      start = end
    }
    return total.squareRoot()
  }
}
