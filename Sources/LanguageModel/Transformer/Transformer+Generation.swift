import Foundation

/// How the next token is drawn.
public struct SamplingOptions: Equatable, Sendable {
  /// Divides the logits; 0 takes the likeliest token.
  public var temperature: Double
  /// Only this many likeliest tokens can be drawn, 1 to 256.
  public var topK: Int
  /// Seed of the draws.
  public var seed: UInt64

  public init(temperature: Double = 0.8, topK: Int = 40, seed: UInt64 = 0) {
    self.temperature = temperature
    self.topK = topK
    self.seed = seed
  }
}

extension Transformer {
  /// Continues a prompt by `count` tokens and returns the new ones.
  ///
  /// Each token costs a forward pass over the whole context, which slides over the text. An empty
  /// prompt starts from a line feed.
  ///
  /// - Throws: `LanguageModelError.invalidSetting` if an option is outside its range.
  public func generate(
    after prompt: [UInt8], count: Int, options: SamplingOptions = SamplingOptions()
  ) throws(LanguageModelError) -> [UInt8] {
    guard options.temperature >= 0, options.temperature.isFinite else {
      throw .invalidSetting(name: "temperature", value: options.temperature)
    }
    guard (1...TransformerConfiguration.vocabulary).contains(options.topK) else {
      throw .invalidSetting(name: "top-k", value: Double(options.topK))
    }
    guard count >= 0 else { throw .invalidSetting(name: "count", value: Double(count)) }
    var random = SplitMix64(seed: options.seed)
    var text = prompt.isEmpty ? [UInt8(ascii: "\n")] : prompt
    let start = text.count
    // One shape serves all lengths: what follows the text cannot change the logits before it.
    let context = configuration.context
    var window = try TokenBatch(
      batch: 1, time: context, inputs: Array(repeating: 0, count: context),
      targets: Array(repeating: 0, count: context))
    let space = try activations(for: window)
    for _ in 0..<count {
      let visible = text.suffix(context)
      window.inputs.replaceSubrange(0..<visible.count, with: visible)
      forward(window, in: space, training: false)
      let row = (visible.count - 1) * TransformerConfiguration.vocabulary
      let logits = (0..<TransformerConfiguration.vocabulary).map {
        Double(space.logits.base[row + $0])
      }
      text.append(Self.draw(from: logits, options, &random))
    }
    return Array(text[start...])
  }

  private static func draw(
    from logits: [Double], _ options: SamplingOptions, _ random: inout SplitMix64
  ) -> UInt8 {
    let order = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    guard options.temperature > 0 else { return UInt8(order[0]) }
    let candidates = order.prefix(options.topK)
    let weights = candidates.map { exp((logits[$0] - logits[order[0]]) / options.temperature) }
    var remaining = random.nextUniform() * weights.reduce(0, +)
    for (candidate, weight) in zip(candidates, weights) {
      remaining -= weight
      if remaining < 0 { return UInt8(candidate) }
    }
    return UInt8(order[0])
  }
}
