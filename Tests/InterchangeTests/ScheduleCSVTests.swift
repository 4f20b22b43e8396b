import Interchange
import SchedulingModel
import Testing

@Suite struct ScheduleCSVTests {
  private func instance() throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    for name in ["load", "train, \"big\"", "eval"] {
      builder.add(Workflow.Task(name: name, cost: .work(1)))
    }
    return try Instance(try builder.build(), on: try Cluster.identical(2))
  }

  private let schedule = Schedule(entries: [
    .init(task: 1, attempt: 2, device: 1, start: 0.1 + 0.2, finish: 1e21),
    .init(task: 0, device: 0, start: 0, finish: 0.1),
    .init(task: 1, device: 1, start: 0.1, finish: 0.2, outcome: .failed),
    .init(task: 2, device: -1, start: 5, finish: 5, outcome: .skipped),
  ])

  private let text = """
    task,attempt,devices,start_seconds,finish_seconds,outcome
    load,1,p0,0.0,0.1,succeeded
    "train, ""big""\",1,p1,0.1,0.2,failed
    "train, ""big""\",2,p1,0.30000000000000004,1e+21,succeeded
    eval,1,,5.0,5.0,skipped

    """

  private func error(_ rows: String) throws -> FormatError? {
    let instance = try instance()
    do {
      _ = try ScheduleCSV.read(
        "task,attempt,devices,start_seconds,finish_seconds,outcome\n\(rows)\n", name: "s.csv",
        instance: instance)
      return nil
    } catch {
      return error
    }
  }

  @Test func writes() throws {
    #expect(try ScheduleCSV.text(schedule, instance: instance()) == text)
  }

  @Test func readsBack() throws {
    let copy = try ScheduleCSV.read(text, name: "s.csv", instance: instance())
    #expect(copy.entries == schedule.sortedEntries)
  }

  @Test func otherColumnsAndOrders() throws {
    let foreign =
      "outcome,task,note,devices,attempt,finish_seconds,start_seconds\n"
      + "succeeded,load,hi,p1,1,2,1\nskipped,eval,,,1,,\n"
    let read = try ScheduleCSV.read(foreign, name: "s.csv", instance: instance())
    #expect(
      read.entries == [
        .init(task: 0, device: 1, start: 1, finish: 2),
        .init(task: 2, device: -1, start: 0, finish: 0, outcome: .skipped),
      ])
  }

  @Test func gangsStandInOneRow() throws {
    var builder = WorkflowBuilder(name: "gangs")
    builder.add(Workflow.Task(name: "train", cost: .work(4), devices: 3))
    builder.add(Workflow.Task(name: "eval", cost: .work(1)))
    let instance = try Instance(builder.build(), on: .identical(4))
    let names = instance.cluster.devices.map(\.name)
    var schedule = Schedule()
    for (attempt, outcome) in [(1, Schedule.Outcome.failed), (2, .succeeded)] {
      for device in [1, 2, 3] {
        let start = Double(attempt) * 5
        schedule.entries.append(
          .init(
            task: 0, attempt: attempt, device: device, start: start, finish: start + 4,
            outcome: outcome))
      }
    }
    schedule.entries.append(.init(task: 1, device: 0, start: 0, finish: 1))
    let text = ScheduleCSV.text(schedule, instance: instance)
    let gang = names[1...].joined(separator: ";")
    #expect(text.contains("\ntrain,1,\(gang),5.0,9.0,failed\n"))
    #expect(text.contains("\ntrain,2,\(gang),10.0,14.0,succeeded\n"))
    let read = try ScheduleCSV.read(text, name: "s.csv", instance: instance)
    #expect(read.sortedEntries == schedule.sortedEntries)
    #expect(ScheduleValidator(instance: instance).check(read).violations == [])
    // One device less, one twice, and one that is late.
    func violations(_ change: (inout [Schedule.Entry]) -> Void) -> [ScheduleViolation] {
      var changed = schedule
      change(&changed.entries)
      return ScheduleValidator(instance: instance).check(changed).violations
    }
    let short = ScheduleViolation.wrongGangSize(task: "train", attempt: 1, needed: 3, listed: 2)
    #expect(violations { $0.remove(at: 1) } == [short])
    let double = ScheduleViolation.wrongGangSize(task: "train", attempt: 1, needed: 3, listed: 3)
    #expect(violations { $0[1].device = 1 }.contains(double))
    let uneven = ScheduleViolation.unevenGang(task: "train", attempt: 2)
    #expect(violations { $0[4].finish += 1 } == [uneven])
  }

  @Test func unknownIdsCanStillBeWritten() throws {
    let wrong = Schedule(entries: [.init(task: 9, device: 7, start: 0, finish: .infinity)])
    #expect(
      try ScheduleCSV.text(wrong, instance: instance()).hasSuffix("\n#9,1,#7,0.0,,succeeded\n"))
  }

  @Test func errorsNameLineAndNearest() throws {
    let cases: [(String, String, String, String?)] = [
      ("lod,1,p0,0,1,succeeded", "'lod' as task", "a task of the workflow", "load"),
      ("load,0,p0,0,1,succeeded", "'0' as attempt", "an integer of at least 1", nil),
      ("load,1,q0,0,1,succeeded", "'q0' as devices", "a device of the cluster", "p0"),
      (
        "load,1,p0;p1,0,1,succeeded", "'p0;p1' as devices", "one device: the task is no gang",
        nil
      ),
      ("load,1,,0,1,succeeded", "'' as devices", "a device of the cluster", nil),
      ("load,1,p0,nan,1,succeeded", "'nan' as start_seconds", "a finite number", nil),
      ("load,1,p0,0,,succeeded", "'' as finish_seconds", "a finite number", nil),
      (
        "load,1,p0,0,1,suceeded", "'suceeded' as outcome",
        "one of succeeded, failed, lost, cancelled, skipped", "succeeded"
      ),
    ]
    for (row, found, expected, nearest) in cases {
      #expect(
        try error("eval,1,p0,0,1,succeeded\n" + row)
          == FormatError(
            input: "s.csv", place: .line(3), found: found, expected: expected, nearest: nearest))
    }
    let instance = try instance()
    #expect(
      throws: FormatError(
        input: "s.csv", place: .line(1), found: "no column 'attempt'",
        expected: "a column of that name", nearest: nil)
    ) { try ScheduleCSV.read("task,devices\n", name: "s.csv", instance: instance) }
  }
}
