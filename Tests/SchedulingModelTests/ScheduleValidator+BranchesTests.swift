import SchedulingModel
import Testing

/// `judge` (2 s) sends 3 bytes to `good` if it passed and to `bad` if it failed; `end` needs either.
/// One byte a second.
@Suite struct ScheduleValidatorBranchesTests {
  private func instance(endJoin: Workflow.Join = .any) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    builder.add(
      Workflow.Task(name: "judge", cost: .work(2), verdict: .init(passProbability: 0.5)))
    builder.add(Workflow.Task(name: "good", cost: .work(1)))
    builder.add(Workflow.Task(name: "bad", cost: .work(1)))
    builder.add(Workflow.Task(name: "end", cost: .work(1), join: endJoin))
    builder.connect(0, to: 1, bytes: 3, when: .passed)
    builder.connect(0, to: 2, bytes: 3, when: .failed)
    builder.connect(1, to: 3)
    builder.connect(2, to: 3)
    return try Instance(try builder.build(), on: try Cluster.identical(2))
  }

  private func ran(_ task: Int, _ start: Double, _ length: Double = 1) -> Schedule.Entry {
    .init(task: task, device: 0, start: start, finish: start + length)
  }

  private func skip(_ task: Int, at time: Double) -> Schedule.Entry {
    .init(task: task, device: -1, start: time, finish: time, outcome: .skipped)
  }

  private func violations(
    _ entries: [Schedule.Entry], endJoin: Workflow.Join = .any, verdicts: Workflow.Outcomes? = nil
  ) throws -> [ScheduleViolation] {
    var rules = ScheduleValidator.Rules()
    rules.verdicts = verdicts
    return ScheduleValidator(instance: try instance(endJoin: endJoin), rules: rules)
      .check(Schedule(entries: entries)).violations
  }

  @Test func eitherBranchIsValid() throws {
    let passed = [ran(0, 0, 2), ran(1, 2), skip(2, at: 2), ran(3, 3)]
    let failed = [ran(0, 0, 2), skip(1, at: 2), ran(2, 2), ran(3, 3)]
    #expect(try violations(passed) == [] && violations(failed) == [])
    #expect(try violations(passed, verdicts: [true, true, true, true]) == [])
    #expect(
      try violations(passed, verdicts: [false, true, true, true]) == [
        .contradictoryOutcome(producer: "judge", task: "good"), .skipped(task: "bad"),
      ])
  }

  @Test func bothBranches() throws {
    #expect(
      try violations([ran(0, 0, 2), ran(1, 2), ran(2, 3), ran(3, 4)])
        == [.contradictoryOutcome(producer: "judge", task: "bad")])
    // Not either: one outcome opens one of them.
    #expect(
      try violations(
        [ran(0, 0, 2), skip(1, at: 2), skip(2, at: 2), skip(3, at: 2)],
        verdicts: [true, true, true, true])
        == [.skipped(task: "good")])
  }

  @Test func aTaskThatNeedsAll() throws {
    let entries = [ran(0, 0, 2), ran(1, 2), skip(2, at: 2), ran(3, 3)]
    #expect(
      try violations(entries, endJoin: .all) == [.producerSkipped(task: "end", producer: "bad")])
    let skipped = Array(entries.dropLast()) + [skip(3, at: 2)]
    #expect(try violations(skipped, endJoin: .all) == [])
    #expect(try violations(skipped) == [.skipped(task: "end")])
  }

  @Test func noInputIsLeft() throws {
    #expect(
      try violations([ran(0, 0, 2), skip(1, at: 2), skip(2, at: 2), ran(3, 2)])
        .contains(.noLiveInput(task: "end")))
  }

  @Test func skippedAndRun() throws {
    let entries = [ran(0, 0, 2), ran(1, 2), skip(2, at: 2), ran(3, 3)]
    #expect(
      try violations(entries + [skip(1, at: 2)]).contains(.skippedAndListed(task: "good")))
    #expect(
      try violations(entries + [skip(2, at: 2)]).contains(.skippedAndListed(task: "bad")))
    #expect(try violations(Array(entries.dropLast())) == [.missing(task: "end")])
  }

  @Test func whatRunsWaitsUntilEverythingIsSettled() throws {
    let early = [ran(0, 0, 2), ran(1, 2), skip(2, at: 5), ran(3, 3)]
    #expect(
      try violations(early)
        == [.beforeInput(task: "end", producer: "bad", start: 3, arrival: 5)])
    // Data crosses devices on live edges.
    var far = ran(1, 3)
    far.device = 1
    #expect(
      try violations([ran(0, 0, 2), far, skip(2, at: 2), ran(3, 4)])
        == [.beforeInput(task: "good", producer: "judge", start: 3, arrival: 5)])
  }
}
