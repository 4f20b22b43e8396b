/// Where each named parameter lives in a transformer's one flat buffer of floats.
///
/// The order is: embeddings, blocks from first to last, final norm. Every count is a multiple of
/// the lane count because the width is, so every view starts lane-aligned. A matrix of a linear
/// map is stored inputs × outputs, row-major.
public struct ParameterLayout: Equatable, Sendable {
  /// A named slice of the buffer.
  public struct View: Equatable, Sendable {
    /// A dotted name, e.g. `blocks.0.attention.input.weight`.
    public let name: String
    /// First element, in floats from the start of the buffer.
    public let offset: Int
    /// `[rows, columns]` for a matrix (row-major), `[count]` for a vector.
    public let shape: [Int]

    /// Number of floats.
    public var count: Int { shape.reduce(1, *) }
    /// Whether weight decay applies.
    public var isMatrix: Bool { shape.count == 2 }
    /// The floats of this view, as indices into the buffer.
    public var range: Range<Int> { offset..<offset + count }
  }

  /// Offsets of one block's parameters.
  struct Block: Equatable, Sendable {
    let attentionNorm: Norm
    let attentionInput: Linear
    let attentionOutput: Linear
    let perceptronNorm: Norm
    let perceptronUp: Linear
    let perceptronDown: Linear
  }

  /// Offsets of a layer norm's parameters, each of `width` floats.
  struct Norm: Equatable, Sendable {
    let scale: Int
    let shift: Int
  }

  /// Offsets and shape of a linear map's parameters.
  struct Linear: Equatable, Sendable {
    let weight: Int
    let bias: Int
    let inputs: Int
    let outputs: Int
  }

  /// All views, in buffer order, without gaps.
  public let views: [View]
  /// Number of floats in the buffer.
  public let count: Int

  let tokenEmbedding: Int
  let positionEmbedding: Int
  let blocks: [Block]
  let finalNorm: Norm

  /// Lays out the parameters of a configuration.
  public init(_ configuration: TransformerConfiguration) {
    let width = configuration.width
    var builder = Builder()
    tokenEmbedding = builder.add(
      "embedding.token", [TransformerConfiguration.vocabulary, width])
    positionEmbedding = builder.add("embedding.position", [configuration.context, width])
    var blocks: [Block] = []
    for index in 0..<configuration.layers {
      let name = "blocks.\(index)"
      blocks.append(
        Block(
          attentionNorm: builder.addNorm("\(name).attention.norm", width),
          attentionInput: builder.addLinear("\(name).attention.input", width, 3 * width),
          attentionOutput: builder.addLinear("\(name).attention.output", width, width),
          perceptronNorm: builder.addNorm("\(name).perceptron.norm", width),
          perceptronUp: builder.addLinear("\(name).perceptron.up", width, 4 * width),
          perceptronDown: builder.addLinear("\(name).perceptron.down", 4 * width, width)))
    }
    self.blocks = blocks
    finalNorm = builder.addNorm("final.norm", width)
    views = builder.views
    count = builder.count
  }

  /// The view of a name, or nil. O(views).
  public func view(named name: String) -> View? { views.first { $0.name == name } }
}

extension ParameterLayout {
  private struct Builder {
    var views: [View] = []
    var count = 0

    mutating func add(_ name: String, _ shape: [Int]) -> Int {
      let view = View(name: name, offset: count, shape: shape)
      views.append(view)
      count += view.count
      return view.offset
    }

    mutating func addNorm(_ name: String, _ width: Int) -> Norm {
      Norm(scale: add("\(name).scale", [width]), shift: add("\(name).shift", [width]))
    }

    mutating func addLinear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(
        weight: add("\(name).weight", [inputs, outputs]), bias: add("\(name).bias", [outputs]),
        inputs: inputs, outputs: outputs)
    }
  }
}
