import SchedulingModel
import Testing

/// Two devices on two nodes, one byte a second; t0 (2 s) sends 3 bytes to t1 (1 s).
@Suite struct ScheduleValidatorTests {
  private let valid = [
    Schedule.Entry(task: 0, device: 0, start: 0, finish: 2),
    Schedule.Entry(task: 1, device: 1, start: 5, finish: 6),
  ]

  private func instance(
    placement: Workflow.PlacementRule = .anywhere, arrival: Double = 0
  ) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    builder.add(Workflow.Task(name: "t0", cost: .work(2)))
    builder.add(Workflow.Task(name: "t1", cost: .work(1), placement: placement))
    builder.connect(0, to: 1, bytes: 3)
    var instance = try Instance(try builder.build(), on: try Cluster.identical(2))
    instance.jobs[0].arrival = arrival
    return instance
  }

  private func violations(
    _ entries: [Schedule.Entry], placement: Workflow.PlacementRule = .anywhere,
    arrival: Double = 0, _ change: (inout ScheduleValidator.Rules) -> Void = { _ in }
  ) throws -> [ScheduleViolation] {
    var rules = ScheduleValidator.Rules()
    change(&rules)
    let instance = try instance(placement: placement, arrival: arrival)
    return ScheduleValidator(instance: instance, rules: rules)
      .check(Schedule(entries: entries)).violations
  }

  @Test func aValidScheduleHasNone() throws {
    #expect(try violations(valid) == [])
    // On one device nothing is transferred.
    #expect(try violations([valid[0], .init(task: 1, device: 0, start: 2, finish: 3)]) == [])
  }

  @Test func unknownTask() throws {
    let stranger = Schedule.Entry(task: 9, device: 0, start: 8, finish: 9)
    #expect(try violations(valid + [stranger]) == [.unknownTask(id: 9)])
  }

  @Test func unknownDevice() throws {
    let stranger = Schedule.Entry(task: 0, device: 5, start: 8, finish: 9, outcome: .failed)
    #expect(try violations(valid + [stranger]) == [.unknownDevice(task: "t0", id: 5)])
  }

  @Test(arguments: [(3, 2), (-1, 2), (0, Double.infinity)])
  func badTimes(_ times: (Double, Double)) throws {
    let entry = Schedule.Entry(
      task: 0, device: 0, start: times.0, finish: times.1, outcome: .failed)
    #expect(
      try violations(valid + [entry])
        == [.badTimes(task: "t0", start: times.0, finish: times.1)])
  }

  @Test func ineligibleDevice() throws {
    #expect(
      try violations(valid, placement: .device("p0"))
        == [.ineligibleDevice(task: "t1", device: "p1")])
  }

  @Test func missing() throws {
    #expect(try violations([valid[0]]) == [.missing(task: "t1")])
    // The consumer is not blamed as well.
    #expect(try violations([valid[1]]) == [.missing(task: "t0")])
    #expect(try violations([valid[0]]) { $0.everyTaskSucceeds = false } == [])
    let skipped = Schedule.Entry(task: 1, device: -1, start: 0, finish: 0, outcome: .skipped)
    #expect(try violations([valid[0], skipped]) == [.skipped(task: "t1")])
  }

  @Test func attempts() throws {
    var lost = valid[0]
    (lost.attempt, lost.outcome) = (1, .failed)
    #expect(
      try violations(valid + [lost]) { $0.lengthsAreCosts = false }
        .contains(.repeatedAttempt(task: "t0", attempt: 1)))
    (lost.attempt, lost.start, lost.finish) = (2, 100, 101)
    #expect(try violations(valid + [lost]) == [.afterSuccess(task: "t0", attempt: 2)])
  }

  @Test func succeededTwice() throws {
    let again = Schedule.Entry(task: 1, attempt: 2, device: 1, start: 7, finish: 8)
    #expect(try violations(valid + [again]) == [.succeededTwice(task: "t1")])
  }

  @Test func beforeArrival() throws {
    let late = [
      Schedule.Entry(task: 0, device: 0, start: 3, finish: 5),
      Schedule.Entry(task: 1, device: 1, start: 8, finish: 9),
    ]
    #expect(try violations(late, arrival: 3) == [])
    #expect(
      try violations(late, arrival: 4)
        == [.beforeArrival(task: "t0", start: 3, arrival: 4)])
  }

  @Test(arguments: [5.5, 6.5])
  func wrongLength(_ finish: Double) throws {
    let entries = [valid[0], .init(task: 1, device: 1, start: 5, finish: finish)]
    #expect(
      try violations(entries)
        == [.wrongLength(task: "t1", device: "p1", length: finish - 5, cost: 1)])
    #expect(try violations(entries) { $0.lengthsAreCosts = false } == [])
  }

  @Test func beforeInput() throws {
    let early = Schedule.Entry(task: 1, device: 1, start: 4.5, finish: 5.5)
    #expect(
      try violations([valid[0], early])
        == [.beforeInput(task: "t1", producer: "t0", start: 4.5, arrival: 5)])
  }

  @Test func producerUnfinished() throws {
    let lost = Schedule.Entry(task: 0, device: 0, start: 0, finish: 1, outcome: .failed)
    #expect(
      try violations([lost, valid[1]]) { $0.everyTaskSucceeds = false }
        == [.producerUnfinished(task: "t1", producer: "t0")])
  }

  @Test func overlap() throws {
    let intruder = Schedule.Entry(task: 1, device: 0, start: 1, finish: 1.5, outcome: .failed)
    let instance = try instance()
    var rules = ScheduleValidator.Rules()
    rules.everyTaskSucceeds = false
    let report = ScheduleValidator(instance: instance, rules: rules)
      .check(Schedule(entries: [valid[0], intruder]))
    // The intruder also starts before its input, which no overlap on one device can avoid here.
    #expect(
      report.violations == [
        .beforeInput(task: "t1", producer: "t0", start: 1, arrival: 2),
        .overlap(device: "p0", first: "t0", second: "t1", start: 1, busyUntil: 2),
      ])
  }

  @Test func overlapAloneAndBehindALongAttempt() throws {
    let independent = try Instance(
      try makeWorkflow(work: [9, 1, 1]), on: try Cluster.identical(1))
    let entries = [
      Schedule.Entry(task: 0, device: 0, start: 0, finish: 9),
      Schedule.Entry(task: 1, device: 0, start: 1, finish: 2),
      Schedule.Entry(task: 2, device: 0, start: 5, finish: 6),
    ]
    #expect(
      ScheduleValidator(instance: independent).check(Schedule(entries: entries)).violations == [
        .overlap(device: "p0", first: "t0", second: "t1", start: 1, busyUntil: 9),
        .overlap(device: "p0", first: "t0", second: "t2", start: 5, busyUntil: 9),
      ])
  }

  @Test func duringOutage() throws {
    #expect(
      try violations(valid) { $0.outages = [(node: 1, from: 5.5, to: 7)] }
        == [.duringOutage(task: "t1", node: "p1", from: 5.5, to: 7)])
    // An outage may touch an attempt, and other nodes are not concerned.
    #expect(
      try violations(valid) {
        $0.outages = [
          (node: 1, from: 6, to: 7), (node: 1, from: 2, to: 5), (node: 1, from: 0, to: 1),
        ]
      } == [])
    #expect(try violations(valid) { $0.outages = [(node: 0, from: 5, to: 6)] } == [])
  }

  /// A window of p1 from 5.5 to 7, and again every 10 s, each after a drain of a second.
  @Test func duringMaintenance() throws {
    func violations(start: Double, length: Double = 1) throws -> [ScheduleViolation] {
      let plain = try instance()
      let instance = try Instance(
        plain.workflow,
        on: plain.cluster.withMaintenance([
          .init(nodes: [1], window: .init(start: 5.5, duration: 1.5, every: 10, drain: 1))
        ]))
      var rules = ScheduleValidator.Rules()
      rules.slackSeconds = 0.1
      rules.lengthsAreCosts = false
      return ScheduleValidator(instance: instance, rules: rules).check(
        Schedule(entries: [
          .init(task: 0, device: 0, start: 0, finish: 2),
          .init(task: 1, device: 1, start: start, finish: start + length),
        ])
      ).violations.filter { if case .beforeInput = $0 { false } else { true } }
    }
    func struck(_ from: Double) -> [ScheduleViolation] {
      [.duringMaintenance(task: "t1", node: "p1", from: from, to: from + 1.5)]
    }
    // It may end when the window begins, and start when it ends; a start in the drain is none.
    for (start, length) in [(4.25, 1.25), (4.25, 1.3), (7, 7.5), (6.95, 1), (17, 3)] {
      #expect(try violations(start: start, length: length) == [], "\(start), \(length)")
    }
    for (start, length) in [(4.25, 1.5), (4.5, 0.25), (5.5, 0.25), (6.75, 1)] {
      #expect(try violations(start: start, length: length) == struck(5.5), "\(start), \(length)")
    }
    #expect(try violations(start: 7, length: 9) == struck(15.5))
    #expect(try violations(start: 6.95, length: 9) == struck(15.5))
    #expect(try violations(start: 24.75) == struck(25.5))
  }

  @Test func slackExcusesAndIsReported() throws {
    var rules = ScheduleValidator.Rules()
    rules.slackSeconds = 0.1
    let entries = [valid[0], .init(task: 1, device: 1, start: 4.9375, finish: 5.96875)]
    let report = ScheduleValidator(instance: try instance(), rules: rules)
      .check(Schedule(entries: entries))
    #expect(report.violations == [])
    #expect(report.usedSlack == 0.0625)
  }
}
