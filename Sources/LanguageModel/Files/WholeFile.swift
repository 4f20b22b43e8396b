import Foundation

/// Files that are read whole, and appear whole or not at all.
enum WholeFile {
  /// Writes the parts one after another to a file beside `path`, then renames it; whatever fails,
  /// the old file stays and nothing is left behind.
  ///
  /// Nothing waits for the disk (no fsync): a file survives the death of its writer, not that of
  /// the machine. It can be made again.
  ///
  /// - Returns: the bytes written.
  /// - Throws: `LanguageModelError.outputNotWritable` with the system's reason.
  @discardableResult
  static func write(
    _ parts: [UnsafeRawBufferPointer], to path: String
  ) throws(LanguageModelError) -> Int {
    let temporary = "\(path).\(getpid())\(temporarySuffix)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .outputNotWritable(path: path, reason: systemReason(errno))
    }
    var code: Int32 = 0
    for part in parts where code == 0 { code = writeAll(part, descriptor) }
    // Closing can be the first to report a full disk.
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw .outputNotWritable(path: path, reason: systemReason(code))
    }
    return parts.reduce(0) { $0 + $1.count }
  }

  /// Writes bytes; see `write(_:to:)` for parts.
  @discardableResult
  static func write(_ bytes: [UInt8], to path: String) throws(LanguageModelError) -> Int {
    // A closure that throws a typed error loses the type in `withUnsafeBytes`: a result keeps it.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(LanguageModelError) in try write([buffer], to: path) }
    }
    return try result.get()
  }

  /// The end of the names of files that are not whole yet.
  static let temporarySuffix = ".tmp"

  /// Creates a folder and those above it, where they are missing.
  ///
  /// - Throws: `LanguageModelError.outputNotWritable`.
  static func createFolder(_ path: String) throws(LanguageModelError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .outputNotWritable(path: path, reason: "the folder cannot be made")
    }
  }

  /// Why a file could not be read, in the system's words.
  struct ReadFailure: Error {
    var reason: String
  }

  /// The bytes of a part of a file: at most `count` from `offset` on, fewer at its end.
  static func read(
    _ path: String, from offset: Int = 0, count: Int? = nil
  ) throws(ReadFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadFailure(reason: systemReason(errno)) }
    defer { close(descriptor) }
    let available = max(0, try size(descriptor) - offset)
    let wanted = min(available, count ?? available)
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled,
          off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        guard got > 0 else { break }
        filled += got
      }
    }
    guard code == 0 else { throw ReadFailure(reason: systemReason(code)) }
    return bytes
  }

  /// Whether anything is at a path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A regular file's size, in bytes.
  static func size(_ path: String) throws(ReadFailure) -> Int {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadFailure(reason: systemReason(errno)) }
    defer { close(descriptor) }
    return try size(descriptor)
  }

  private static func size(_ descriptor: Int32) throws(ReadFailure) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ReadFailure(reason: systemReason(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ReadFailure(reason: "it is not a regular file")
    }
    return Int(status.st_size)
  }

  /// Returns 0 or an error number.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      if written < 0 { return errno }
      rest = rest.dropFirst(written)
    }
    return 0
  }

  private static func systemReason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
