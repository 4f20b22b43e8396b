/// All intermediate results of a forward and backward pass for one (batch, time) shape, allocated
/// once. Every buffer is row-major with one row per position (batch · time rows), except the
/// attention weights.
final class Activations {
  /// What one block keeps for its backward pass.
  struct Block {
    /// Positions × width, the layer norm's output.
    let attentionNormed: FloatBuffer
    let attentionStatistics: FloatBuffer
    /// Positions × 3 width: query, key, value side by side.
    let queryKeyValue: FloatBuffer
    /// Batch × heads squares of keys × queries, in rows of `weightStride` floats.
    let attentionWeights: FloatBuffer
    /// Positions × width, the heads side by side.
    let attended: FloatBuffer
    /// Positions × width, the residual stream between attention and perceptron.
    let middle: FloatBuffer
    let perceptronNormed: FloatBuffer
    let perceptronStatistics: FloatBuffer
    /// Positions × 4 width: before the forward pass of GELU its input, after it the derivative.
    let hidden: FloatBuffer
    /// Positions × 4 width, the output of GELU.
    let activated: FloatBuffer
  }

  let batch: Int
  let time: Int
  /// Floats per row of attention weights: `time` rounded up to whole lanes, and a cache line more,
  /// so that the rows of one column do not compete for the same sets of the cache.
  let weightStride: Int
  let blocks: [Block]
  /// The residual stream before each block and after the last, positions × width.
  let residuals: [FloatBuffer]
  let finalNormed: FloatBuffer
  let finalStatistics: FloatBuffer
  /// Positions × vocabulary; replaced by its gradient when training.
  let logits: FloatBuffer
  let gradients: Gradients

  /// Scratch of the backward pass, shared by all blocks.
  struct Gradients {
    let residual: FloatBuffer
    let normed: FloatBuffer
    let attended: FloatBuffer
    let queryKeyValue: FloatBuffer
    let hidden: FloatBuffer
    /// One time × `weightStride` square.
    let attentionWeights: FloatBuffer

    fileprivate init(rows: Int, width: Int, square: Int) {
      residual = FloatBuffer(count: rows * width)
      normed = FloatBuffer(count: rows * width)
      attended = FloatBuffer(count: rows * width)
      queryKeyValue = FloatBuffer(count: rows * 3 * width)
      hidden = FloatBuffer(count: rows * 4 * width)
      attentionWeights = FloatBuffer(count: square)
    }
  }

  init(_ configuration: TransformerConfiguration, batch: Int, time: Int) {
    let rows = batch * time
    let width = configuration.width
    let stride = roundedUpToLanes(time) + 2 * Lanes.scalarCount
    self.batch = batch
    self.time = time
    weightStride = stride
    blocks = (0..<configuration.layers).map { _ in
      Block(
        attentionNormed: FloatBuffer(count: rows * width),
        attentionStatistics: FloatBuffer(count: 2 * rows),
        queryKeyValue: FloatBuffer(count: rows * 3 * width),
        attentionWeights: FloatBuffer(count: batch * configuration.heads * time * stride),
        attended: FloatBuffer(count: rows * width),
        middle: FloatBuffer(count: rows * width),
        perceptronNormed: FloatBuffer(count: rows * width),
        perceptronStatistics: FloatBuffer(count: 2 * rows),
        hidden: FloatBuffer(count: rows * 4 * width),
        activated: FloatBuffer(count: rows * 4 * width))
    }
    residuals = (0...configuration.layers).map { _ in FloatBuffer(count: rows * width) }
    finalNormed = FloatBuffer(count: rows * width)
    finalStatistics = FloatBuffer(count: 2 * rows)
    logits = FloatBuffer(count: rows * TransformerConfiguration.vocabulary)
    gradients = Gradients(rows: rows, width: width, square: time * stride)
  }

  /// The two halves of a statistics buffer.
  func statistics(_ buffer: FloatBuffer) -> Kernels.RowStatistics {
    Kernels.RowStatistics(mean: buffer.base, inverseDeviation: buffer.base + batch * time)
  }
}
