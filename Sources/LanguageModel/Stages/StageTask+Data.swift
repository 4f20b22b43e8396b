extension StageTask {
  /// Text per shard: 1 MiB.
  static let shardBytes = 1 << 20
  /// A share is moved to the next line only if that is this near, in bytes.
  private static let longestLine = 1 << 16

  /// Writes raw text: the task's part of the corpus file, or `units` MiB of the grammar's text.
  func loadData(_ progress: (StageProgress) -> Void) throws(LanguageModelError) -> StageReport {
    var report = StageReport(units: units)
    let text: [UInt8]
    if let corpus {
      text = try corpusPart(corpus, progress)
      report.bytesRead = text.count
    } else {
      text = grammarText(progress)
    }
    report.bytesWritten = try WholeFile.write(text, to: output)
    report.units = Double(text.count) / Double(Self.shardBytes)
    return report
  }

  /// Cleans, removes repeated lines, tokenizes and packs all raw inputs into one file of sequences of
  /// context + 1 tokens.
  func preprocess(_ progress: (StageProgress) -> Void) throws(LanguageModelError) -> StageReport {
    guard !inputs.raw.isEmpty else { throw .missingInput(stage: stage, needs: .loadData) }
    var report = StageReport(units: 0)
    var sizes: [Int] = []
    for path in inputs.raw {
      guard let size = try? WholeFile.size(path) else { throw .shardUnreadable(path: path) }
      sizes.append(size)
    }
    let steps = sizes.reduce(0) { $0 + pieces($1) }
    var step = 0
    var cleaner = TextCleaner(bytes: sizes.reduce(0, +))
    for (path, size) in zip(inputs.raw, sizes) {
      for piece in 0..<pieces(size) {
        guard
          let raw = try? WholeFile.read(
            path, from: piece * Self.shardBytes, count: Self.shardBytes)
        else { throw .shardUnreadable(path: path) }
        cleaner.add(raw[...])
        report.bytesRead += raw.count
        step += 1
        progress(StageProgress(step: step, of: steps))
      }
      cleaner.endLine()
    }
    let length = model.configuration.context + 1
    let packed = PackedTokens.packed(cleaner.finish(), length: length)
    report.bytesWritten = try WholeFile.write(packed, to: output)
    report.units = Double(report.bytesRead) / Double(Self.shardBytes)
    report.metrics["sequences"] = Double((packed.count - PackedTokens.headerBytes) / length)
    return report
  }

  /// The shards that bytes begin.
  private func pieces(_ bytes: Int) -> Int { (bytes + Self.shardBytes - 1) / Self.shardBytes }

  private func grammarText(_ progress: (StageProgress) -> Void) -> [UInt8] {
    var random = random(.text, index: index)
    var grammar = CorpusGrammar(seed: random.next())
    let bytes = max(1, Int((units * Double(Self.shardBytes)).rounded()))
    var text: [UInt8] = []
    text.reserveCapacity(bytes)
    for piece in 0..<pieces(bytes) {
      text += grammar.text(bytes: min(Self.shardBytes, bytes - text.count))
      // A line that was cut does not go on in the next piece.
      text[text.count - 1] = UInt8(ascii: "\n")
      progress(StageProgress(step: piece + 1, of: pieces(bytes)))
    }
    return text
  }

  private func corpusPart(
    _ path: String, _ progress: (StageProgress) -> Void
  ) throws(LanguageModelError) -> [UInt8] {
    let size = try Self.corpusSize(path, for: model.configuration)
    let start = try lineStart(path, Int(Double(size) * shareStart), size)
    let end = try lineStart(path, Int(Double(size) * shareEnd), size)
    var text: [UInt8] = []
    text.reserveCapacity(end - start)
    let steps = pieces(end - start)
    for piece in 0..<steps {
      let from = start + piece * Self.shardBytes
      text += try Self.corpusBytes(path, from: from, count: min(Self.shardBytes, end - from))
      progress(StageProgress(step: piece + 1, of: steps))
    }
    return text
  }

  /// The size of a corpus file that is large enough to train a model and to evaluate it, in bytes.
  ///
  /// - Throws: `LanguageModelError.corpusNotFound`, `corpusNotReadable` or `corpusTooSmall`.
  static func corpusSize(
    _ path: String, for configuration: TransformerConfiguration
  ) throws(LanguageModelError) -> Int {
    guard WholeFile.exists(path) else { throw .corpusNotFound(path: path) }
    guard let size = try? WholeFile.size(path) else { throw .corpusNotReadable(path: path) }
    let required = TokenDataset.heldOutInterval * (configuration.context + 1)
    guard size >= required else { throw .corpusTooSmall(bytes: size, required: required) }
    return size
  }

  /// The first start of a line at or behind a position, where there is one near; else the position.
  private func lineStart(
    _ path: String, _ position: Int, _ size: Int
  ) throws(LanguageModelError) -> Int {
    guard position > 0 else { return 0 }
    guard position < size else { return size }
    let near = try Self.corpusBytes(path, from: position - 1, count: Self.longestLine)
    return near.firstIndex(of: UInt8(ascii: "\n")).map { position + $0 } ?? position
  }

  private static func corpusBytes(
    _ path: String, from offset: Int, count: Int
  ) throws(LanguageModelError) -> [UInt8] {
    guard let bytes = try? WholeFile.read(path, from: offset, count: count) else {
      throw .corpusNotReadable(path: path)
    }
    return bytes
  }
}
