import Foundation

/// Standard output for results, standard error for everything else.
enum Console {
  /// Prints a result.
  static func output(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      // A reader that closed its end has what it wanted; a full disk loses results.
      guard errno != EPIPE else { return }
      self.error("error: standard output cannot be written")
      exit(ExitCodes.badInput)
    }
  }

  /// Prints a line for the person who watches.
  static func error(_ line: String) {
    FileHandle.standardError.writeIgnoringErrors(line + "\n")
  }

  /// Whether a person watches standard error.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Rewrites one line of progress on a terminal.
  static func progress(_ text: String) {
    FileHandle.standardError.writeIgnoringErrors("\r\u{1B}[K\(text)")
  }
}

extension FileHandle {
  /// A closed pipe at the other end is the reader's business.
  fileprivate func writeIgnoringErrors(_ text: String) {
    try? write(contentsOf: Data(text.utf8))
  }
}
