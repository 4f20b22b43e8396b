import SchedulingModel

/// The schedule table: `task,attempt,devices,start_seconds,finish_seconds,outcome`, one attempt a
/// line, times in seconds.
///
/// The devices of a gang stand in one field, with `;` between them. A skipped task has no device. New columns may follow these in files of other tools; they are
/// ignored.
public enum ScheduleCSV {
  /// The column names, in order.
  public static let header = [
    "task", "attempt", "devices", "start_seconds", "finish_seconds", "outcome",
  ]

  /// Writes a schedule in report order.
  ///
  /// An id that the instance does not have is written as `#id`, so that a wrong schedule can still
  /// be looked at.
  ///
  /// - Complexity: O(s log s) for s entries.
  public static func text(_ schedule: Schedule, instance: Instance) -> String {
    var writer = CSVWriter(header: header)
    let (tasks, devices) = (instance.workflow.tasks, instance.cluster.devices)
    var gangs = Gangs(schedule, instance: instance)
    for entry in schedule.sortedEntries {
      guard let members = gangs.devices(of: entry) else { continue }
      let task = tasks.indices.contains(entry.task) ? tasks[entry.task].name : "#\(entry.task)"
      let names = members.map { devices.indices.contains($0) ? devices[$0].name : "#\($0)" }
      writer.append([
        task, CSVWriter.count(entry.attempt),
        entry.outcome == .skipped ? "" : names.joined(separator: ";"),
        CSVWriter.real(entry.start), CSVWriter.real(entry.finish), entry.outcome.rawValue,
      ])
    }
    return writer.text
  }

  /// Reads a schedule for an instance.
  ///
  /// Names become ids; whether the schedule is valid is ``ScheduleValidator``'s business. A skipped
  /// task's device is −1, and its times may be empty.
  ///
  /// - Throws: ``FormatError`` with the line, and the nearest name for an unknown one.
  /// - Complexity: O(text + tasks + devices).
  public static func read(
    _ text: String, name: String, instance: Instance
  ) throws(FormatError) -> Schedule {
    let table = try CSVTable(text, name: name)
    let columns = try Columns(table)
    let names = Names(instance)
    var schedule = Schedule()
    schedule.entries.reserveCapacity(table.rows.count)
    for row in table.rows {
      var entry = try entry(row, of: table, columns, names)
      let isGang = instance.workflow.tasks[entry.task].devices > 1
      for device in try devices(
        row, of: table, columns, names, outcome: entry.outcome, isGang: isGang)
      {
        entry.device = device
        schedule.entries.append(entry)
      }
    }
    return schedule
  }

  private struct Columns {
    let task, attempt, devices, start, finish, outcome: Int

    init(_ table: CSVTable) throws(FormatError) {
      task = try table.column("task")
      attempt = try table.column("attempt")
      devices = try table.column("devices")
      start = try table.column("start_seconds")
      finish = try table.column("finish_seconds")
      outcome = try table.column("outcome")
    }
  }

  private struct Names {
    let taskNames, deviceNames: [String]
    let tasks, devices: [String: Int]

    init(_ instance: Instance) {
      taskNames = instance.workflow.tasks.map(\.name)
      deviceNames = instance.cluster.devices.map(\.name)
      tasks = Dictionary(zip(taskNames, taskNames.indices), uniquingKeysWith: { first, _ in first })
      devices = Dictionary(
        zip(deviceNames, deviceNames.indices), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func entry(
    _ row: CSVTable.Row, of table: CSVTable, _ columns: Columns, _ names: Names
  ) throws(FormatError) -> Schedule.Entry {
    let taskName = row.fields[columns.task]
    guard let task = names.tasks[taskName] else {
      throw table.error(
        columns.task, of: row, expected: "a task of the workflow",
        nearest: nearestName(to: taskName, among: names.taskNames))
    }
    let word = row.fields[columns.outcome]
    guard let outcome = Schedule.Outcome(rawValue: word) else {
      let words = Schedule.Outcome.allCases.map(\.rawValue)
      throw table.error(
        columns.outcome, of: row, expected: "one of \(words.joined(separator: ", "))",
        nearest: nearestName(to: word, among: words))
    }
    func time(_ column: Int) throws(FormatError) -> Double {
      if outcome == .skipped, row.fields[column].isEmpty { return 0 }
      return try table.real(column, of: row)
    }
    return Schedule.Entry(
      task: task, attempt: try table.count(columns.attempt, of: row, atLeast: 1),
      device: -1, start: try time(columns.start), finish: try time(columns.finish), outcome: outcome
    )
  }

  private static func devices(
    _ row: CSVTable.Row, of table: CSVTable, _ columns: Columns, _ names: Names,
    outcome: Schedule.Outcome, isGang: Bool
  ) throws(FormatError) -> [Int] {
    let field = row.fields[columns.devices]
    if outcome == .skipped, field.isEmpty { return [-1] }
    var devices: [Int] = []
    guard isGang || !field.contains(";") else {
      throw table.error(columns.devices, of: row, expected: "one device: the task is no gang")
    }
    for name in field.split(separator: ";", omittingEmptySubsequences: false) {
      guard let device = names.devices[String(name)] else {
        throw table.error(
          columns.devices, of: row, expected: "a device of the cluster",
          nearest: nearestName(to: String(name), among: names.deviceNames))
      }
      devices.append(device)
    }
    return devices
  }
}
