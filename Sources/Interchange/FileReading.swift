import Foundation

/// Reads whole files; the only place where the readers' input touches the file system.
///
/// It reads until the end rather than trusting a size, so that pipes and `/dev/stdin` work.
public enum FileReading {
  /// The most that is read unless told otherwise, in bytes: larger files are mistakes.
  public static let defaultLimit = 1 << 30

  /// The bytes of a file.
  ///
  /// - Throws: ``FileError`` if it is missing, a folder, unreadable or larger than `limit` bytes.
  public static func data(
    at path: String, limit: Int = defaultLimit
  ) throws(FileError) -> Data {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    var data = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let received = read(descriptor, &chunk, chunk.count)
      if received < 0, errno == EINTR { continue }
      guard received >= 0 else { throw failure(path, errno) }
      if received == 0 { return data }
      data.append(chunk, count: received)
      guard data.count <= limit else { throw .tooLarge(path: path, limit: limit) }
    }
  }

  /// The text of a UTF-8 file, without the byte-order mark that some editors put first.
  ///
  /// - Throws: ``FileError``, also where the file is not UTF-8.
  public static func text(
    at path: String, limit: Int = defaultLimit
  ) throws(FileError) -> String {
    let bytes = try data(at: path, limit: limit)
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw .notUTF8(path: path, line: firstBadLine(bytes))
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }

  private static func firstBadLine(_ bytes: Data) -> Int {
    var line = 1
    for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: row, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }

  private static func failure(_ path: String, _ code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: .missing(path: path)
    case EISDIR: .isFolder(path: path)
    default: .unreadable(path: path, reason: systemMessage(code))
    }
  }
}

/// The C library's words for an error number.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
