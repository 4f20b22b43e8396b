import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Transformer")
  struct TransformerTests {
    init() { BLASLibrary.threads = 1 }

    @Test("the plain twin's gradients are central finite differences, for every view")
    func twinAgainstDifferences() throws {
      let configuration = try TransformerConfiguration(
        width: 8, layers: 2, heads: 2, context: 5, batch: 2)
      let batch = try randomBatch(configuration, seed: 3)
      var twin = PlainTransformer(Transformer.shaken(configuration, seed: 4))
      let gradients = twin.gradients(batch)
      for view in twin.layout.views {
        // The largest gradient of the view: small ones drown in the rounding of the differences.
        let index = view.range.max { abs(gradients[$0]) < abs(gradients[$1]) } ?? view.offset
        let value = twin.parameters[index]
        twin.parameters[index] = value + 1e-5
        let above = twin.loss(batch)
        twin.parameters[index] = value - 1e-5
        let below = twin.loss(batch)
        twin.parameters[index] = value
        let difference = (above - below) / 2e-5
        #expect(
          abs(difference - gradients[index]) < 1e-6 * abs(difference), "\(view.name) [\(index)]")
      }
    }

    @Test("loss and gradients equal the plain twin's, view by view", arguments: [11, 8, 3])
    func gradientsAgainstTwin(time: Int) throws {
      let configuration = try TransformerConfiguration.micro()
      let batch = try randomBatch(configuration, time: time, seed: 1)
      let model = Transformer.shaken(configuration, seed: 2)
      let loss = try model.lossWithGradients(on: batch)
      let twin = PlainTransformer(model)
      #expect(abs(loss - twin.loss(batch)) < 1e-6 * loss)
      let gradients = model.allGradients().map(Double.init)
      let wanted = twin.gradients(batch)
      for view in model.layout.views {
        let error = relativeError(gradients[view.range], wanted[view.range])
        #expect(error < 1e-5, "\(view.name): \(error)")
      }
    }

    @Test("gradients equal central finite differences of the model's own loss")
    func gradientsAgainstDifferences() throws {
      let configuration = try TransformerConfiguration.micro()
      let batch = try randomBatch(configuration, seed: 5)
      let model = Transformer.shaken(configuration, seed: 6)
      _ = try model.lossWithGradients(on: batch)
      let gradients = model.allGradients()
      let origin = model.allParameters()
      for view in model.layout.views {
        // Along the view's own gradient the change of the loss stands out of single precision.
        let size = gradients[view.range].reduce(0) { $0 + $1 * $1 }.squareRoot()
        func loss(_ step: Float) throws -> Double {
          var moved = origin
          for index in view.range { moved[index] += step * gradients[index] / size }
          model.setParameters(moved)
          return try model.loss(on: batch)
        }
        let difference = try (loss(5e-3) - loss(-5e-3)) / 1e-2
        #expect(abs(difference / Double(size) - 1) < 1e-2, "\(view.name): \(difference), \(size)")
      }
    }

    @Test("a later token does not change earlier logits by one bit")
    func causality() throws {
      let configuration = try TransformerConfiguration.micro(batch: 1)
      let model = Transformer.shaken(configuration, seed: 7)
      let batch = try randomBatch(configuration, seed: 8)
      let before = try model.logits(for: batch)
      for changed in 1..<configuration.context {
        var inputs = batch.inputs
        inputs[changed] = inputs[changed] == 65 ? 66 : 65
        let other = try TokenBatch(
          batch: 1, time: batch.time, inputs: inputs, targets: batch.targets)
        let after = try model.logits(for: other)
        let edge = changed * TransformerConfiguration.vocabulary
        #expect(before[..<edge] == after[..<edge])
        #expect(before[edge...] != after[edge...])
      }
    }

    @Test("a step costs L (72 N d² + 12 N T d) + 6 N d V operations, a loss a third of that")
    func operationCount() throws {
      for (width, layers, heads, time, sequences) in [(16, 2, 2, 11, 2), (32, 3, 4, 8, 1)] {
        let configuration = try TransformerConfiguration(
          width: width, layers: layers, heads: heads, context: time, batch: sequences)
        let model = Transformer(configuration, seed: 1)
        let batch = try randomBatch(configuration, seed: 1)
        let tokens = sequences * time
        let wanted =
          layers * (72 * tokens * width * width + 12 * tokens * time * width)
          + 6 * tokens * width * 256
        _ = try model.lossWithGradients(on: batch)
        #expect(model.operations == wanted)
        #expect(configuration.trainingOperations(batch: sequences, time: time) == wanted)
        _ = try model.loss(on: batch)
        #expect(model.operations == wanted + wanted / 3)
        let list = ProductList(configuration)
        #expect(list.operations == wanted)
        #expect(list.count == layers * (12 + 6 * sequences * heads) + 3)
      }
    }

    @Test("loss, logits and gradients do not depend on what ran before")
    func noStateLeaks() throws {
      let configuration = try TransformerConfiguration.micro()
      let model = Transformer.shaken(configuration, seed: 9)
      let batch = try randomBatch(configuration, seed: 10)
      let loss = try model.lossWithGradients(on: batch)
      let gradients = model.allGradients()
      _ = try model.lossWithGradients(on: randomBatch(configuration, seed: 11))
      _ = try model.loss(on: randomBatch(configuration, time: 4, seed: 12))
      #expect(try model.lossWithGradients(on: batch) == loss)
      #expect(model.allGradients() == gradients)
      #expect(abs(try model.loss(on: batch) - loss) < 1e-6)
    }

    @Test("wrong shapes are typed errors")
    func errors() throws {
      #expect(throws: LanguageModelError.invalidConfiguration(property: "width", value: 20)) {
        try TransformerConfiguration(width: 20, layers: 1, heads: 1, context: 8, batch: 1)
      }
      #expect(throws: LanguageModelError.invalidConfiguration(property: "heads", value: 3)) {
        try TransformerConfiguration(width: 16, layers: 1, heads: 3, context: 8, batch: 1)
      }
      #expect(throws: LanguageModelError.invalidConfiguration(property: "layers", value: 0)) {
        try TransformerConfiguration(width: 16, layers: 0, heads: 1, context: 8, batch: 1)
      }
      #expect(
        throws: LanguageModelError.invalidBatch(batch: 1, time: 2, inputs: 1, targets: 2)
      ) {
        try TokenBatch(batch: 1, time: 2, inputs: [1], targets: [1, 2])
      }
      let configuration = try TransformerConfiguration.micro()
      let long = try randomBatch(configuration, time: 12, seed: 1)
      #expect(throws: LanguageModelError.sequenceTooLong(time: 12, context: 11)) {
        try Transformer(configuration, seed: 1).loss(on: long)
      }
    }

    @Test("the layout has no gaps and counts what the presets should have")
    func layout() {
      for size in ModelSize.allCases {
        let configuration = size.configuration
        let layout = ParameterLayout(configuration)
        var end = 0
        for view in layout.views {
          #expect(view.offset == end)
          end += view.count
        }
        let width = configuration.width
        let block = 12 * width * width + 13 * width
        let embeddings = (256 + configuration.context) * width
        #expect(layout.count == configuration.layers * block + embeddings + 2 * width)
        #expect(layout.count == end)
      }
    }

    @Test("generation is repeatable, respects its length and refuses bad options")
    func generation() throws {
      let model = Transformer.shaken(try .micro(), seed: 13)
      let prompt = Array("a prompt longer than the context".utf8)
      let options = SamplingOptions(temperature: 1, topK: 20, seed: 5)
      let first = try model.generate(after: prompt, count: 20, options: options)
      #expect(first.count == 20)
      #expect(try model.generate(after: prompt, count: 20, options: options) == first)
      let greedy = try model.generate(
        after: [], count: 5, options: SamplingOptions(temperature: 0))
      let single = try model.generate(after: [], count: 5, options: SamplingOptions(topK: 1))
      #expect(greedy == single)
      #expect(throws: LanguageModelError.invalidSetting(name: "top-k", value: 0)) {
        try model.generate(after: [], count: 1, options: SamplingOptions(topK: 0))
      }
      #expect(throws: LanguageModelError.invalidSetting(name: "temperature", value: -1)) {
        try model.generate(after: [], count: 1, options: SamplingOptions(temperature: -1))
      }
    }

    @Test("greedy generation takes the likeliest next token of the text so far")
    func greedyGeneration() throws {
      let configuration = try TransformerConfiguration.micro(batch: 1)
      let model = Transformer.shaken(configuration, seed: 14)
      let prompt = Array("abcd".utf8)
      let batch = try TokenBatch(
        batch: 1, time: 4, inputs: prompt, targets: [UInt8](repeating: 0, count: 4))
      let last = try model.logits(for: batch).suffix(256)
      let likeliest = last.indices.max { last[$0] < last[$1] }.map { $0 - last.startIndex }
      let next = try model.generate(
        after: prompt, count: 1, options: SamplingOptions(temperature: 0))
      #expect(next.map(Int.init) == [likeliest])
    }
  }
}
