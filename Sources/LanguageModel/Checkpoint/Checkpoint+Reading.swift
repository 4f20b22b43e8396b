import Foundation

extension Checkpoint {
  /// Reads and checks a checkpoint: lengths, checksum, version, and that the header is the one that
  /// belongs to its metadata.
  ///
  /// - Throws: `LanguageModelError.checkpointUnreadable`, or `checkpointCorrupt` with what is wrong.
  /// - Complexity: O(parameters).
  public init(readingFrom path: String) throws(LanguageModelError) {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path)
    } catch {
      throw .checkpointUnreadable(path: path, reason: error.reason)
    }
    do {
      self = try Self.decode(bytes)
    } catch {
      throw .checkpointCorrupt(path: path, reason: error.reason)
    }
  }

  private struct Damage: Error {
    var reason: String
  }

  private static func decode(_ bytes: [UInt8]) throws(Damage) -> Checkpoint {
    guard bytes.count >= 8 else { throw Damage(reason: "it has \(bytes.count) bytes") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else {
      throw Damage(reason: "its header would have \(length) bytes of the file's \(bytes.count)")
    }
    let start = 8 + Int(length)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[8..<start])) else {
      throw Damage(reason: "its header is not JSON with __metadata__")
    }
    let fields = Fields(values: header.metadata)
    guard fields.values["format"] == formatName, fields.values["version"] == formatVersion else {
      throw Damage(reason: "it is not a \(formatName) of version \(formatVersion)")
    }
    let checksum = try fields.text("checksum")
    guard checksum == sum(of: bytes, checksum: checksum, header: 8..<start) else {
      throw Damage(reason: "its checksum does not match")
    }
    var checkpoint = try empty(fields)
    // Before anything is laid out by its metadata: no more parameters than the file has room for.
    let shape = checkpoint.configuration
    let least = 12 * Double(shape.layers) * Double(shape.width) * Double(shape.width + 1)
    guard 12 * least < Double(bytes.count), shape.context < bytes.count else {
      throw Damage(reason: "it is too short for its model")
    }
    // The header follows from the metadata: comparing it checks every name, shape and offset.
    guard checkpoint.header(checksum: checksum) == Array(bytes[..<start]) else {
      throw Damage(reason: "its header is not that of such a model")
    }
    let count = ParameterLayout(checkpoint.configuration).count
    guard bytes.count - start == 3 * count * MemoryLayout<Float>.size else {
      throw Damage(reason: "it has \(bytes.count - start) bytes of data")
    }
    checkpoint.parameters = floats(bytes, from: start, count: count)
    checkpoint.mean = floats(bytes, from: start + 4 * count, count: count)
    checkpoint.meanSquare = floats(bytes, from: start + 8 * count, count: count)
    return checkpoint
  }

  private static func empty(_ fields: Fields) throws(Damage) -> Checkpoint {
    do {
      let configuration = try TransformerConfiguration(
        width: fields.count("width"), layers: fields.count("layers"),
        heads: fields.count("heads"), context: fields.count("context"),
        batch: fields.count("batch"))
      let schedule = try LearningRateSchedule(
        peak: fields.real("schedule_peak"), warmUpSteps: fields.count("schedule_warm_up_steps"),
        totalSteps: fields.count("schedule_total_steps"))
      return Checkpoint(
        configuration: configuration, steps: try fields.count("steps"),
        seed: try fields.word("seed"), randomState: try fields.word("random_state"),
        schedule: schedule, scheduleStart: try fields.count("schedule_start"),
        task: try fields.text("task"), firstPower: try fields.real("first_decay_power"),
        secondPower: try fields.real("second_decay_power"), parameters: [], mean: [],
        meanSquare: [])
    } catch let damage as Damage {
      throw damage
    } catch {
      throw Damage(reason: "\(error)")
    }
  }

  /// The checksum of a file, with the digits of its own taken as zeros.
  private static func sum(of bytes: [UInt8], checksum: String, header: Range<Int>) -> String {
    var cleared = bytes
    let wanted = Array("\"checksum\":\"\(checksum)\"".utf8)
    let last = header.upperBound - wanted.count
    for start in stride(from: header.lowerBound, through: last, by: 1)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      let digits = start + wanted.count - 1 - checksum.utf8.count
      for place in digits..<(digits + checksum.utf8.count) { cleared[place] = UInt8(ascii: "0") }
      break
    }
    var sum = Fingerprint()
    sum.add(cleared)
    return sum.digits
  }

  private static func floats(_ bytes: [UInt8], from start: Int, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      bytes.withUnsafeBytes { source in
        let part = UnsafeRawBufferPointer(rebasing: source[start..<(start + 4 * count)])
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
      }
      filled = count
    }
  }

  /// Only what is needed to go on reading; the tensors are checked by comparison.
  private struct Header: Decodable {
    var metadata: [String: String]

    private enum CodingKeys: String, CodingKey {
      case metadata = "__metadata__"
    }
  }

  private struct Fields {
    var values: [String: String]

    func text(_ name: String) throws(Damage) -> String {
      guard let value = values[name] else { throw Damage(reason: "its metadata has no '\(name)'") }
      return value
    }

    /// A count small enough that no product of two of them overflows.
    func count(_ name: String) throws(Damage) -> Int {
      let value = try text(name)
      guard let count = Int(value), (0...(1 << 30)).contains(count) else {
        throw Damage(reason: "its '\(name)' is '\(value)'")
      }
      return count
    }

    func word(_ name: String) throws(Damage) -> UInt64 {
      let value = try text(name)
      guard let word = UInt64(value) else { throw Damage(reason: "its '\(name)' is '\(value)'") }
      return word
    }

    func real(_ name: String) throws(Damage) -> Double {
      let value = try text(name)
      guard let bits = UInt64(value, radix: 16) else {
        throw Damage(reason: "its '\(name)' is '\(value)'")
      }
      return Double(bitPattern: bits)
    }
  }
}
