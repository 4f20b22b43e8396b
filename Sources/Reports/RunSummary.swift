import Analysis
import Foundation
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// One run in a few lines of text.
public enum RunSummary {
  /// Aligned lines of name and value.
  public static func text(
    _ result: RunResult, metrics: Metrics, policy: PolicyName, scenario: Scenario
  ) -> String {
    func number(_ value: Double?, _ unit: String = "") -> String {
      value.map { String(format: "%.4g", $0) + unit } ?? "–"
    }
    func seconds(_ value: Double?) -> String {
      guard let value else { return "–" }
      let unit = TimeUnit(for: value)
      return unit.seconds == 1 ? "\(value) s" : "\(value) s (\(unit.text(value)) \(unit.name))"
    }
    var lines: [(String, String)] = [
      ("scenario", scenario.name),
      ("policy", policy.description),
      ("status", result.status == .ok ? "ok" : "\(result.status.word): \(reason(result))"),
      ("makespan", seconds(metrics.makespan)),
      ("lower bound", seconds(metrics.lowerBound)),
      ("SLR", number(metrics.slr)),
      ("speedup", number(metrics.speedup)),
      ("efficiency", number(metrics.efficiency)),
      ("utilization", number(metrics.utilization.map { $0 * 100 }, " %")),
      (
        "attempts",
        "\(metrics.attempts), of which \(metrics.failures) were lost\(LossTable.kinds(result))"
      ),
      ("lost", seconds(metrics.lostSeconds)),
      ("moved", number(metrics.transferredBytes, " B")),
      ("cost", metrics.costDollars.map { String(format: "$%.2f", $0) } ?? "unknown"),
      ("energy", metrics.energyKilowattHours.map { number($0, " kWh") } ?? "unknown"),
    ]
    if metrics.checkpointSeconds > 0, let place = lines.firstIndex(where: { $0.0 == "moved" }) {
      lines.insert(("checkpoints", seconds(metrics.checkpointSeconds)), at: place)
    }
    let links = result.trace.linkOutages
    if links.count > 0, let place = lines.firstIndex(where: { $0.0 == "moved" }) {
      let struck = links.transfers.reduce(0) { $0 + Int($1) }
      let transfers = "\(struck) transfer\(struck == 1 ? "" : "s")"
      lines.insert(("links out", "\(links.count) times, with \(transfers) under way"), at: place)
    }
    let slow = result.trace.attempts.slowdowns.count { $0 != 1 }
    if slow > 0, let place = lines.firstIndex(where: { $0.0 == "lost" }) {
      lines.insert(("stragglers", "\(slow) of \(metrics.attempts) attempts"), at: place)
    }
    if metrics.reruns > 0, let place = lines.firstIndex(where: { $0.0 == "lost" }) {
      lines.insert(("outputs lost", "\(metrics.reruns) attempts finished in vain"), at: place)
    }
    let rows = result.trace.attempts
    // What still ran when the run ended was not stopped for a copy.
    let stopped = rows.outcomes.indices.count {
      rows.outcomes[$0] == .cancelled
        && (result.status == .ok || rows.finishes[$0] < result.endTime)
    }
    if stopped > 0, let place = lines.firstIndex(where: { $0.0 == "lost" }) {
      lines.insert(("copies", "\(stopped) attempts stopped, since a copy was first"), at: place)
    }
    let outages = result.trace.outages
    let windows = (0..<outages.count).count { outages.isPlanned($0) }
    if outages.count > windows, let place = lines.firstIndex(where: { $0.0 == "lost" }) {
      lines.insert(("outages", "a node went down \(outages.count - windows) times"), at: place)
    }
    if windows > 0, let place = lines.firstIndex(where: { $0.0 == "lost" }) {
      lines.insert(("maintenance", "a node was out of service \(windows) times"), at: place)
    }
    if metrics.skippedTasks > 0, let place = lines.firstIndex(where: { $0.0 == "attempts" }) {
      let workflow = result.instance.workflow
      let total = workflow.tasks.indices.count { !workflow.isReplica($0) }
      lines.insert(("skipped", "\(metrics.skippedTasks) of \(total) tasks"), at: place)
    }
    return lines.map { name, value in
      name.padding(toLength: 13, withPad: " ", startingAt: 0) + value + "\n"
    }.joined() + LossTable.text(result, failures: scenario.conditions.taskFailures)
  }

  /// Why a run ended as it did, with names.
  public static func reason(_ result: RunResult) -> String {
    let instance = result.instance
    func task(_ id: Int) -> String {
      instance.workflow.tasks.indices.contains(id)
        ? "'\(instance.workflow.tasks[id].name)'" : "number \(id)"
    }
    func device(_ id: Int) -> String {
      instance.cluster.devices.indices.contains(id)
        ? "'\(instance.cluster.devices[id].name)'" : "number \(id)"
    }
    switch result.status {
    case .ok: return "every task succeeded or was skipped"
    case .timeLimit: return "the time limit came at \(result.endTime) s"
    case .gaveUp(let id):
      let lost = lostAttempts(of: id, result)
      return "task \(task(id)) was given up after \(lost) lost attempt\(lost == 1 ? "" : "s")"
    case .deadlock(let cycle):
      return cycle.isEmpty
        ? "nothing is left to happen, and the policy left tasks unassigned"
        : "tasks wait for each other: \(cycle.map(task).joined(separator: " → "))"
    case .stalled:
      return "failures follow each other faster than the clock can tell, at \(result.endTime) s"
    case .policyError(.broke(let error)):
      let rule = describe(error, task: task, device: device)
      return "at \(result.endTime) s the policy broke a rule: \(rule)"
    case .policyError(let error): return "at \(result.endTime) s: \(error)"
    }
  }

  private static func lostAttempts(of task: Int, _ result: RunResult) -> Int {
    let rows = result.trace.attempts
    return (0..<rows.count).count { rows.tasks[$0] == Int32(task) && rows.outcomes[$0] == .failed }
  }

  private static func describe(
    _ error: SchedulingError, task: (Int) -> String, device: (Int) -> String
  ) -> String {
    switch error {
    case .unknownTask(let id): "there is no task \(id)"
    case .unknownDevice(let id): "there is no device \(id)"
    case .ineligibleDevice(let id, let place): "task \(task(id)) may not run on \(device(place))"
    case .wrongGangSize(let id, let given):
      "task \(task(id)) was given \(given) devices, which is not what it needs, or one of them twice"
    case .mixedGang(let id, let place):
      "task \(task(id)) was given devices of several classes: \(device(place)) is of another"
    case .jobNotArrived(let id): "task \(task(id)) was assigned before its job arrived"
    case .notAssignable(let id, let state): "task \(task(id)) is \(state) and cannot be assigned"
    case .notWithdrawable(let id, let state):
      "task \(task(id)) is \(state) and cannot be withdrawn"
    case .predecessorBehind(let id, let predecessor, let place):
      "task \(task(id)) would wait on \(device(place)) for \(task(predecessor)) behind it"
    case .deviceUnavailable(let id, let place):
      "task \(task(id)) cannot start: \(device(place)) is down or busy"
    case .notStartable(let id, let place):
      "task \(task(id)) cannot start on \(device(place)) yet"
    case .supersededAttempt(let id, let attempt):
      "attempt \(attempt) of task \(task(id)) has been superseded"
    case .endlessRound(let commands): "\(commands) commands in one round"
    case .badPlannedTime(let id): "task \(task(id)) was planned at a time that is no number"
    }
  }
}
