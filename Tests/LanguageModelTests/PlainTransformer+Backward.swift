import LanguageModel

extension PlainTransformer {
  /// The gradients of the mean cross-entropy, in the order of the layout.
  func gradients(_ batch: TokenBatch) -> [Double] {
    var gradients = [Double](repeating: 0, count: parameters.count)
    for sequence in 0..<batch.batch {
      let range = sequence * batch.time..<(sequence + 1) * batch.time
      let tokens = Array(batch.inputs[range])
      let trace = forward(tokens)
      backward(
        tokens, Array(batch.targets[range]), trace, weight: 1 / Double(batch.count), &gradients)
    }
    return gradients
  }

  private func backward(
    _ tokens: [UInt8], _ targets: [UInt8], _ trace: Trace, weight: Double,
    _ gradients: inout [Double]
  ) {
    let width = configuration.width
    let table = offset("embedding.token")
    var stream: [Row] = []
    for time in tokens.indices {
      var final = Row(repeating: 0, count: width)
      for token in 0..<TransformerConfiguration.vocabulary {
        let hit = token == Int(targets[time]) ? 1.0 : 0.0
        let slope = weight * (trace.probabilities[time][token] - hit)
        for column in 0..<width {
          final[column] += slope * parameters[table + token * width + column]
          gradients[table + token * width + column] += slope * trace.final[time][column]
        }
      }
      stream.append(normBackward("final.norm", trace.last[time], final, &gradients))
    }
    for index in (0..<configuration.layers).reversed() {
      stream = backward(trace.blocks[index], "blocks.\(index)", stream, &gradients)
    }
    for time in tokens.indices {
      for column in 0..<width {
        gradients[table + Int(tokens[time]) * width + column] += stream[time][column]
        gradients[offset("embedding.position") + time * width + column] += stream[time][column]
      }
    }
  }

  private func backward(
    _ block: Trace.Block, _ name: String, _ output: [Row], _ gradients: inout [Double]
  ) -> [Row] {
    var stream = output
    for time in output.indices {
      var hidden = linearBackward(
        "\(name).perceptron.down", block.hidden[time].map(Self.gelu), output[time], &gradients)
      for column in hidden.indices { hidden[column] *= Self.geluSlope(block.hidden[time][column]) }
      let normed = linearBackward(
        "\(name).perceptron.up", block.middleNormed[time], hidden, &gradients)
      let slope = normBackward(
        "\(name).perceptron.norm", block.middle[time], normed, &gradients)
      stream[time] = zip(stream[time], slope).map(+)
    }
    let attended = stream.indices.map {
      linearBackward("\(name).attention.output", block.attended[$0], stream[$0], &gradients)
    }
    let queryKeyValue = attentionBackward(block, attended)
    for time in stream.indices {
      let normed = linearBackward(
        "\(name).attention.input", block.normed[time], queryKeyValue[time], &gradients)
      let slope = normBackward("\(name).attention.norm", block.input[time], normed, &gradients)
      stream[time] = zip(stream[time], slope).map(+)
    }
    return stream
  }

  private func attentionBackward(_ block: Trace.Block, _ attended: [Row]) -> [Row] {
    let width = configuration.width
    let headWidth = configuration.headWidth
    let scale = 1 / Double(headWidth).squareRoot()
    let values = block.queryKeyValue
    var result = attended.map { _ in Row(repeating: 0, count: 3 * width) }
    for head in 0..<configuration.heads {
      let columns = head * headWidth..<(head + 1) * headWidth
      for time in attended.indices {
        let weights = block.weights[head][time]
        let slopes = (0...time).map { other in
          columns.reduce(0.0) { $0 + attended[time][$1] * values[other][2 * width + $1] }
        }
        let mean = zip(weights, slopes).reduce(0.0) { $0 + $1.0 * $1.1 }
        for other in 0...time {
          let score = weights[other] * (slopes[other] - mean) * scale
          for column in columns {
            result[other][2 * width + column] += weights[other] * attended[time][column]
            result[time][column] += score * values[other][width + column]
            result[other][width + column] += score * values[time][column]
          }
        }
      }
    }
    return result
  }

  private func linearBackward(
    _ name: String, _ input: Row, _ output: Row, _ gradients: inout [Double]
  ) -> Row {
    let weight = offset("\(name).weight")
    let bias = offset("\(name).bias")
    var result = Row(repeating: 0, count: input.count)
    for j in output.indices { gradients[bias + j] += output[j] }
    for i in input.indices {
      for j in output.indices {
        let element = weight + i * output.count + j
        gradients[element] += input[i] * output[j]
        result[i] += output[j] * parameters[element]
      }
    }
    return result
  }

  private func normBackward(
    _ name: String, _ input: Row, _ output: Row, _ gradients: inout [Double]
  ) -> Row {
    let (values, deviation) = normalized(input)
    let scale = offset("\(name).scale")
    let shift = offset("\(name).shift")
    let count = Double(input.count)
    var slopes = output
    for column in output.indices {
      gradients[scale + column] += output[column] * values[column]
      gradients[shift + column] += output[column]
      slopes[column] *= parameters[scale + column]
    }
    let mean = slopes.reduce(0, +) / count
    let product = zip(slopes, values).reduce(0.0) { $0 + $1.0 * $1.1 } / count
    return slopes.indices.map { (slopes[$0] - mean - values[$0] * product) / deviation }
  }
}
