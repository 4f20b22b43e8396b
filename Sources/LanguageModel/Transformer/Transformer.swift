/// A decoder-only language model over bytes, in single precision.
///
/// The architecture is that of Radford et al. (2019): learned positions, blocks of causal
/// multi-head attention and a tanh-GELU perceptron of four times the width, each behind a layer
/// norm (ε = 1e-5) and added to the residual stream, a final layer norm, and an output head that is
/// the transposed token embedding. The loss is the mean cross-entropy of the next byte, in nats.
///
/// All parameters are in one flat buffer, described by `layout`; so are their gradients. Matrix
/// products go through OpenBLAS, everything else through `Kernels`. Buffers are allocated at the
/// first pass over a (batch, time) shape and used again afterwards. With one OpenBLAS thread, equal
/// seeds and batches give equal bits on one kind of processor.
///
/// Reference: Vaswani et al., "Attention Is All You Need" (2017); Radford et al., "Language Models
/// are Unsupervised Multitask Learners" (2019).
public final class Transformer {
  /// The shape of the model.
  public let configuration: TransformerConfiguration
  /// The names, places and shapes of the parameters.
  public let layout: ParameterLayout

  let parameters: FloatBuffer
  let gradients: FloatBuffer
  let products = MatrixProducts()
  private var shapes: [Activations] = []

  /// Creates a model with random parameters that depend on the seed alone.
  ///
  /// Weights are normal with deviation 0.02, those that write to the residual stream with
  /// 0.02 / √(2 layers), token embeddings with 0.05: models as narrow as these learn faster where the
  /// tokens stand out from their positions. Biases and shifts are zero, scales are one.
  public convenience init(_ configuration: TransformerConfiguration, seed: UInt64) {
    self.init(zerosOf: configuration)
    resetParameters(seed: seed)
  }

  /// Creates a model whose parameters are all zero.
  init(zerosOf configuration: TransformerConfiguration) {
    self.configuration = configuration
    layout = ParameterLayout(configuration)
    parameters = FloatBuffer(count: layout.count)
    gradients = FloatBuffer(count: layout.count)
  }

  /// Draws the parameters anew, as `init` does.
  public func resetParameters(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let residualFactor = 1 / Float(2 * configuration.layers).squareRoot()
    for view in layout.views {
      let values = parameters.floats[view.range]
      if view.isMatrix {
        let writesResidual =
          view.name.hasSuffix("output.weight") || view.name.hasSuffix("down.weight")
        let isToken = view.offset == layout.tokenEmbedding
        let deviation: Float = isToken ? 0.05 : 0.02 * (writesResidual ? residualFactor : 1)
        for index in values.indices {
          parameters.base[index] = deviation * Float(random.nextNormal())
        }
      } else {
        let value: Float = view.name.hasSuffix("scale") ? 1 : 0
        for index in values.indices { parameters.base[index] = value }
      }
    }
  }

  /// Number of parameters.
  public var parameterCount: Int { layout.count }

  /// Floating-point operations of all matrix products so far (2 m n k each), those of attention
  /// counted in full, as `TransformerConfiguration.forwardOperations` does.
  public var operations: Int { products.operations }

  /// A copy of a named parameter, or nil if there is none of that name.
  public func parameter(named name: String) -> [Float]? {
    layout.view(named: name).map { Array(parameters.floats[$0.range]) }
  }

  /// A copy of all parameters, in the order of `layout`.
  public func allParameters() -> [Float] { Array(parameters.floats) }

  /// A copy of the gradients of the last `lossWithGradients(on:)`, in the order of `layout`.
  public func allGradients() -> [Float] { Array(gradients.floats) }

  /// Sets all parameters, in the order of `layout`.
  package func setParameters(_ values: [Float]) {
    precondition(values.count == layout.count)
    for index in values.indices { parameters.base[index] = values[index] }
  }

  /// The buffers for a batch's shape; allocates at the first use of the shape.
  ///
  /// - Throws: `LanguageModelError.sequenceTooLong` if the batch is longer than the context.
  func activations(for tokens: TokenBatch) throws(LanguageModelError) -> Activations {
    if let known = shapes.first(where: { $0.batch == tokens.batch && $0.time == tokens.time }) {
      return known
    }
    guard tokens.time <= configuration.context else {
      throw .sequenceTooLong(time: tokens.time, context: configuration.context)
    }
    let created = Activations(configuration, batch: tokens.batch, time: tokens.time)
    shapes.append(created)
    return created
  }
}
