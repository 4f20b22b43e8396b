import Foundation
import Synchronization

/// Writes files that appear whole or not at all.
public enum AtomicFile {
  // Two writers of one process must not share a temporary file.
  private static let serial = Atomic<Int>(0)

  /// Writes beside the path, then renames; whatever fails, the old file stays and nothing is left
  /// behind.
  ///
  /// A symbolic link stays a link: its target is replaced. What is not a regular file (a pipe,
  /// `/dev/stdout`) cannot be renamed over and is written to as it is.
  ///
  /// - Throws: ``FileError`` if the path is a folder, its folder is missing, or the system refuses.
  public static func write(_ data: Data, to path: String) throws(FileError) {
    var status = stat()
    var target = path
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw .isFolder(path: path)
      case S_IFREG: target = resolved(path)
      default: return try writeThrough(data, path)
      }
    }
    let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
    let temporary = "\(target).\(getpid())-\(number).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, errno) }
    var code = writeAll(data, descriptor)
    // Closing can be the first to report a full disk.
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, target) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw failure(path, code)
    }
  }

  /// Writes text as UTF-8; see ``write(_:to:)-(Data,_)``.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Data(text.utf8), to: path)
  }

  private static func writeThrough(_ data: Data, _ path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    let code = writeAll(data, descriptor)
    guard code == 0 else { throw failure(path, code) }
  }

  /// Returns 0 or an error number.
  private static func writeAll(_ data: Data, _ descriptor: Int32) -> Int32 {
    data.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let written = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        if written < 0 { return errno }
        rest = rest.dropFirst(written)
      }
      return 0
    }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func failure(_ path: String, _ code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: .noFolder(path: path)
    case EISDIR: .isFolder(path: path)
    default: .unwritable(path: path, reason: systemMessage(code))
    }
  }
}
