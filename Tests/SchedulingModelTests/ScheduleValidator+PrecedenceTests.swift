import SchedulingModel
import Testing

/// Inputs where outputs were lost, or come from a store. Three devices on three nodes, one byte a second; t0
/// (2 s) sends 3 bytes to t1 (1 s).
@Suite struct ScheduleValidatorPrecedenceTests {
  private let lost = Schedule.Entry(task: 0, device: 0, start: 0, finish: 2, outcome: .lost)
  private let again = Schedule.Entry(task: 0, attempt: 2, device: 1, start: 10, finish: 12)

  private func violations(
    _ entries: [Schedule.Entry], _ change: (inout ScheduleValidator.Rules) -> Void = { _ in }
  ) throws -> [ScheduleViolation] {
    var rules = ScheduleValidator.Rules()
    change(&rules)
    let workflow = try makeWorkflow(work: [2, 1], edges: [(0, 1, 3)])
    return ScheduleValidator(instance: try Instance(workflow, on: .identical(3)), rules: rules)
      .check(Schedule(entries: entries)).violations
  }

  /// The consumer may have read what the first attempt made, or wait for the second.
  @Test func anyAttemptThatFinishedMayBeTheSource() throws {
    for (device, start) in [(0, 2.0), (1, 5), (2, 5), (1, 12), (2, 15)] {
      let read = Schedule.Entry(task: 1, device: device, start: start, finish: start + 1)
      #expect(try violations([lost, again, read]) == [], "\(device) \(start)")
    }
    let early = Schedule.Entry(task: 1, device: 2, start: 4, finish: 5)
    #expect(
      try violations([lost, again, early])
        == [.beforeInput(task: "t1", producer: "t0", start: 4, arrival: 5)])
    // An attempt that failed made nothing.
    var failed = lost
    failed.outcome = .failed
    let read = Schedule.Entry(task: 1, device: 2, start: 5, finish: 6)
    #expect(
      try violations([failed, again, read])
        == [.beforeInput(task: "t1", producer: "t0", start: 5, arrival: 15)])
  }

  @Test func aTaskStillSucceedsOnce() throws {
    let read = Schedule.Entry(task: 1, device: 0, start: 2, finish: 3)
    #expect(try violations([lost, read]) == [.missing(task: "t0")])
    #expect(try violations([lost, read]) { $0.everyTaskSucceeds = false } == [])
    var twice = lost
    twice.outcome = .succeeded
    let late = Schedule.Entry(task: 1, device: 2, start: 15, finish: 16)
    #expect(try violations([twice, again, late]) == [.succeededTwice(task: "t0")])
  }

  @Test func whatWasLostHadFinished() throws {
    var short = lost
    short.finish = 1
    let read = Schedule.Entry(task: 1, device: 2, start: 15, finish: 16)
    #expect(
      try violations([short, again, read])
        == [.wrongLength(task: "t0", device: "p0", length: 1, cost: 2)])
  }

  @Test func aStoreMayBeFaster() throws {
    let first = Schedule.Entry(task: 0, device: 0, start: 0, finish: 2)
    let read = Schedule.Entry(task: 1, device: 2, start: 3.25, finish: 4.25)
    #expect(
      try violations([first, read])
        == [.beforeInput(task: "t1", producer: "t0", start: 3.25, arrival: 5)])
    #expect(
      try violations([first, read]) { $0.store = .init(latency: 0.5, bandwidth: 4) } == [])
    #expect(
      try violations([first, read]) { $0.store = .init(latency: 0.75, bandwidth: 4) }
        == [.beforeInput(task: "t1", producer: "t0", start: 3.25, arrival: 3.5)])
    // A slower one is of no use.
    #expect(
      try violations([first, read]) { $0.store = .init(latency: 9, bandwidth: 4) }
        == [.beforeInput(task: "t1", producer: "t0", start: 3.25, arrival: 5)])
  }
}
