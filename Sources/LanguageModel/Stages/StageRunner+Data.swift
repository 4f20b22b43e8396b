import Foundation

extension StageRunner {
  /// Reads the corpus file and writes it as shards of 1 MiB, each ended at a line where possible.
  ///
  /// Units: shards, counted as bytes / 1 MiB.
  ///
  /// - Throws: the corpus errors of `init`, or `LanguageModelError.scratchNotWritable`.
  @discardableResult
  public func loadData() throws(LanguageModelError) -> StageWork {
    let text = try readCorpus()
    var start = 0
    var index = 0
    while start < text.count {
      let end = shardEnd(of: text, from: start)
      try ShardFile.write(Array(text[start..<end]), to: shard("raw", index, "txt"))
      start = end
      index += 1
    }
    try removeShards("raw", "txt", from: index)
    dataset = nil
    let units = Double(text.count) / Double(ShardFile.textBytes)
    return StageWork(stage: .loadData, units: units, operations: 0, outcome: nil)
  }

  /// Cleans, deduplicates, tokenizes and packs every shard into sequences of context + 1 tokens.
  ///
  /// Lines are deduplicated within a shard, so that shards stay independent of each other.
  /// Units: shards, counted as raw bytes / 1 MiB.
  ///
  /// - Throws: `LanguageModelError.missingInput` before `loadData`, `shardUnreadable` or
  ///   `scratchNotWritable`.
  @discardableResult
  public func preprocess() throws(LanguageModelError) -> StageWork {
    let count = shardCount("raw", "txt")
    guard count > 0 else { throw .missingInput(stage: .preprocess, needs: .loadData) }
    var bytes = 0
    for index in 0..<count { bytes += try preprocess(shardAt: index) }
    try removeShards("shard", "tokens", from: count)
    dataset = nil
    let units = Double(bytes) / Double(ShardFile.textBytes)
    return StageWork(stage: .preprocess, units: units, operations: 0, outcome: nil)
  }

  /// Preprocesses one shard and returns its raw bytes.
  private func preprocess(shardAt index: Int) throws(LanguageModelError) -> Int {
    let raw = try ShardFile.read(shard("raw", index, "txt"))
    let packed = ShardFile.packed(
      TextCleaner.clean(raw), length: configuration.context + 1)
    try ShardFile.write(packed, to: shard("shard", index, "tokens"))
    return raw.count
  }

  /// The sequences of all packed shards, read once.
  func loadedDataset(for stage: Stage) throws(LanguageModelError) -> TokenDataset {
    if let dataset { return dataset }
    let count = shardCount("shard", "tokens")
    guard count > 0 else { throw .missingInput(stage: stage, needs: .preprocess) }
    var tokens: [UInt8] = []
    for index in 0..<count {
      tokens += try ShardFile.readPacked(
        shard("shard", index, "tokens"), length: configuration.context + 1)
    }
    let loaded = try TokenDataset(tokens, for: configuration)
    dataset = loaded
    return loaded
  }

  func readCorpus() throws(LanguageModelError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: corpus.path, isDirectory: &isDirectory) else {
      throw .corpusNotFound(path: corpus.path)
    }
    guard !isDirectory.boolValue, let data = try? Data(contentsOf: corpus) else {
      throw .corpusNotReadable(path: corpus.path)
    }
    let required = TokenDataset.heldOutInterval * (configuration.context + 1)
    guard data.count >= required else {
      throw .corpusTooSmall(bytes: data.count, required: required)
    }
    return [UInt8](data)
  }

  private func shardEnd(of text: [UInt8], from start: Int) -> Int {
    let limit = start + ShardFile.textBytes
    guard limit < text.count else { return text.count }
    let line = text[start..<limit].lastIndex(of: UInt8(ascii: "\n"))
    return line.map { $0 + 1 } ?? limit
  }

  private func shard(_ name: String, _ index: Int, _ suffix: String) -> URL {
    let digits = String(index)
    let padding = String(repeating: "0", count: max(0, 4 - digits.count))
    return directory.appendingPathComponent("\(name)-\(padding)\(digits).\(suffix)")
  }

  private func shardCount(_ name: String, _ suffix: String) -> Int {
    var count = 0
    while FileManager.default.fileExists(atPath: shard(name, count, suffix).path) { count += 1 }
    return count
  }

  /// Removes what a larger corpus left behind.
  private func removeShards(
    _ name: String, _ suffix: String, from first: Int
  ) throws(LanguageModelError) {
    for index in first..<max(first, shardCount(name, suffix)) {
      let file = shard(name, index, suffix)
      do {
        try FileManager.default.removeItem(at: file)
      } catch {
        throw .scratchNotWritable(path: file.path)
      }
    }
  }
}
