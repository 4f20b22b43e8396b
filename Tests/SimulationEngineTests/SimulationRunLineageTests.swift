import SchedulingModel
import SimulationEngine
import Testing

/// Schedules by hand where outputs are lost with their node. Transfers of 20 bytes take 2.5 s, of 10 bytes
/// 1.5 s.
@Suite struct SimulationRunLineageTests {
  private typealias Outage = OutageModel.Outage

  private func run(
    _ works: [Double], _ edges: [(Int, Int, Double)], on devices: [Int], down: [[Outage]],
    recovery: RecoveryModel = RecoveryModel(outputs: .lost), attemptLimit: Int? = nil
  ) throws -> RunResult {
    let instance = try Hand.instance(
      works, edges: edges, on: Hand.cluster(down.map { .scheduled($0) }))
    return run(instance, on: devices, recovery: recovery, attemptLimit: attemptLimit)
  }

  private func run(
    _ instance: Instance, on devices: [Int], recovery: RecoveryModel, attemptLimit: Int? = nil
  ) -> RunResult {
    Simulation(
      instance: instance,
      conditions: RunConditions(
        costs: instance.costs, attemptLimit: attemptLimit, recovery: recovery), seed: 1
    ).run(TestPolicy.inOrder(devices))
  }

  /// Task, start and finish of the attempts with an outcome, in order of start.
  private func rows(_ result: RunResult, _ outcome: Schedule.Outcome) -> [[Double]] {
    result.schedule.sortedEntries.filter { $0.outcome == outcome }
      .map { [Double($0.task), $0.start, $0.finish] }
  }

  private func isValid(_ result: RunResult, lengths: Bool = true) -> Bool {
    var rules = ScheduleValidator.Rules()
    rules.lengthsAreCosts = lengths
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      (Int(outages.nodes[$0]), outages.starts[$0], outages.finishes[$0])
    }
    return ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
      .violations.isEmpty
  }

  private let chain: [(Int, Int, Double)] = [(0, 1, 20), (1, 2, 20)]

  /// t1 runs on node 1 when node 0 goes down with what t0 made: t1 has read it.
  @Test func aConsumerThatRunsGoesOn() throws {
    let result = try run(
      [4, 6, 2], chain, on: [0, 1, 1], down: [[.init(start: 8, duration: 5)], []])
    #expect(rows(result, .succeeded) == [[0, 0, 4], [1, 6.5, 12.5], [2, 12.5, 14.5]])
    #expect(result.trace.attempts.count == 3 && result.makespan == 14.5)
  }

  /// Only when t1 is lost, too, t0 has to run again.
  @Test func aConsumerThatIsLostNeedsItsInputsAgain() throws {
    let result = try run(
      [4, 6, 2], chain, on: [0, 1, 1],
      down: [[.init(start: 8, duration: 5)], [.init(start: 10, duration: 1)]])
    #expect(rows(result, .lost) == [[0, 0, 4]])
    #expect(rows(result, .failed) == [[1, 6.5, 10]])
    #expect(rows(result, .succeeded) == [[0, 13, 17], [1, 19.5, 25.5], [2, 25.5, 27.5]])
    #expect(result.trace.attempts.numbers == [1, 1, 2, 2, 1])
    #expect(result.status == .ok && isValid(result))
  }

  /// t0's output is lost on its way to t1. With outputs that are kept it is sent again after the repair.
  @Test func aConsumerThatWaits() throws {
    let down: [[Outage]] = [[.init(start: 5, duration: 2)], []]
    let lost = try run([4, 6, 2], chain, on: [0, 1, 1], down: down)
    #expect(rows(lost, .lost) == [[0, 0, 4]] && isValid(lost))
    #expect(rows(lost, .succeeded) == [[0, 7, 11], [1, 13.5, 19.5], [2, 19.5, 21.5]])
    #expect(lost.transferredBytes == 20)
    let kept = try run([4, 6, 2], chain, on: [0, 1, 1], down: down, recovery: .none)
    #expect(rows(kept, .succeeded) == [[0, 0, 4], [1, 9.5, 15.5], [2, 15.5, 17.5]])
  }

  /// t2 waits for its device with t0's data there.
  @Test func aConsumerThatHasItsDataWaitsForNothing() throws {
    let result = try run(
      [4, 10, 6], [(0, 2, 20)], on: [0, 1, 1], down: [[.init(start: 8, duration: 5)], []])
    #expect(rows(result, .succeeded) == [[0, 0, 4], [1, 0, 10], [2, 10, 16]])
    #expect(result.trace.attempts.count == 3)
  }

  /// What three tasks made, each for the next, is lost before the fourth has the last of it.
  @Test func aWholeChainRunsAgain() throws {
    let result = try run(
      [1, 1, 1, 1], [(0, 1, 20), (1, 2, 20), (2, 3, 20)], on: [0, 0, 0, 1],
      down: [[.init(start: 4, duration: 1)], []])
    #expect(rows(result, .lost) == [[0, 0, 1], [1, 1, 2], [2, 2, 3]])
    #expect(
      rows(result, .succeeded) == [[0, 5, 6], [1, 6, 7], [2, 7, 8], [3, 10.5, 11.5]])
    #expect(isValid(result))
  }

  /// The same with t1 on node 2, where its output survives.
  @Test func onlyWhatIsLostRunsAgain() throws {
    let result = try run(
      [1, 1, 1, 1], [(0, 1, 20), (1, 2, 20), (2, 3, 20)], on: [0, 2, 0, 1],
      down: [[.init(start: 9, duration: 1)], [], []])
    // t1 from 3.5 to 4.5, t2 from 7 to 8; t1's output comes once more, from 10 to 12.5.
    #expect(rows(result, .lost) == [[2, 7, 8]])
    #expect(
      rows(result, .succeeded) == [[0, 0, 1], [1, 3.5, 4.5], [2, 12.5, 13.5], [3, 16, 17]])
    #expect(result.transferredBytes == 80 && isValid(result))
  }

  /// A diamond: t2 has finished elsewhere, t3 waits behind t1 where t0 was. t0 runs again, and t2 does not.
  @Test func onlyWhatIsNeededRunsAgain() throws {
    let result = try run(
      [1, 8, 1, 5, 1], [(0, 2, 10), (0, 3, 10), (2, 4, 10), (3, 4, 10)], on: [0, 0, 1, 0, 1],
      down: [[.init(start: 5, duration: 1)], []])
    #expect(rows(result, .lost) == [[0, 0, 1]] && rows(result, .failed) == [[1, 1, 5]])
    #expect(
      rows(result, .succeeded)
        == [[2, 2.5, 3.5], [0, 6, 7], [1, 7, 15], [3, 15, 20], [4, 21.5, 22.5]])
    #expect(isValid(result))
  }

  /// An edge without data brings nothing that could be lost.
  @Test func edgesWithoutData() throws {
    let result = try run(
      [4, 10, 6], [(0, 2, 0)], on: [0, 1, 1], down: [[.init(start: 8, duration: 5)], []])
    #expect(rows(result, .succeeded) == [[0, 0, 4], [1, 0, 10], [2, 10, 16]])
    #expect(result.trace.attempts.count == 3)
  }

  /// The task that decides runs again, and decides the same.
  @Test func branchesStayAsTheyAre() throws {
    var builder = WorkflowBuilder(name: "branches")
    builder.add(Workflow.Task(name: "judge", cost: .work(1), verdict: .init(passProbability: 1)))
    for name in ["ship", "retrain"] { builder.add(Workflow.Task(name: name, cost: .work(4))) }
    builder.add(Workflow.Task(name: "end", cost: .work(1), join: .any))
    builder.connect(0, to: 1, bytes: 10, when: .passed)
    builder.connect(0, to: 2, bytes: 10, when: .failed)
    builder.connect(1, to: 3, bytes: 10)
    builder.connect(2, to: 3, bytes: 10)
    let cluster = try Hand.cluster([.scheduled([.init(start: 2, duration: 1)]), nil])
    let result = run(
      try Instance(builder.build(), on: cluster), on: [0, 1, 0, 1],
      recovery: RecoveryModel(outputs: .lost))
    #expect(rows(result, .lost) == [[0, 0, 1]] && isValid(result))
    #expect(rows(result, .succeeded) == [[0, 3, 4], [1, 5.5, 9.5], [3, 9.5, 10.5]])
    #expect(result.trace.skips.tasks == [2] && result.trace.skips.times == [1])
    #expect(result.status == .ok)
  }

  /// Attempts that finished in vain are no failures of the task, and a rerun pays for its restart.
  @Test func limitsAndRestarts() throws {
    let result = try run(
      [4, 6], [(0, 1, 20)], on: [0, 1],
      down: [[.init(start: 5, duration: 1), .init(start: 12, duration: 1)], []],
      recovery: RecoveryModel(restartSeconds: 0.5, outputs: .lost), attemptLimit: 1)
    #expect(result.status == .ok && isValid(result, lengths: false))
    #expect(rows(result, .lost) == [[0, 0, 4], [0, 6, 10.5]])
    #expect(rows(result, .succeeded) == [[0, 13, 17.5], [1, 20, 26]])
    // Lost while it runs for the second time, it has used up its one attempt.
    let gone = try run(
      [4, 6], [(0, 1, 20)], on: [0, 1],
      down: [[.init(start: 5, duration: 1), .init(start: 8, duration: 1)], []], attemptLimit: 1)
    #expect(gone.status == .gaveUp(task: 0))
  }

  /// Segments of 2 s and half a second for each checkpoint: the first attempt saves 2 of 5 s, the second
  /// goes on from there and finishes; then all is lost, and the third begins at nothing.
  @Test func checkpointsOfAFinishedTaskAreGone() throws {
    let checkpoint = RecoveryModel.Checkpoint(interval: .seconds(2), writeSeconds: 0.5)
    let result = try run(
      [5, 1], [(0, 1, 20)], on: [0, 1],
      down: [[.init(start: 3, duration: 1), .init(start: 8, duration: 1)], []],
      recovery: RecoveryModel(checkpoint: checkpoint, outputs: .lost))
    #expect(rows(result, .failed) == [[0, 0, 3]] && rows(result, .lost) == [[0, 4, 7.5]])
    #expect(rows(result, .succeeded) == [[0, 9, 15], [1, 17.5, 18.5]])
    #expect(result.trace.attempts.savedSeconds == [0, 0, 0, 0])
    #expect(isValid(result, lengths: false))
  }

  /// Two nodes of a domain fail as one, and it takes 1 s to notice.
  @Test func domainsThatAreNoticedLate() throws {
    let cluster = try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: (0..<3).map { .init(name: "n\($0)", deviceClasses: ["one"]) },
      interconnect: .uniform(latency: 0.5, bandwidth: 10),
      domains: [
        .init(
          name: "rack", nodes: ["n0", "n1"], outages: .scheduled([.init(start: 8, duration: 2)]))
      ])
    let instance = try Hand.instance([1, 1, 9, 1], edges: [(0, 1, 20), (1, 3, 20)], on: cluster)
    let result = run(
      instance, on: [0, 1, 2, 0],
      recovery: RecoveryModel(detection: Detection(timeoutSeconds: 1), outputs: .lost))
    // t1 from 3.5 to 4.5, t3 from 7 to 8: it has finished when the nodes fail.
    #expect(result.trace.attempts.count == 4 && result.makespan == 9)
    let later = try Hand.instance([1, 1, 9, 2], edges: [(0, 1, 20), (1, 3, 20)], on: cluster)
    let lost = run(
      later, on: [0, 1, 2, 0],
      recovery: RecoveryModel(detection: Detection(timeoutSeconds: 1), outputs: .lost))
    // Lost at 9 with what t1 and t0 made; all are back at 11.
    #expect(rows(lost, .lost) == [[0, 0, 1], [1, 3.5, 4.5]])
    #expect(rows(lost, .failed) == [[3, 7, 9]])
    #expect(rows(lost, .succeeded) == [[2, 0, 9], [0, 11, 12], [1, 14.5, 15.5], [3, 18, 20]])
  }
}
