import Foundation
import LanguageModel

/// Finished outputs, named by their content: the same content is the same file, whoever writes it.
package struct ArtefactStore: Sendable {
  /// The folder that holds them.
  package let folder: String

  package init(folder: String) { self.folder = folder }

  package func path(of name: String) -> String { folder + "/" + name }

  /// Moves a finished output into the store, and returns when it is on the disk there.
  ///
  /// Its name comes first and the flushes last: the file system then has both to write at once. Until
  /// the journal counts it, a file of the store means nothing, so one that a power cut damaged is
  /// replaced by the next attempt's.
  ///
  /// - Throws: `ExecutionError.fileUnreadable`, or `directoryUnwritable` if the disk refuses.
  package func take(
    _ output: String, fileExtension: String, report: StageReport, workSeconds: Double
  ) throws(ExecutionError) -> Artefact {
    let hash = try ContentHash(ofFile: output)
    let name = "\(hash.digits).\(fileExtension)"
    guard rename(output, path(of: name)) == 0 else {
      throw .directoryUnwritable(path: folder, reason: systemReason(errno))
    }
    try flush(path(of: name))
    try flush(folder)
    return Artefact(name: name, bytes: hash.bytes, report: report, workSeconds: workSeconds)
  }

  /// Whether an artefact is in place with the length that was recorded.
  package func holds(_ artefact: Artefact) -> Bool {
    var status = stat()
    return stat(path(of: artefact.name), &status) == 0 && Int(status.st_size) == artefact.bytes
  }

  /// Whether an artefact's content still is what its name says.
  package func isIntact(_ artefact: Artefact) -> Bool {
    guard let hash = try? ContentHash(ofFile: path(of: artefact.name)) else { return false }
    return artefact.name.hasPrefix(hash.digits)
  }

  private func flush(_ path: String) throws(ExecutionError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fileUnreadable(path: path, reason: systemReason(errno)) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .directoryUnwritable(path: path, reason: systemReason(errno))
    }
  }
}
