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
      let first = mean.lanes(index).times(firstDecay, plus: gradient * (1 - firstDecay))
      let second = meanSquare.lanes(index).times(
        secondDecay, plus: gradient * gradient * (1 - secondDecay))
      mean.store(first, index)
      meanSquare.store(second, index)
      let divisor = second.root.times(update.rootFactor, plus: AdamW.epsilon)
      parameters.store(
        parameters.lanes(index).times(kept, plus: first * -update.stepSize / divisor), index)
      index &+= Lanes.scalarCount
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
      // Two sums: an addition waits for the one before it.
      var even = Lanes.zero
      var odd = Lanes.zero
      var index = start
      while index &+ 8 < end {
        even = values.lanes(index).times(values.lanes(index), plus: even)
        odd = values.lanes(index &+ 8).times(values.lanes(index &+ 8), plus: odd)
        index &+= 16
      }
      if index < end { even = values.lanes(index).times(values.lanes(index), plus: even) }
      total += Double((even + odd).laneSum)
      start = end
    }
    return total.squareRoot()
  }
}
