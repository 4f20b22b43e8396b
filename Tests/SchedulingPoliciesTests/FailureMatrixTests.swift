import Analysis
import Foundation
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Every catalogued policy with every recovery and every kind of failure on random workflows: the run
/// ends, the referee accepts its schedule, each task succeeds once or the run says why not, no work counts
/// twice, and goodput is at most 1.
///
/// Each of the 1,000 workflows meets each recovery and each kind, and each pair of these at least 50
/// workflows (``FailureMatrix/selection(of:)``). With the environment variable `MAKESPAN_FULL_MATRIX` set to
/// `all`, or to names of policies, each pair meets all 1,000 with these. Some 20 minutes on two cores:
/// `MAKESPAN_FULL_MATRIX=all swift test -c release --filter FailureMatrixTests`.
@Suite struct FailureMatrixTests {
  /// Every workflow meets every recovery and every kind of failure, and every pair of these meets at least
  /// fifty workflows, five of each shape.
  @Test func selection() {
    let shapes = InstanceShape.allCases.count
    var met = [String: Int]()
    for number in 0..<FailureMatrix.workflowCount {
      let pairs = FailureMatrix.selection(of: number)
      #expect(Set(pairs.map(\.0)).count == FailureMatrix.Recovery.allCases.count)
      #expect(Set(pairs.map(\.1)).count == FailureMatrix.Failure.allCases.count)
      for (recovery, failure) in pairs {
        met["\(recovery), \(failure), \(number % shapes)", default: 0] += 1
      }
    }
    #expect(met.count == FailureMatrix.everything.count * shapes)
    #expect(met.values.allSatisfy { $0 >= 5 })
  }

  #if !DEBUG
    /// What came of the runs of one policy with one recovery and one kind of failure.
    private struct Counts {
      var (runs, ok, lost, saved, outages) = (0, 0, 0, 0, 0)
      var (reruns, stopped) = (0, 0)
    }

    /// The policies for which each pair meets all workflows.
    private static let full = (ProcessInfo.processInfo.environment["MAKESPAN_FULL_MATRIX"] ?? "")
      .split(separator: ",")

    @Test(arguments: PolicyCatalog.entries.map(\.name))
    func thousandWorkflows(policy: String) throws {
      let failures = FailureMatrix.Failure.allCases
      let isFull = Self.full.contains("all") || Self.full.contains { $0 == policy }
      var counts = [[Counts]](
        repeating: [Counts](repeating: Counts(), count: failures.count),
        count: FailureMatrix.Recovery.allCases.count)
      for number in 0..<FailureMatrix.workflowCount {
        let workflow = try FailureMatrix.workflow(number)
        let seed = UInt64(number + 1)
        let pairs =
          isFull ? FailureMatrix.everything : FailureMatrix.selection(of: number)
        for (recovery, failure) in pairs {
          let simulation = try FailureMatrix.simulation(workflow, recovery, failure, seed: seed)
          let result = simulation.run(
            try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
          check(
            result, simulation.conditions, "\(policy), \(recovery), \(failure), workflow \(number)")
          let rows = result.trace.attempts
          counts[recovery.rawValue][failure.rawValue].runs += 1
          counts[recovery.rawValue][failure.rawValue].ok += result.status == .ok ? 1 : 0
          counts[recovery.rawValue][failure.rawValue].lost += result.trace.losses.count
          counts[recovery.rawValue][failure.rawValue].saved += rows.savedSeconds.count { $0 > 0 }
          counts[recovery.rawValue][failure.rawValue].outages += result.trace.outages.count
          counts[recovery.rawValue][failure.rawValue].reruns += rows.outcomes.count { $0 == .lost }
          if result.status == .ok {
            counts[recovery.rawValue][failure.rawValue].stopped +=
              rows.outcomes.count { $0 == .cancelled }
          }
        }
      }
      for recovery in FailureMatrix.Recovery.allCases {
        for failure in failures {
          let count = counts[recovery.rawValue][failure.rawValue]
          let comment: Comment = "\(policy), \(recovery), \(failure): \(count)"
          #expect(count.runs >= 50 && count.ok > count.runs * 9 / 10, comment)
          #expect(count.lost > 20 && (count.outages > 20) == failure.strikesNodes, comment)
        }
        let saved = counts[recovery.rawValue].reduce(0) { $0 + $1.saved }
        #expect((saved > 20) == recovery.model.savesWork, "\(policy), \(recovery): \(saved)")
        let reruns = counts[recovery.rawValue].reduce(0) { $0 + $1.reruns }
        #expect((reruns > 20) == (recovery.model.outputs == .lost), "\(policy), \(recovery)")
        let stopped = counts[recovery.rawValue].reduce(0) { $0 + $1.stopped }
        #expect((stopped > 20) == (recovery.model.replication != nil), "\(policy), \(recovery)")
      }
      if isFull {
        let all = counts.joined()
        let runs = all.reduce(0) { $0 + $1.runs }
        print("\(policy): \(runs) runs, \(runs - all.reduce(0) { $0 + $1.ok }) stopped by a limit,")
        print("  \(all.reduce(0) { $0 + $1.lost }) attempts lost")
      }
    }

    private func check(_ result: RunResult, _ conditions: RunConditions, _ comment: Comment) {
      let isDone = result.status == .ok
      var rules = ScheduleValidator.Rules()
      rules.lengthsAreCosts = false
      rules.everyTaskSucceeds = isDone
      rules.verdicts = result.verdicts
      if case .stored(let link) = conditions.recovery.outputs { rules.store = link }
      let outages = result.trace.outages
      let notice = conditions.recovery.detection.timeoutSeconds
      rules.outages = (0..<outages.count).map {
        (Int(outages.nodes[$0]), outages.starts[$0] + notice, outages.finishes[$0])
      }
      let report = ScheduleValidator(instance: result.instance, rules: rules)
        .check(result.schedule)
      #expect(report.violations == [], comment)
      checkEnds(result, conditions, comment)
      checkWork(result, conditions.costs, comment)
      guard let time = DeviceTime(result) else { return }
      let all = Double(result.instance.cluster.deviceCount) * (result.makespan ?? 0)
      #expect(time.useful <= all * (1 + 1e-9), comment)
      #expect(abs(time.total - all) <= 1e-9 * (all + 1), comment)
      #expect(time.down >= -1e-9 && time.failures >= -1e-9, comment)
    }

    /// Every task succeeded once or was skipped, every lost attempt has its cause, and a run that did not
    /// get so far was ended by one of its limits.
    private func checkEnds(_ result: RunResult, _ conditions: RunConditions, _ comment: Comment) {
      let rows = result.trace.attempts
      let workflow = result.instance.workflow
      var ends = [Int](repeating: 0, count: workflow.taskCount)
      for task in result.trace.skips.tasks { ends[Int(task)] += 1 }
      for row in 0..<rows.count where rows.outcomes[row] == .succeeded {
        ends[workflow.original(of: Int(rows.tasks[row]))] += 1
      }
      let isOriginal = workflow.tasks.indices.map { !workflow.isReplica($0) }
      let lost = rows.outcomes.indices.filter { rows.outcomes[$0] == .failed }
      #expect(result.trace.losses.rows.sorted() == lost.map(Int32.init), comment)
      switch result.status {
      case .ok: #expect(zip(ends, isOriginal).allSatisfy { $0 == ($1 ? 1 : 0) }, comment)
      case .timeLimit: #expect(result.endTime == conditions.timeLimit, comment)
      case .gaveUp(let task):
        #expect(
          lost.count { rows.tasks[$0] == Int32(task) } == conditions.attemptLimit, comment)
      default: Issue.record("\(comment.rawValue): \(result.status)")
      }
      #expect(ends.allSatisfy { $0 <= 1 }, comment)
    }

    /// What the attempts of a task contribute, relative to its length where they ran, adds up to one where
    /// it succeeded, and to nothing where it was skipped.
    private func checkWork(_ result: RunResult, _ costs: CostModel, _ comment: Comment) {
      var done = [Double](repeating: 0, count: result.instance.workflow.taskCount)
      var isDone = [Bool](repeating: false, count: done.count)
      let rows = result.trace.attempts
      for row in 0..<rows.count {
        let task = Int(rows.tasks[row])
        let length =
          costs.seconds(task, on: Int(rows.devices[row])) * (result.lengthFactors?[task] ?? 1)
          * rows.slowdown(ofRow: row)
        let spent =
          rows.finishes[row] - rows.starts[row] - rows.restartSeconds[row]
          - rows.checkpointSeconds[row]
        if rows.outcomes[row] == .succeeded {
          // (A flush of the last checkpoint would be no work; none of these recoveries has one.)
          done[task] = length > 0 ? done[task] + spent / length : 1
          isDone[task] = true
        } else if length > 0 {
          done[task] += rows.savedSeconds[row] / length
        }
      }
      for task in done.indices {
        let isRight = isDone[task] ? abs(done[task] - 1) < 1e-9 : done[task] < 1 + 1e-9
        #expect(isRight, comment)
      }
      #expect(result.trace.skips.tasks.allSatisfy { done[Int($0)] == 0 }, comment)
    }
  #endif
}
