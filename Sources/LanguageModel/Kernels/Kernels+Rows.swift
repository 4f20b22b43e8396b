extension Kernels {
  /// Writes `bias` (width) into each of the rows (rows × width, row-major), so that a product
  /// accumulated on top of it needs no pass of its own to add the bias.
  static func fillRows(
    _ output: UnsafeMutablePointer<Float>, with bias: UnsafeMutablePointer<Float>, rows: Int,
    width: Int
  ) {
    for row in 0..<rows {
      (output + row * width).update(from: bias, count: width)
    }
  }

  /// Adds the column sums of a rows × width matrix to `sums` (width).
  static func addColumnSums(
    of input: UnsafeMutablePointer<Float>, to sums: UnsafeMutablePointer<Float>, rows: Int,
    width: Int
  ) {
    // Thirty-two columns stay in registers while the rows go by.
    let panel = 4 * Lanes.scalarCount
    var column = 0
    while column + panel <= width {
      var sum0 = Lanes.zero
      var sum1 = Lanes.zero
      var sum2 = Lanes.zero
      var sum3 = Lanes.zero
      for row in 0..<rows {
        let start = input + (row * width + column)
        sum0 += start.lanes(0)
        sum1 += start.lanes(8)
        sum2 += start.lanes(16)
        sum3 += start.lanes(24)
      }
      sums.add(sum0, column)
      sums.add(sum1, column + 8)
      sums.add(sum2, column + 16)
      sums.add(sum3, column + 24)
      column += panel
    }
    while column < width {
      var sum = Lanes.zero
      for row in 0..<rows { sum += input.lanes(row * width + column) }
      sums.add(sum, column)
      column &+= Lanes.scalarCount
    }
  }

  /// Writes token embedding + position embedding for each input token.
  ///
  /// `output` is (batch · time) × width, `tokenTable` vocabulary × width, `positionTable`
  /// context × width, all row-major.
  static func embed(
    _ tokens: [UInt8], into output: UnsafeMutablePointer<Float>,
    tokenTable: UnsafeMutablePointer<Float>, positionTable: UnsafeMutablePointer<Float>, time: Int,
    width: Int
  ) {
    for index in tokens.indices {
      let token = tokenTable + Int(tokens[index]) * width
      let position = positionTable + index % time * width
      let row = output + index * width
      for column in stride(from: 0, to: width, by: Lanes.scalarCount) {
        row.store(token.lanes(column) + position.lanes(column), column)
      }
    }
  }

  /// Adds the gradient of the embedded rows to the gradients of both tables, shaped as in `embed`.
  static func addEmbeddingGradients(
    _ tokens: [UInt8], from gradient: UnsafeMutablePointer<Float>,
    tokenTable: UnsafeMutablePointer<Float>, positionTable: UnsafeMutablePointer<Float>, time: Int,
    width: Int
  ) {
    for index in tokens.indices {
      let token = tokenTable + Int(tokens[index]) * width
      let position = positionTable + index % time * width
      let row = gradient + index * width
      for column in stride(from: 0, to: width, by: Lanes.scalarCount) {
        let value = row.lanes(column)
        token.add(value, column)
        position.add(value, column)
      }
    }
  }
}
