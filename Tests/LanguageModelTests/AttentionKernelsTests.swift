import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  /// Kernels and products against plain loops in double precision.
  @Suite("Attention kernels")
  struct AttentionKernelsTests {
    /// A square of random numbers in rows of `stride` floats, between keys and queries.
    private func square(time: Int, stride: Int, seed: UInt64, size: Double) -> FloatBuffer {
      let buffer = FloatBuffer(count: time * stride)
      var random = SplitMix64(seed: seed)
      for index in 0..<buffer.count { buffer.base[index] = Float(size * random.nextNormal()) }
      return buffer
    }

    /// The weights of each query over the keys up to it, keys × queries.
    private func plainWeights(_ scores: FloatBuffer, time: Int, stride: Int) -> [Double] {
      var weights = [Double](repeating: 0, count: time * stride)
      for query in 0..<time {
        let visible = (0...query).map { Double(scores.base[$0 * stride + query]) }
        let largest = visible.max() ?? 0
        let powers = visible.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        for key in 0...query { weights[key * stride + query] = powers[key] / sum }
      }
      return weights
    }

    @Test("the causal softmax, block by block, whatever is hidden", arguments: [1, 8, 11, 32, 70])
    func softmax(time: Int) {
      let stride = (time + 7) / 8 * 8 + 16
      let scores = square(time: time, stride: stride, seed: 1, size: 5)
      for query in 0..<time {
        for key in query + 1..<max(time, query + 1) { scores.base[key * stride + query] = 1e30 }
      }
      let wanted = plainWeights(scores, time: time, stride: stride)
      var first = 0
      while first < time {
        let end = min(first + 32, time)
        Kernels.causalSoftmax(scores.base, queries: first, end, stride: stride)
        for query in first..<end {
          for key in 0..<end {
            let index = key * stride + query
            let got = Double(scores.base[index])
            #expect(abs(got - wanted[index]) < 1e-6)
            if key > query { #expect(got == 0) }
          }
        }
        first = end
      }
    }

    @Test("the gradient of the causal softmax", arguments: [8, 11, 70])
    func softmaxGradient(time: Int) {
      let stride = (time + 7) / 8 * 8 + 16
      let weights = square(time: time, stride: stride, seed: 2, size: 1)
      let gradient = square(time: time, stride: stride, seed: 3, size: 1)
      let upstream = gradient.floats.map(Double.init)
      let plain = plainWeights(weights, time: time, stride: stride)
      Kernels.causalSoftmax(weights.base, queries: 0, time, stride: stride)
      Kernels.causalSoftmaxBackward(
        gradient.base, weights: weights.base, queries: 0, time, stride: stride)
      for query in 0..<time {
        let mean = (0...query).reduce(0.0) {
          $0 + plain[$1 * stride + query] * upstream[$1 * stride + query]
        }
        for key in 0..<time {
          let index = key * stride + query
          let wanted = key > query ? 0 : plain[index] * (upstream[index] - mean)
          #expect(abs(Double(gradient.base[index]) - wanted) < 2e-6)
        }
      }
    }

    @Test("GELU and its derivative are those of its formula")
    func gelu() {
      let count = 4096
      let input = FloatBuffer(count: count)
      let output = FloatBuffer(count: count)
      let plainOutput = FloatBuffer(count: count)
      for index in 0..<count { input.base[index] = Float(index - count / 2) / 128 }
      let arguments = input.floats.map(Double.init)
      Kernels.gelu(
        input.base, into: plainOutput.base, count: count, keepingDerivative: false)
      #expect(input.floats.map(Double.init) == arguments)
      Kernels.gelu(input.base, into: output.base, count: count, keepingDerivative: true)
      #expect(output.floats.elementsEqual(plainOutput.floats))
      let slope = (2 / Double.pi).squareRoot()
      for (index, x) in arguments.enumerated() {
        let t = tanh(slope * (x + 0.044715 * x * x * x))
        let derivative =
          0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope * (1 + 3 * 0.044715 * x * x)
        let tolerance = 1e-6 * max(1, abs(x))
        #expect(abs(Double(output.base[index]) - 0.5 * x * (1 + t)) < tolerance)
        #expect(abs(Double(input.base[index]) - derivative) < tolerance)
      }
    }

    @Test("the vector square root agrees with the scalar one to 3e-7")
    func root() {
      var worst = 0.0
      for exponent in -120...120 {
        for step in 0..<64 {
          let x = (1 + Float(step) / 64) * Float(sign: .plus, exponent: exponent, significand: 1)
          let got = Double(Lanes(repeating: x).root[step % 8])
          let wanted = Double(x).squareRoot()
          worst = max(worst, abs(got - wanted) / wanted)
        }
      }
      #expect(worst < 3e-7, "\(worst)")
      #expect(Lanes.zero.root == .zero)
      #expect(Lanes(repeating: Float.leastNonzeroMagnitude).root[0] < 1e-18)
    }

    @Test("a product overwrites what was there, adds when asked, and leaves the rest alone")
    func products() {
      let (rows, columns, inner, stride) = (5, 3, 7, 11)
      let left = square(time: rows, stride: inner, seed: 4, size: 1)
      let right = square(time: inner, stride: columns, seed: 5, size: 1)
      let output = square(time: rows, stride: stride, seed: 6, size: 1)
      let before = output.floats.map(Double.init)
      let products = MatrixProducts()
      let view = MatrixView(output.base, rows: rows, columns: columns, stride: stride)
      for times in 1...2 {
        products.multiply(
          MatrixView(left.base, rows: rows, columns: inner),
          MatrixView(right.base, rows: inner, columns: columns), into: view, scale: 0.5,
          accumulating: times == 2)
        for row in 0..<rows {
          for column in 0..<stride {
            let sum = (0..<inner).reduce(0.0) {
              $0 + Double(left.base[row * inner + $1])
                * Double(right.base[$1 * columns + min(column, columns - 1)])
            }
            let index = row * stride + column
            let wanted = column < columns ? 0.5 * sum * Double(times) : before[index]
            #expect(abs(Double(output.base[index]) - wanted) < 1e-5)
          }
        }
      }
      #expect(products.operations == 2 * 2 * rows * columns * inner)
    }
  }
}
