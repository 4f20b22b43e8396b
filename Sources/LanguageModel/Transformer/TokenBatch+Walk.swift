extension TokenBatch {
  /// A full batch of texts that a model can learn something from: each letter is one of the three
  /// that follow the letter before it, in a cycle of twenty-six. Depends on the draws alone.
  package static func walk(
    _ configuration: TransformerConfiguration, _ random: inout SplitMix64
  ) -> TokenBatch {
    var batch = TokenBatch(zerosOf: configuration)
    for sequence in 0..<batch.batch {
      var letter = random.next(below: 26)
      for position in sequence * batch.time..<(sequence + 1) * batch.time {
        batch.inputs[position] = UInt8(97 + letter)
        letter = (letter + 1 + random.next(below: 3)) % 26
        batch.targets[position] = UInt8(97 + letter)
      }
    }
    return batch
  }
}
