/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay
/// Regularization", 2019).
///
/// The decay applies to matrices only, embeddings included; biases and norms are left alone.
public final class AdamW {
  /// Decay of the mean of the gradients.
  public static let firstDecay: Float = 0.9
  /// Decay of the mean of the squared gradients.
  public static let secondDecay: Float = 0.95
  /// Added to the root of the mean square.
  public static let epsilon: Float = 1e-8
  /// Weight decay per unit of learning rate, on matrices.
  public static let weightDecay: Float = 0.1

  private let layout: ParameterLayout
  let mean: FloatBuffer
  let meanSquare: FloatBuffer
  /// Steps taken.
  public internal(set) var steps = 0
  // β₁ᵗ and β₂ᵗ, kept as running products: no power function is needed.
  var firstPower = 1.0
  var secondPower = 1.0

  /// Creates an optimizer for models of this layout, with zero moments.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    mean = FloatBuffer(count: layout.count)
    meanSquare = FloatBuffer(count: layout.count)
  }

  /// Moves a model's parameters against its gradients, which are first scaled so that their global
  /// norm is at most `clip`, and returns that norm before scaling.
  ///
  /// One pass for the norm and one for everything else, over all parameters.
  @discardableResult
  public func step(_ model: Transformer, learningRate: Double, clip: Double = 1) -> Double {
    precondition(model.layout == layout, "the optimizer was made for another layout")
    let norm = Kernels.norm(model.gradients.base, count: layout.count)
    steps += 1
    firstPower *= Double(Self.firstDecay)
    secondPower *= Double(Self.secondDecay)
    for view in layout.views {
      let update = Kernels.AdamWUpdate(
        gradientScale: Float(norm > clip ? clip / norm : 1),
        stepSize: Float(learningRate / (1 - firstPower)),
        rootFactor: Float(1 / (1 - secondPower).squareRoot()),
        decay: view.isMatrix ? Float(learningRate) * Self.weightDecay : 0)
      Kernels.adamW(
        model.parameters.base + view.offset, gradients: model.gradients.base + view.offset,
        mean: mean.base + view.offset, meanSquare: meanSquare.base + view.offset,
        count: view.count, update)
    }
    return norm
  }

  /// Forgets all moments and steps.
  public func reset() {
    mean.base.update(repeating: 0, count: mean.count)
    meanSquare.base.update(repeating: 0, count: meanSquare.count)
    steps = 0
    firstPower = 1
    secondPower = 1
  }
}
