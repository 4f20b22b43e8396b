import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy where outputs are lost with their node, or kept in a store, on random workflows
/// with frequent outages, under the referee's eyes.
@Suite struct LostOutputsTests {
  #if DEBUG
    private static let workflows = 60
  #else
    private static let workflows = 300
  #endif

  private static let recoveries = [
    RecoveryModel(outputs: .lost),
    RecoveryModel(
      checkpoint: .init(interval: .seconds(2), writeSeconds: 0.25), restartSeconds: 0.25,
      detection: Detection(timeoutSeconds: 0.5),
      backOff: .init(firstSeconds: 0.25, factor: 2, largestSeconds: 2),
      outputs: .lost),
    RecoveryModel(retriesElsewhere: true, outputs: .lost),
  ]

  private static let policies =
    PolicyCatalog.entries.map(\.name) + ["cpop:replan=outage", "mct:replan=local"]

  private func instance(_ number: Int, outages: OutageModel) throws -> Instance {
    let shapes = InstanceShape.allCases
    let seed = UInt64(number + 1)
    let drawn = try shapes[number % shapes.count].instance(seed: seed)
    let whole = number % 3 == 0 ? try drawn.withConditions(seed: seed) : drawn
    return Instance(
      workflow: whole.workflow, jobs: whole.jobs,
      cluster: whole.cluster.withOutages(whole.cluster.nodes.map { _ in outages }),
      costs: whole.costs)
  }

  private func run(
    _ instance: Instance, _ recovery: RecoveryModel, _ policy: String, seed: UInt64
  ) throws -> RunResult {
    let conditions = RunConditions(
      costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
      taskFailures: TaskFailureModel(rate: seed % 4 == 0 ? 0.02 : 0), timeLimit: 1e6,
      recovery: recovery)
    return Simulation(instance: instance, conditions: conditions, seed: seed)
      .run(try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed))
  }

  @Test(arguments: policies)
  func lineage(policy: String) throws {
    var (lost, failed, several) = (0, 0, 0)
    for number in 0..<Self.workflows {
      let instance = try instance(
        number, outages: OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 5)))
      let recovery = Self.recoveries[number / 2 % 3]
      let result = try run(instance, recovery, policy, seed: UInt64(number + 1))
      let comment: Comment = "\(policy), workflow \(number)"
      #expect(result.status == .ok, comment)
      check(result, recovery, comment)
      let rows = result.trace.attempts
      lost += rows.outcomes.count { $0 == .lost }
      failed += rows.outcomes.count { $0 == .failed }
      several += rows.numbers.contains { $0 > 3 } ? 1 : 0
    }
    let least = Self.workflows
    #expect(
      lost > least && failed > least && several > 0, "\(policy): \(lost) \(failed) \(several)")
  }

  @Test(arguments: policies)
  func store(policy: String) throws {
    let link = Interconnect.Link(latency: 0.03125, bandwidth: 200)
    var (failed, early) = (0, 0)
    for number in 0..<Self.workflows / 2 {
      let instance = try instance(
        number, outages: OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 12)))
      let recovery = RecoveryModel(outputs: .stored(link))
      let result = try run(instance, recovery, policy, seed: UInt64(number + 1))
      let comment: Comment = "\(policy), workflow \(number)"
      #expect(result.status == .ok, comment)
      check(result, recovery, comment)
      failed += result.trace.attempts.outcomes.count { $0 == .failed }
      // Where only the store explains a start.
      early += violations(result, recovery: .none).isEmpty ? 0 : 1
    }
    #expect(failed > Self.workflows && early > 0, "\(policy): \(failed) \(early)")
  }

  private func violations(_ result: RunResult, recovery: RecoveryModel) -> [ScheduleViolation] {
    var rules = ScheduleValidator.Rules()
    rules.lengthsAreCosts = false
    rules.verdicts = result.verdicts
    if case .stored(let link) = recovery.outputs { rules.store = link }
    let outages = result.trace.outages
    rules.outages = (0..<outages.count).map {
      let notice = outages.starts[$0] + recovery.detection.timeoutSeconds
      return (Int(outages.nodes[$0]), notice, outages.finishes[$0])
    }
    return ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
      .violations
  }

  private func check(_ result: RunResult, _ recovery: RecoveryModel, _ comment: Comment) {
    #expect(violations(result, recovery: recovery) == [], comment)
    guard let time = DeviceTime(result), let makespan = result.makespan else { return }
    let all = Double(result.instance.cluster.deviceCount) * makespan
    #expect(abs(time.total - all) <= 1e-9 * (all + 1), comment)
    #expect(time.down >= -1e-9 && time.failures >= -1e-9, comment)
    #expect(makespan >= Bounds(result.instance, verdicts: result.verdicts).largest * 0.5, comment)
    checkWork(result, comment)
  }

  /// What the attempts of a task contribute, relative to its length where they ran, adds up to one: what
  /// was lost after it had finished contributes nothing.
  private func checkWork(_ result: RunResult, _ comment: Comment) {
    var done = [Double](repeating: 0, count: result.instance.workflow.taskCount)
    let rows = result.trace.attempts
    for row in 0..<rows.count {
      let task = Int(rows.tasks[row])
      let length =
        result.instance.costs.seconds(task, on: Int(rows.devices[row]))
        * (result.lengthFactors?[task] ?? 1)
      let spent =
        rows.finishes[row] - rows.starts[row] - rows.restartSeconds[row]
        - rows.checkpointSeconds[row]
      if rows.outcomes[row] == .succeeded {
        done[task] = length > 0 ? done[task] + spent / length : 1
      } else if length > 0 {
        done[task] += rows.savedSeconds[row] / length
      }
    }
    for task in result.trace.skips.tasks { done[Int(task)] += 1 }
    #expect(done.allSatisfy { abs($0 - 1) < 1e-9 }, comment)
  }
}
