/// The file of packed sequences that `preprocess` leaves for the learning stages.
///
/// It is a magic number, sequence length and count (32 bits, little-endian), then count × length
/// tokens, row-major.
enum PackedTokens {
  private static let magic = Array("MKSPTOK1".utf8)
  /// The bytes before the tokens.
  static let headerBytes = 16

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

  /// The tokens of a packed file, count × length, row-major.
  ///
  /// - Throws: `LanguageModelError.shardUnreadable` if the file is missing, damaged or of another
  ///   sequence length.
  static func read(_ path: String, length: Int) throws(LanguageModelError) -> [UInt8] {
    guard let bytes = try? WholeFile.read(path), bytes.count >= headerBytes,
      Array(bytes.prefix(magic.count)) == magic
    else { throw .shardUnreadable(path: path) }
    func field(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    guard field(8) == length, bytes.count == headerBytes + field(12) * length else {
      throw .shardUnreadable(path: path)
    }
    return Array(bytes[headerBytes...])
  }
}
