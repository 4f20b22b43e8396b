import Foundation
import LanguageModel

/// The transformer again, as plain loops in double precision: one position, one head, one element
/// at a time. It shares with the real one only the parameter layout.
struct PlainTransformer {
  let configuration: TransformerConfiguration
  let layout: ParameterLayout
  var parameters: [Double]

  init(_ model: Transformer) {
    configuration = model.configuration
    layout = model.layout
    parameters = model.allParameters().map(Double.init)
  }

  typealias Row = [Double]

  func offset(_ name: String) -> Int { layout.view(named: name)?.offset ?? -1 }

  func vector(_ name: String, _ count: Int) -> Row {
    Array(parameters[offset(name)..<offset(name) + count])
  }

  func linear(_ name: String, _ input: Row, outputs: Int) -> Row {
    let weight = offset("\(name).weight")
    var output = vector("\(name).bias", outputs)
    for i in input.indices {
      for j in 0..<outputs { output[j] += input[i] * parameters[weight + i * outputs + j] }
    }
    return output
  }

  func normalized(_ input: Row) -> (values: Row, deviation: Double) {
    let mean = input.reduce(0, +) / Double(input.count)
    let variance = input.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(input.count)
    let deviation = (variance + 1e-5).squareRoot()
    return (input.map { ($0 - mean) / deviation }, deviation)
  }

  func norm(_ name: String, _ input: Row) -> Row {
    let scale = vector("\(name).scale", input.count)
    let shift = vector("\(name).shift", input.count)
    let values = normalized(input).values
    return values.indices.map { values[$0] * scale[$0] + shift[$0] }
  }

  static func gelu(_ x: Double) -> Double {
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  static func geluSlope(_ x: Double) -> Double {
    let factor = (2 / Double.pi).squareRoot()
    let t = tanh(factor * (x + 0.044715 * x * x * x))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * factor * (1 + 3 * 0.044715 * x * x)
  }

  static func softmax(_ scores: Row) -> Row {
    let largest = scores.max() ?? 0
    let powers = scores.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Everything one sequence leaves behind for the backward pass.
  struct Trace {
    struct Block {
      var input: [Row] = []
      var normed: [Row] = []
      var queryKeyValue: [Row] = []
      /// head, then time, then the visible positions.
      var weights: [[Row]] = []
      var attended: [Row] = []
      var middle: [Row] = []
      var middleNormed: [Row] = []
      var hidden: [Row] = []
    }
    var blocks: [Block] = []
    var last: [Row] = []
    var final: [Row] = []
    var probabilities: [Row] = []
  }

  func forward(_ tokens: [UInt8]) -> Trace {
    let width = configuration.width
    let headWidth = configuration.headWidth
    var trace = Trace()
    var stream = tokens.indices.map { time in
      (0..<width).map { column in
        parameters[offset("embedding.token") + Int(tokens[time]) * width + column]
          + parameters[offset("embedding.position") + time * width + column]
      }
    }
    for index in 0..<configuration.layers {
      let name = "blocks.\(index)"
      var block = Trace.Block()
      block.input = stream
      block.normed = stream.map { norm("\(name).attention.norm", $0) }
      block.queryKeyValue = block.normed.map {
        linear("\(name).attention.input", $0, outputs: 3 * width)
      }
      block.attended = stream.map { _ in Row(repeating: 0, count: width) }
      for head in 0..<configuration.heads {
        let start = head * headWidth
        var rows: [Row] = []
        for time in tokens.indices {
          let query = block.queryKeyValue[time]
          let weights = Self.softmax(
            (0...time).map { other in
              (start..<start + headWidth).reduce(0.0) {
                $0 + query[$1] * block.queryKeyValue[other][width + $1]
              } / Double(headWidth).squareRoot()
            })
          for column in start..<start + headWidth {
            block.attended[time][column] = (0...time).reduce(0.0) {
              $0 + weights[$1] * block.queryKeyValue[$1][2 * width + column]
            }
          }
          rows.append(weights)
        }
        block.weights.append(rows)
      }
      for time in tokens.indices {
        let output = linear("\(name).attention.output", block.attended[time], outputs: width)
        block.middle.append(zip(stream[time], output).map(+))
      }
      block.middleNormed = block.middle.map { norm("\(name).perceptron.norm", $0) }
      block.hidden = block.middleNormed.map {
        linear("\(name).perceptron.up", $0, outputs: 4 * width)
      }
      stream = tokens.indices.map { time in
        let output = linear(
          "\(name).perceptron.down", block.hidden[time].map(Self.gelu), outputs: width)
        return zip(block.middle[time], output).map(+)
      }
      trace.blocks.append(block)
    }
    trace.last = stream
    trace.final = stream.map { norm("final.norm", $0) }
    trace.probabilities = trace.final.map { row in
      Self.softmax(
        (0..<TransformerConfiguration.vocabulary).map { token in
          (0..<width).reduce(0.0) {
            $0 + row[$1] * parameters[offset("embedding.token") + token * width + $1]
          }
        })
    }
    return trace
  }

  /// The mean cross-entropy in nats per token.
  func loss(_ batch: TokenBatch) -> Double {
    var total = 0.0
    for sequence in 0..<batch.batch {
      let range = sequence * batch.time..<(sequence + 1) * batch.time
      let trace = forward(Array(batch.inputs[range]))
      for (row, target) in zip(trace.probabilities, batch.targets[range]) {
        total -= log(row[Int(target)])
      }
    }
    return total / Double(batch.count)
  }
}
