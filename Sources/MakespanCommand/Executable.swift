import Foundation
import RealExecution

/// The program that runs now.
enum Executable {
  /// Its path, whatever it was called by.
  ///
  /// - Throws: `ExecutionError.fileUnreadable` where the system does not say.
  static func ownPath() throws(ExecutionError) -> String {
    do {
      return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    } catch {
      throw .fileUnreadable(path: "/proc/self/exe", reason: error.localizedDescription)
    }
  }
}
