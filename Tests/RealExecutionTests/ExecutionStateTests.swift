import RealExecution
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// The scheduler's side without processes: events in, starts out.
@Suite struct ExecutionStateTests {
  private func conditions(
    _ instance: Instance, attempts: Int? = nil, backOff: Double = 0
  ) -> RunConditions {
    var conditions = RunConditions(costs: instance.costs, attemptLimit: attempts)
    conditions.recovery.backOff = RecoveryModel.BackOff(
      firstSeconds: backOff, factor: 2, largestSeconds: 1)
    return conditions
  }

  private func state(attempts: Int? = nil, backOff: Double = 0) throws -> ExecutionState {
    let instance = try instance(twoRounds())
    return ExecutionState(
      instance: instance,
      conditions: conditions(instance, attempts: attempts, backOff: backOff),
      policy: try PolicyCatalog.makePolicy(PolicyName("heft"), seed: 1))
  }

  @Test func aRunThatReachesItsTargetSkipsTheSecondRound() throws {
    var state = try state()
    var time = 0.0
    var round = state.handle([.arrived(job: 0)], at: time)
    var order = round.starts
    var starts = order
    while let start = starts.first {
      starts.removeFirst()
      time += 1
      round = state.handle(
        [.completed(task: start.task, attempt: start.attempt, level: 1)], at: time)
      starts += round.starts
      order += round.starts
    }
    let status = state.driver.status
    #expect(status == .ok)
    #expect(order.map(\.task).sorted() == [0, 1, 2, 3, 4, 5])
    let state6 = state.driver.system.state(of: 6)
    #expect(state6 == .skipped)
    let state8 = state.driver.system.state(of: 8)
    #expect(state8 == .skipped)
  }

  @Test func theSameEventsGiveTheSameStarts() throws {
    var first = try state(backOff: 0.25)
    var rounds = [first.handle([.arrived(job: 0)], at: 0)]
    rounds.append(first.handle([.workerDown(node: 0, reason: "struck")], at: 0.5))
    rounds.append(first.handle([.workerUp(node: 0)], at: 0.625))
    let held = first.heldBack
    #expect(held.map(\.until) == [0.75])
    rounds.append(first.handle([.released(task: held[0].task)], at: 0.75))
    #expect(rounds[0].starts.count == 2)
    #expect(rounds[3].starts.map(\.attempt) == [2])
    var second = try state(backOff: 0.25)
    for round in rounds {
      let again = second.handle(round.events, at: round.time)
      #expect(again == round)
    }
  }

  @Test func aSupersededAttemptIsNotTheOneThatRuns() throws {
    var state = try state()
    let start = state.handle([.arrived(job: 0)], at: 0).starts[0]
    let runs1 = state.isRunning(start.task, attempt: 1)
    #expect(runs1)
    let node = state.driver.system.instance.cluster.devices[start.device].node
    _ = state.handle([.workerDown(node: node, reason: "")], at: 1)
    let again = state.handle([.workerUp(node: node)], at: 2).starts
    #expect(again == [AttemptStart(task: start.task, attempt: 2, device: start.device)])
    let runsNot1 = state.isRunning(start.task, attempt: 1)
    #expect(!runsNot1)
    let runs2 = state.isRunning(start.task, attempt: 2)
    #expect(runs2)
  }

  @Test func theAttemptLimitEndsTheRun() throws {
    var state = try state(attempts: 2)
    let start = state.handle([.arrived(job: 0)], at: 0).starts[0]
    let second = state.handle([.failed(task: start.task, attempt: 1, reason: "")], at: 1).starts
    #expect(second.contains { $0.task == start.task && $0.attempt == 2 })
    _ = state.handle([.failed(task: start.task, attempt: 2, reason: "")], at: 2)
    let status = state.driver.status
    #expect(status == .gaveUp(task: start.task))
  }
}
