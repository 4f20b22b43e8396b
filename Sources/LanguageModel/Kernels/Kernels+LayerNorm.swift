/// Layer normalization (Ba, Kiros and Hinton 2016) with ε = 1e-5.
extension Kernels {
  static let layerNormEpsilon: Float = 1e-5

  /// Per-row statistics of a layer norm, kept for the backward pass; `rows` floats each.
  struct RowStatistics {
    let mean: UnsafeMutablePointer<Float>
    let inverseDeviation: UnsafeMutablePointer<Float>
  }

  /// Normalizes each row of `input` (rows × width) into `output`: x̂ · scale + shift.
  ///
  /// With a `carry`, the same pass writes input + bias into it: the residual sum that the block's
  /// last product then accumulates onto.
  static func layerNorm(
    _ input: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>,
    scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>,
    statistics: RowStatistics,
    carry: (output: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>)?, rows: Int,
    width: Int
  ) {
    let step = Lanes.scalarCount
    let share = 1 / Float(width)
    for index in 0..<rows {
      let row = input + index &* width
      let result = output + index &* width
      var sum = Lanes.zero
      var column = 0
      while column < width {
        sum += row.lanes(column)
        column &+= step
      }
      let mean = sum.laneSum * share
      var squares = Lanes.zero
      column = 0
      while column < width {
        let centred = row.lanes(column) - mean
        squares = centred.times(centred, plus: squares)
        column &+= step
      }
      let inverse = 1 / (squares.laneSum * share + layerNormEpsilon).squareRoot()
      statistics.mean[index] = mean
      statistics.inverseDeviation[index] = inverse
      let carried = carry.map { $0.output + index &* width } ?? result
      column = 0
      while column < width {
        let value = row.lanes(column)
        // Before the result: where there is nothing to carry, the result overwrites it.
        if let carry { carried.store(value + carry.bias.lanes(column), column) }
        let normalized = (value - mean) * inverse
        result.store(normalized.times(scale.lanes(column), plus: shift.lanes(column)), column)
        column &+= step
      }
    }
  }

  /// Adds the gradient of a layer norm's input to `residual` (rows × width).
  ///
  /// With g = dy · scale: dx = (g − mean(g) − x̂ · mean(g x̂)) / σ. `scale` and `shift` gradients
  /// (width) are accumulated. `columnSums` (width), if given, accumulates the column sums of the
  /// updated residual gradient: the gradient of the bias that was added to this residual stream.
  static func layerNormBackward(
    _ gradient: UnsafeMutablePointer<Float>, addingTo residual: UnsafeMutablePointer<Float>,
    input: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>,
    statistics: RowStatistics,
    gradients: (scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>),
    columnSums: UnsafeMutablePointer<Float>?, rows: Int, width: Int
  ) {
    let step = Lanes.scalarCount
    let share = 1 / Float(width)
    for index in 0..<rows {
      let upstream = gradient + index &* width
      let row = input + index &* width
      let target = residual + index &* width
      let mean = statistics.mean[index]
      let inverse = statistics.inverseDeviation[index]
      var sum = Lanes.zero
      var product = Lanes.zero
      var column = 0
      while column < width {
        let value = upstream.lanes(column)
        let normalized = (row.lanes(column) - mean) * inverse
        gradients.scale.store(
          value.times(normalized, plus: gradients.scale.lanes(column)), column)
        gradients.shift.add(value, column)
        let scaled = value * scale.lanes(column)
        sum += scaled
        product = scaled.times(normalized, plus: product)
        column &+= step
      }
      // dx = g / σ − offset − (x − mean) · slope.
      let slope = product.laneSum * share * inverse * inverse
      let offset = sum.laneSum * share * inverse
      column = 0
      while column < width {
        let scaled = upstream.lanes(column) * scale.lanes(column)
        let direct = scaled.times(inverse, plus: target.lanes(column) - offset)
        let updated = (row.lanes(column) - mean).times(-slope, plus: direct)
        target.store(updated, column)
        if let columnSums { columnSums.add(updated, column) }
        column &+= step
      }
    }
  }
}
