/// Why a real run could not go on. What it has journaled so far stays, and `--resume` continues it.
public enum ExecutionError: Error, Equatable, Sendable {
  /// The folder holds a run already.
  case directoryInUse(path: String)
  /// The folder holds no run.
  case noRun(path: String)
  /// Another coordinator holds the run's lock.
  case locked(path: String, owner: String)
  /// The run was begun by another version of the journal.
  case wrongVersion(path: String, found: String, expected: String)
  /// The scenario is not the one that the run was begun with.
  case scenarioChanged(path: String, what: String)
  /// The folder cannot be made or written.
  case directoryUnwritable(path: String, reason: String)
  /// A file of the run cannot be read.
  case fileUnreadable(path: String, reason: String)
  /// The journal refused: its disk is full, or its file is damaged.
  case journal(path: String, reason: String)
  /// The journal does not follow from its own events.
  case journalDiverged(path: String, reason: String)
  /// A task has no stage that can be run for real.
  case notExecutable(task: String, reason: String)
  /// Workers do not come up.
  case workersFail(worker: String, times: Int, reason: String)
  /// No worker may run the task.
  case noWorker(task: String)
}

extension ExecutionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .directoryInUse(let path):
      "\(path): holds a run already (continue it with --resume, or choose another --directory)"
    case .noRun(let path):
      "\(path): holds no run, expected a folder that 'makespan execute --directory' made"
    case .locked(let path, let owner):
      "\(path): another coordinator is at work on this run (process \(owner))"
    case .wrongVersion(let path, let found, let expected):
      "\(path): the journal's version is '\(found)', expected '\(expected)'"
    case .scenarioChanged(let path, let what):
      "\(path): \(what) changed since the run began; a run is continued as it was begun"
    case .directoryUnwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .fileUnreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .journal(let path, let reason):
      "\(path): the journal cannot be written or read: \(reason)"
    case .journalDiverged(let path, let reason):
      "\(path): the journal does not follow from its own events: \(reason)"
    case .notExecutable(let task, let reason): "task '\(task)' cannot be run for real: \(reason)"
    case .workersFail(let worker, let times, let reason):
      "worker '\(worker)' ended \(times) times before it was ready: \(reason)"
    case .noWorker(let task): "task '\(task)' may not run on any worker"
    }
  }
}
