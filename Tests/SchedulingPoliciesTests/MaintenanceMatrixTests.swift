import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy with maintenance of every kind, with failures and without, on random workflows.
@Suite struct MaintenanceMatrixTests {
  #if DEBUG
    private static let workflows = 40
  #else
    private static let workflows = 300
  #endif

  @Test(arguments: PolicyCatalog.entries.map(\.name))
  func everyPolicy(policy: String) throws {
    let shapes = InstanceShape.allCases
    var (windows, outages, lost, overlapping) = (0, 0, 0, 0)
    for number in 0..<Self.workflows {
      let seed = UInt64(number + 1)
      let comment: Comment = "\(policy), workflow \(number)"
      // Half of them fail besides.
      let model = OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 4))
      let drawn = try shapes[number % shapes.count].instance(
        seed: seed, outages: number % 2 == 0 ? nil : model)
      let whole = number % 7 == 0 ? try drawn.withConditions(seed: seed) : drawn
      let cluster =
        switch number / 2 % 3 {
        case 0: MaintenanceDraw.sparse(whole.cluster, seed: seed)
        case 1: MaintenanceDraw.overlapping(whole.cluster, seed: seed)
        default: MaintenanceDraw.tight(whole.cluster, seed: seed)
        }
      let instance = whole.on(cluster)
      // Without checkpoints, what is longer than every gap would never end.
      let conditions = RunConditions(
        costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)), timeLimit: 50_000,
        recovery: RecoveryModel(
          checkpoint: .init(interval: .seconds(0.5), writeSeconds: 0),
          detection: Detection(timeoutSeconds: number % 4 == 1 ? 1 : 0)))
      let result = Simulation(instance: instance, conditions: conditions, seed: seed)
        .run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
      try #require(result.status == .ok, "\(comment.rawValue): \(result.status)")
      check(result, conditions, comment)
      let planned = result.trace.outages.planned.count { $0 }
      windows += planned
      outages += result.trace.outages.count - planned
      lost += result.trace.losses.count
      overlapping += number / 2 % 3 == 1 ? planned : 0
    }
    #expect(windows > 5 * Self.workflows, "\(policy): \(windows)")
    #expect(outages > Self.workflows / 2 && lost > Self.workflows / 2, "\(policy)")
    #expect(overlapping > Self.workflows / 4, "\(policy): \(overlapping)")
  }

  private func check(_ result: RunResult, _ conditions: RunConditions, _ comment: Comment) {
    var rules = ScheduleValidator.Rules()
    rules.lengthsAreCosts = false
    rules.verdicts = result.verdicts
    let rows = result.trace.outages
    rules.outages = (0..<rows.count).map { row in
      let notice = rows.isPlanned(row) ? 0 : conditions.recovery.detection.timeoutSeconds
      return (Int(rows.nodes[row]), rows.starts[row] + notice, rows.finishes[row])
    }
    let instance = result.instance
    let report = ScheduleValidator(instance: instance, rules: rules).check(result.schedule)
    #expect(report.violations == [], comment)
    // Windows come when they were announced, and nothing starts in a drain.
    let expected = MaintenanceDraw.windows(of: instance.cluster, before: result.endTime)
    let met = (0..<rows.count).filter { rows.isPlanned($0) && rows.starts[$0] < result.endTime }
      .map { [Double(rows.nodes[$0]), rows.starts[$0], rows.finishes[$0]] }
    #expect(
      met.sorted { $0.lexicographicallyPrecedes($1) }
        == expected.map { [Double($0.node), $0.period.start, $0.period.end] }
        .sorted { $0.lexicographicallyPrecedes($1) }, comment)
    for (node, period) in expected {
      let begun = result.schedule.entries.filter {
        $0.outcome != .skipped && instance.cluster.devices[$0.device].node == node
          && $0.start >= period.drainStart && $0.start < period.end
      }
      // A drain does not reach back beyond the window before.
      let before = expected.last { $0.node == node && $0.period.end <= period.start }
      #expect(begun.allSatisfy { $0.start < before?.period.start ?? 0 }, comment)
    }
    guard let time = DeviceTime(result) else { return }
    let all = Double(instance.cluster.deviceCount) * (result.makespan ?? 0)
    #expect(abs(time.total - all) <= 1e-9 * (all + 1) && time.down >= -1e-9, comment)
    #expect(expected.isEmpty || time.down > 0, comment)
  }
}
