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
    for index in 0..<rows {
      let row = input + index * width
      let result = output + index * width
      var sum = Lanes.zero
      for column in stride(from: 0, to: width, by: step) { sum += row.lanes(column) }
      let mean = sum.laneSum / Float(width)
      var squares = Lanes.zero
      for column in stride(from: 0, to: width, by: step) {
        let centred = row.lanes(column) - mean
        squares += centred * centred
      }
      let variance = squares.laneSum / Float(width)
      let inverse = 1 / (variance + layerNormEpsilon).squareRoot()
      statistics.mean[index] = mean
      statistics.inverseDeviation[index] = inverse
      for column in stride(from: 0, to: width, by: step) {
        let normalized = (row.lanes(column) - mean) * inverse
        result.store(normalized * scale.lanes(column) + shift.lanes(column), column)
      }
      guard let carry else { continue }
      let carried = carry.output + index * width
      for column in stride(from: 0, to: width, by: step) {
        carried.store(row.lanes(column) + carry.bias.lanes(column), column)
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
    for index in 0..<rows {
      let upstream = gradient + index * width
      let row = input + index * width
      let target = residual + index * width
      let mean = statistics.mean[index]
      let inverse = statistics.inverseDeviation[index]
      var sum = Lanes.zero
      var product = Lanes.zero
      for column in stride(from: 0, to: width, by: step) {
        let value = upstream.lanes(column)
        let normalized = (row.lanes(column) - mean) * inverse
        gradients.scale.add(value * normalized, column)
        gradients.shift.add(value, column)
        let scaled = value * scale.lanes(column)
        sum += scaled
        product += scaled * normalized
      }
      let meanGradient = sum.laneSum / Float(width)
      let meanProduct = product.laneSum / Float(width)
      for column in stride(from: 0, to: width, by: step) {
        let normalized = (row.lanes(column) - mean) * inverse
        let scaled = upstream.lanes(column) * scale.lanes(column)
        target.add((scaled - meanGradient - normalized * meanProduct) * inverse, column)
      }
      guard let columnSums else { continue }
      for column in stride(from: 0, to: width, by: step) {
        columnSums.add(target.lanes(column), column)
      }
    }
  }
}
