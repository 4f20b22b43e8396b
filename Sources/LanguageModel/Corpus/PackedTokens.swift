/// A file of packed sequences, which `preprocess` leaves for the learning stages.
///
/// It is a magic number, sequence length and count (32 bits, little-endian), then count × length
/// tokens, row-major.
struct PackedTokens {
  private static let magic = Array("MKSPTOK1".utf8)
  /// The bytes before the tokens.
  static let headerBytes = 16

  private let path: String
  private let length: Int
  /// Number of sequences.
  let count: Int

  /// The file's bytes.
  var bytes: Int { Self.headerBytes + count * length }

  /// The file's bytes for a text; its tail that fills no sequence is dropped.
  static func packed(_ text: [UInt8], length: Int) -> [UInt8] {
    let count = text.count / length
    var bytes = magic
    bytes.reserveCapacity(headerBytes + count * length)
    for value in [length, count] {
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    bytes += text.prefix(count * length)
    return bytes
  }

  /// Reads a file's header and checks it against the file's size.
  ///
  /// - Throws: `LanguageModelError.shardUnreadable` if the file is missing, damaged or of another
  ///   sequence length.
  init(_ path: String, length: Int) throws(LanguageModelError) {
    guard let header = try? WholeFile.read(path, count: Self.headerBytes),
      header.count == Self.headerBytes, Array(header.prefix(Self.magic.count)) == Self.magic
    else { throw .shardUnreadable(path: path) }
    func field(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(header[offset + $1]) << (8 * $1) }
    }
    self.path = path
    self.length = length
    count = field(12)
    guard field(8) == length, let size = try? WholeFile.size(path), size == bytes else {
      throw .shardUnreadable(path: path)
    }
  }

  /// The tokens of some sequences, row-major.
  ///
  /// - Throws: `LanguageModelError.shardUnreadable`.
  func sequences(_ range: Range<Int>) throws(LanguageModelError) -> [UInt8] {
    let start = Self.headerBytes + range.lowerBound * length
    guard let tokens = try? WholeFile.read(path, from: start, count: range.count * length),
      tokens.count == range.count * length
    else { throw .shardUnreadable(path: path) }
    return tokens
  }
}
