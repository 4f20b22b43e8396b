import Foundation

/// The folder of one run: its journal, its artefacts, and what attempts write while they run.
///
/// One coordinator at a time holds it, by a lock that the system drops when the process ends,
/// however it ends.
final class RunDirectory {
  /// What lies where in a run's folder.
  struct Paths: Sendable {
    /// The folder, absolute.
    let folder: String

    init(_ path: String) {
      folder = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The journal's file.
    var journal: String { folder + "/journal.sqlite" }
    /// Finished outputs, named by content.
    var artefacts: String { folder + "/artefacts" }
    /// What an attempt writes until it is finished, a folder each.
    var attempts: String { folder + "/attempts" }
    /// Checkpoints of tasks that have not finished, a folder each.
    var checkpoints: String { folder + "/checkpoints" }
    /// What workers write to standard error.
    var workerLog: String { folder + "/workers.log" }
    /// The file whose lock the coordinator holds.
    var lock: String { folder + "/lock" }
  }

  let paths: Paths
  private let lockDescriptor: Int32

  /// Makes a new run's folder, or opens one that holds a run, and locks it.
  ///
  /// - Throws: `ExecutionError`: `directoryInUse`, `noRun`, `locked` or `directoryUnwritable`.
  init(_ path: String, resuming: Bool) throws(ExecutionError) {
    let paths = Paths(path)
    self.paths = paths
    let holdsRun = FileManager.default.fileExists(atPath: paths.journal)
    if resuming, !holdsRun { throw .noRun(path: path) }
    if !resuming, holdsRun { throw .directoryInUse(path: path) }
    for folder in [paths.artefacts, paths.attempts, paths.checkpoints] {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw .directoryUnwritable(path: path, reason: error.localizedDescription)
      }
    }
    lockDescriptor = try Self.lock(paths.lock, of: path)
  }

  deinit { close(lockDescriptor) }

  private static func lock(_ file: String, of path: String) throws(ExecutionError) -> Int32 {
    // Workers must not inherit the lock, or a stopped one would keep it.
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .directoryUnwritable(path: path, reason: systemReason(errno))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var owner = [UInt8](repeating: 0, count: 32)
      let count = max(0, read(descriptor, &owner, owner.count))
      close(descriptor)
      throw .locked(path: path, owner: String(decoding: owner[..<count], as: UTF8.self))
    }
    ftruncate(descriptor, 0)
    let owner = Array("\(getpid())".utf8)
    _ = pwrite(descriptor, owner, owner.count, 0)
    return descriptor
  }

  /// Removes what only unfinished attempts needed.
  func removeScratch() {
    for folder in [paths.attempts, paths.checkpoints] {
      try? FileManager.default.removeItem(atPath: folder)
    }
  }
}
