import SchedulingModel

extension ScheduleCSV {
  /// Puts the entries of each attempt of a gang together.
  struct Gangs {
    private struct Attempt: Hashable {
      var task: Int
      var number: Int
    }

    private var members: [Attempt: [Int]] = [:]
    private let tasks: [Workflow.Task]

    init(_ schedule: Schedule, instance: Instance) {
      tasks = instance.workflow.tasks
      for entry in schedule.entries where isGang(entry) {
        members[Attempt(task: entry.task, number: entry.attempt), default: []]
          .append(entry.device)
      }
    }

    private func isGang(_ entry: Schedule.Entry) -> Bool {
      tasks.indices.contains(entry.task) && tasks[entry.task].devices > 1
        && entry.outcome != .skipped
    }

    /// All devices of an entry's attempt, ascending; nil if they have been asked for before.
    mutating func devices(of entry: Schedule.Entry) -> [Int]? {
      guard isGang(entry) else { return [entry.device] }
      return members.removeValue(forKey: Attempt(task: entry.task, number: entry.attempt))?.sorted()
    }
  }
}
