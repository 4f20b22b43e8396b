import SchedulingModel

extension WfFormatReading {
  /// The executed task of each specified one.
  mutating func joinExecution(
    _ ids: [String: Int]
  ) throws(FormatError) -> [WfFormatDocument.ExecutedTask] {
    var runs = [WfFormatDocument.ExecutedTask?](repeating: nil, count: specified.count)
    var strangers = 0
    for (index, run) in executed.enumerated() {
      let path = "workflow.execution.tasks[\(index)]"
      guard let task = ids[run.id] else {
        strangers += 1
        continue
      }
      guard runs[task] == nil else {
        throw error(
          "\(path).id", found: "\(quoted(run.id)) a second time", expected: "a unique id")
      }
      try check(run.runtimeInSeconds, "\(path).runtimeInSeconds")
      try check(run.memoryInBytes ?? 0, "\(path).memoryInBytes")
      runs[task] = run
    }
    if strangers > 0 {
      notes.append("executed tasks that the specification does not hold, ignored: \(strangers)")
    }
    var joined: [WfFormatDocument.ExecutedTask] = []
    joined.reserveCapacity(runs.count)
    for (task, run) in runs.enumerated() {
      guard let run else {
        throw error(
          "workflow.execution.tasks", found: "no task of the id \(quoted(specified[task].id))",
          expected: "a runtime for each specified task",
          nearest: nearestName(to: specified[task].id, among: executed.lazy.map(\.id)))
      }
      joined.append(run)
    }
    return joined
  }

  /// What real runs leave out or round to nothing.
  mutating func noteMissing(_ runs: [WfFormatDocument.ExecutedTask]) {
    func note(_ what: String, _ matches: (WfFormatDocument.ExecutedTask) -> Bool) {
      let count = runs.count(where: matches)
      if count > 0 { notes.append("\(what): \(count) of \(runs.count) tasks") }
    }
    note("a runtime of 0 s") { $0.runtimeInSeconds == 0 }
    note("no coreCount, taken as one device") { $0.coreCount == nil }
    note("a coreCount above 1, taken as one device") { $0.coreCount ?? 1 > 1 }
    note("no machines") { $0.machines?.isEmpty ?? true }
    note("a program that is a script, taken as no stage") { run in
      run.command?.program?.contains(where: \.isNewline) ?? false
    }
  }

  private func check(_ value: Double, _ path: String) throws(FormatError) {
    guard value.isFinite, value >= 0 else {
      throw error(path, found: "\(value)", expected: "a finite number of at least 0")
    }
  }
}
