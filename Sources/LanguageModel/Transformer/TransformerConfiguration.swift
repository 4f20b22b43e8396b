/// The shape of a `Transformer` and of the batch it is trained on.
///
/// Everything is counted in elements: `width` floats per position, `context` tokens per sequence,
/// `batch` sequences per step.
public struct TransformerConfiguration: Equatable, Sendable {
  /// The number of different tokens: one per byte value.
  public static let vocabulary = 256

  /// Floats per position in the residual stream (d); a multiple of 8.
  public let width: Int
  /// Number of blocks (L).
  public let layers: Int
  /// Attention heads per block; divides `width`.
  public let heads: Int
  /// The longest sequence, in tokens (T).
  public let context: Int
  /// Sequences per training step (B).
  public let batch: Int

  /// Floats per attention head.
  public var headWidth: Int { width / heads }
  /// Tokens per training step at full context.
  public var tokensPerStep: Int { batch * context }

  /// Creates a configuration.
  ///
  /// - Throws: `LanguageModelError.invalidConfiguration` if a property is not positive, `width` is
  ///   not a multiple of 8 (the lanes of the kernels), or `heads` does not divide `width`.
  public init(
    width: Int, layers: Int, heads: Int, context: Int, batch: Int
  ) throws(LanguageModelError) {
    let counts = [("layers", layers), ("heads", heads), ("context", context), ("batch", batch)]
    for (property, value) in counts where value < 1 {
      throw .invalidConfiguration(property: property, value: value)
    }
    if width < 1 || width % Lanes.scalarCount != 0 {
      throw .invalidConfiguration(property: "width", value: width)
    }
    if width % heads != 0 { throw .invalidConfiguration(property: "heads", value: heads) }
    self.init(valid: (width, layers, heads, context, batch))
  }

  private init(valid: (width: Int, layers: Int, heads: Int, context: Int, batch: Int)) {
    width = valid.width
    layers = valid.layers
    heads = valid.heads
    context = valid.context
    batch = valid.batch
  }

  /// Width 16, 2 layers, 2 heads, context 16, batch 4.
  public static let micro = TransformerConfiguration(valid: (16, 2, 2, 16, 4))
  /// Width 64, 2 layers, 4 heads, context 64, batch 16.
  public static let tiny = TransformerConfiguration(valid: (64, 2, 4, 64, 16))
  /// Width 128, 4 layers, 4 heads, context 128, batch 16.
  public static let small = TransformerConfiguration(valid: (128, 4, 4, 128, 16))
  /// Width 256, 6 layers, 8 heads, context 256, batch 8.
  public static let base = TransformerConfiguration(valid: (256, 6, 8, 256, 8))
}

extension TransformerConfiguration {
  /// Floating-point operations of the matrix products in one forward pass.
  ///
  /// L (24 N d² + 4 N T d) + 2 N d V with N = B T. Both attention products are counted as full
  /// T × T squares, the masked half included, although most of that half is skipped.
  public func forwardOperations(batch: Int, time: Int) -> Int {
    let tokens = batch * time
    let perLayer = 24 * tokens * width * width + 4 * tokens * time * width
    return layers * perLayer + 2 * tokens * width * Self.vocabulary
  }

  /// Floating-point operations of the matrix products in one forward and backward pass:
  /// L (72 N d² + 12 N T d) + 6 N d V, three times the forward pass.
  public func trainingOperations(batch: Int, time: Int) -> Int {
    3 * forwardOperations(batch: batch, time: time)
  }
}
