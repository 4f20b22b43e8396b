import SchedulingModel
import SimulationEngine
import Testing

/// Causes and phases of failures, by hand and by counting.
@Suite struct TaskFailureModelTests {
  private typealias Cause = TaskFailureModel.Cause

  @Test func ratesAddUp() {
    let model = TaskFailureModel(causes: [
      Cause(name: "gpu", ratePerDevice: 0.25), Cause(name: "bug", rate: 0.5, probability: 0.1),
      Cause(name: "user", probability: 0.25),
    ])
    #expect(model.rate == 0.5 && model.ratePerDevice == 0.25)
    #expect(model.probability == 0.35 && model.canStrike)
    #expect(model.rate(devices: 8) == 2.5)
    #expect(model.failureRate(of: Workflow.Task(name: "t", cost: .work(1))) == 0.75)
    let divided = TaskFailureModel(rate: 4, ratePerDevice: 2).divided(among: [("a", 3), ("b", 1)])
    #expect(
      divided.causes == [
        Cause(name: "a", rate: 3, ratePerDevice: 1.5),
        Cause(name: "b", rate: 1, ratePerDevice: 0.5),
      ])
    #expect(divided.rate == 4 && divided.ratePerDevice == 2)
    #expect(!TaskFailureModel.never.canStrike && !TaskFailureModel(strikes: .work).canStrike)
  }

  private func run(_ failures: TaskFailureModel, count: Int = 4000, seed: UInt64) throws
    -> RunResult
  {
    let instance = try Hand.instance(
      [Double](repeating: 1, count: count), on: Cluster.identical(count))
    let conditions = RunConditions(costs: instance.costs, taskFailures: failures)
    return Simulation(instance: instance, conditions: conditions, seed: seed).run(OnItsOwn())
  }

  /// Strikes of a rate have causes by the rates, failures at the end by the probabilities.
  @Test func causesByTheirRates() throws {
    let model = TaskFailureModel(causes: [
      Cause(name: "gpu", rate: 0.3), Cause(name: "none"),
      Cause(name: "link", ratePerDevice: 0.1, probability: 0.1),
      Cause(name: "user", probability: 0.3),
    ])
    let result = try run(model, seed: 3)
    let (rows, losses) = (result.trace.attempts, result.trace.losses)
    #expect(losses.count == rows.outcomes.count { $0 == .failed } && losses.count > 3000)
    var (struck, ended) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
    for loss in 0..<losses.count {
      let row = Int(losses.rows[loss])
      #expect(rows.outcomes[row] == .failed && losses.causes[loss] == .task)
      let index = Int(losses.indices[loss])
      if rows.finishes[row] == rows.starts[row] + 1 {
        ended[index] += 1
      } else {
        struck[index] += 1
      }
    }
    #expect(struck[1] == 0 && struck[3] == 0 && ended[0] == 0 && ended[1] == 0)
    for (count, other) in [(struck[0], struck[2]), (ended[3], ended[2])] {
      // Three in four.
      let total = count + other
      #expect(total > 1000)
      #expect(abs(count - 0.75 * total) < 4 * (total * 0.1875).squareRoot(), "seed 3")
    }
    // To tell causes apart changes nothing else.
    let plain = try run(
      TaskFailureModel(rate: 0.3, ratePerDevice: 0.1, probability: 0.4), seed: 3)
    #expect(plain.trace.attempts == rows)
    #expect(plain.trace.losses.rows == losses.rows)
    #expect(plain.trace.losses.indices.allSatisfy { $0 == -1 })
  }

  @Test func outagesHaveNoCauseOfTheTasks() throws {
    let outages = OutageModel(meanUpSeconds: 5, repair: .constant(1))
    let instance = try Hand.instance(
      [Double](repeating: 3, count: 50), on: Hand.cluster(50, outages: outages))
    let conditions = RunConditions(
      costs: instance.costs,
      taskFailures: TaskFailureModel(rate: 0.1).divided(among: [("a", 1), ("b", 1)]))
    let losses = Simulation(instance: instance, conditions: conditions, seed: 5).run(OnItsOwn())
      .trace.losses
    var counts = [FailureCause.outage: 0, .task: 0]
    for loss in 0..<losses.count {
      counts[losses.causes[loss], default: 0] += 1
      #expect((losses.indices[loss] == -1) == (losses.causes[loss] == .outage))
    }
    #expect(counts[.outage, default: 0] > 10 && counts[.task, default: 0] > 10)
  }

  /// Segments of 3 s, a second for each checkpoint (from 3 to 4, 7 to 8 and 11 to 12), a restart of half a
  /// second: no attempt is lost in a phase that failures do not strike, and some in all others.
  @Test(arguments: [
    AttemptPhases.work, .checkpoint, [.work, .checkpoint], [.work, .restart],
    [.checkpoint, .restart], .all,
  ])
  func phasesThatAreStruck(_ phases: AttemptPhases) throws {
    let count = 2000
    let instance = try Hand.instance(
      [Double](repeating: 10, count: count), on: Cluster.identical(count))
    let conditions = RunConditions(
      costs: instance.costs, taskFailures: TaskFailureModel(rate: 0.2, strikes: phases),
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(3), writeSeconds: 1), restartSeconds: 0.5))
    let result = Simulation(instance: instance, conditions: conditions, seed: 6).run(OnItsOwn())
    try #require(result.status == .ok)
    let rows = result.trace.attempts
    var lost = AttemptPhases()
    for row in 0..<rows.count where rows.outcomes[row] == .failed {
      let elapsed = rows.finishes[row] - rows.starts[row]
      let restart = rows.numbers[row] > 1 ? 0.5 : 0
      let phase: AttemptPhases
      if elapsed < restart {
        phase = .restart
      } else {
        let inCycle = (elapsed - restart).truncatingRemainder(dividingBy: 4)
        phase = inCycle < 3 ? .work : .checkpoint
      }
      // At the very edge of a phase the rounding of times may decide.
      let edge = (elapsed - restart).truncatingRemainder(dividingBy: 1)
      if min(edge.magnitude, 1 - edge.magnitude) > 1e-9 { lost.insert(phase) }
    }
    #expect(lost == phases, "seed 6")
  }
}
