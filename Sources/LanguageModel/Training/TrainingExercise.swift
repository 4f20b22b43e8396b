/// A few training steps from given weights on given batches, for comparing the losses with those of
/// another implementation. Depends on the configuration alone; encodes all that the other one needs.
package struct TrainingExercise: Encodable, Sendable {
  /// A named matrix or vector of the model.
  package struct Parameter: Encodable, Sendable {
    let name: String
    let offset: Int
    let shape: [Int]
  }

  /// The shape of the model.
  package struct Shape: Encodable, Sendable {
    let width: Int
    let layers: Int
    let heads: Int
    let context: Int
    let batch: Int
  }

  /// Steps taken.
  package static let steps = 5

  let shape: Shape
  let parameters: [Parameter]
  /// All weights before the first step, in the order of `ParameterLayout`.
  let weights: [Float]
  /// Batch × context inputs and targets of each step, row-major.
  let inputs: [[UInt8]]
  let targets: [[UInt8]]
  /// The learning rate of each step.
  let learningRates: [Double]

  private let configuration: TransformerConfiguration
  private let schedule: LearningRateSchedule
  private static let seed: UInt64 = 1

  private enum CodingKeys: String, CodingKey {
    case shape, parameters, weights, inputs, targets, learningRates
  }

  /// Draws the weights and the batches.
  package init(_ configuration: TransformerConfiguration) throws(LanguageModelError) {
    self.configuration = configuration
    // A short warm-up: the steps have to be long enough to show in the losses.
    let schedule = try LearningRateSchedule(peak: 3e-3, warmUpSteps: 2, totalSteps: 10)
    self.schedule = schedule
    shape = Shape(
      width: configuration.width, layers: configuration.layers, heads: configuration.heads,
      context: configuration.context, batch: configuration.batch)
    let model = Transformer(configuration, seed: Self.seed)
    parameters = model.layout.views.map {
      Parameter(name: $0.name, offset: $0.offset, shape: $0.shape)
    }
    weights = model.allParameters()
    let batches = Self.batches(configuration)
    inputs = batches.map(\.inputs)
    targets = batches.map(\.targets)
    learningRates = (0..<Self.steps).map(schedule.rate)
  }

  /// The loss of each step, in nats per token, before its update.
  package func losses() throws(LanguageModelError) -> [Double] {
    let trainer = Trainer(Transformer(configuration, seed: Self.seed), schedule: schedule)
    var losses: [Double] = []
    for batch in Self.batches(configuration) { losses.append(try trainer.step(on: batch)) }
    return losses
  }

  private static func batches(_ configuration: TransformerConfiguration) -> [TokenBatch] {
    var random = SplitMix64(seed: seed)
    return (0..<steps).map { _ in TokenBatch.walk(configuration, &random) }
  }
}
