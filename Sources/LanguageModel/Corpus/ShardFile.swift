import Foundation

/// Reading and writing of the files a stage leaves for the next one.
enum ShardFile {
  /// Text per shard: 1 MiB.
  static let textBytes = 1 << 20
  /// The first bytes of a file of packed sequences.
  private static let magic = Array("MKSPTOK1".utf8)
  private static let headerBytes = 16

  /// Writes a whole file, replacing what was there.
  ///
  /// `Data.write` would wait for the disk after every file (fsync), which costs as much as a data
  /// stage's own work and varies with the disk. Scratch files can be made again, so nothing waits:
  /// a stage's time is its work and the copy into the page cache.
  ///
  /// - Throws: `LanguageModelError.scratchNotWritable`.
  static func write(_ bytes: [UInt8], to file: URL) throws(LanguageModelError) {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .scratchNotWritable(path: file.path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      try handle.write(contentsOf: bytes)
      try handle.close()
    } catch {
      throw .scratchNotWritable(path: file.path)
    }
  }

  /// Reads a whole file of a stage.
  ///
  /// - Throws: `LanguageModelError.shardUnreadable`.
  static func read(_ file: URL) throws(LanguageModelError) -> [UInt8] {
    do {
      return try [UInt8](Data(contentsOf: file))
    } catch {
      throw .shardUnreadable(path: file.path)
    }
  }

  /// A file of packed sequences: magic, sequence length and count (32 bits, little-endian), then
  /// count × length tokens, row-major. The tail of `text` that fills no sequence is dropped.
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
  static func readPacked(_ file: URL, length: Int) throws(LanguageModelError) -> [UInt8] {
    let bytes = try read(file)
    guard bytes.count >= headerBytes, Array(bytes.prefix(magic.count)) == magic else {
      throw .shardUnreadable(path: file.path)
    }
    func field(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    guard field(8) == length, bytes.count == headerBytes + field(12) * length else {
      throw .shardUnreadable(path: file.path)
    }
    return Array(bytes[headerBytes...])
  }
}
