/// Why a file could not be read or written.
public enum FileError: Error, Equatable, Sendable {
  /// There is no such file.
  case missing(path: String)
  /// The path is a folder's.
  case isFolder(path: String)
  /// The system refused to read it.
  case unreadable(path: String, reason: String)
  /// It is not UTF-8 text; `line` holds the first byte that is not, counted from 1.
  case notUTF8(path: String, line: Int)
  /// It holds more than the limit, in bytes.
  case tooLarge(path: String, limit: Int)
  /// The folder to write into does not exist.
  case noFolder(path: String)
  /// The system refused to write it.
  case unwritable(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file"
    case .isFolder(let path): "\(path): found a folder, expected a file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notUTF8(let path, let line): "\(path):\(line): found bytes that are not UTF-8 text"
    case .tooLarge(let path, let limit): "\(path): holds more than the limit of \(limit) bytes"
    case .noFolder(let path): "\(path): cannot be written: its folder does not exist"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }
}
