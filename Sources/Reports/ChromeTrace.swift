import Foundation
import SchedulingModel
import SimulationEngine

/// A run in the Trace Event Format, which chrome://tracing and Perfetto open: a process for each
/// node, a thread for each device, a complete event for each attempt, outage and maintenance window; where
/// links fail, a process with a thread for each of them. Microseconds. How the run ended is said beside the
/// events.
public enum ChromeTrace {
  private struct Event: Encodable {
    var name: String
    var cat: String?
    var ph: String
    var pid: Int
    var tid: Int
    var ts: Double?
    var dur: Double?
    var args: [String: String]
  }

  private struct File: Encodable {
    var otherData: [String: String]
    var traceEvents: [Event]
  }

  /// One line of JSON with sorted keys.
  ///
  /// - Parameter failures: what names the causes of lost attempts.
  /// - Throws: what `JSONEncoder` throws; the values are always finite.
  public static func json(
    _ result: RunResult, failures: TaskFailureModel = .never
  ) throws -> String {
    let cluster = result.instance.cluster
    var events: [Event] = []
    for (id, node) in cluster.nodes.enumerated() {
      events.append(
        Event(name: "process_name", ph: "M", pid: id, tid: 0, args: ["name": node.name]))
    }
    for (id, device) in cluster.devices.enumerated() {
      events.append(
        Event(name: "thread_name", ph: "M", pid: device.node, tid: id, args: ["name": device.name]))
    }
    events += attempts(of: result, failures: failures)
    let outages = result.trace.outages
    for row in 0..<outages.count {
      let node = Int(outages.nodes[row])
      let name = outages.isPlanned(row) ? "maintenance" : "outage"
      for device in cluster.nodes[node].devices {
        events.append(
          Event(
            name: name, cat: name, ph: "X", pid: node, tid: device,
            ts: outages.starts[row] * 1e6,
            dur: (min(outages.finishes[row], result.endTime) - outages.starts[row]) * 1e6,
            args: [:]))
      }
    }
    events += links(of: result)
    var ending = ["status": result.status.word]
    if result.status != .ok { ending["reason"] = RunSummary.reason(result) }
    return try jsonLine(File(otherData: ending, traceEvents: events))
  }

  private static func attempts(of result: RunResult, failures: TaskFailureModel) -> [Event] {
    let (rows, cluster) = (result.trace.attempts, result.instance.cluster)
    var lostTo: [ScheduleValidator.Attempt: String] = [:]
    for (row, word) in LossTable.words(result, failures: failures) {
      lostTo[.init(task: Int(rows.tasks[row]), number: Int(rows.numbers[row]))] = word
    }
    return result.schedule.entries.filter { $0.outcome != .skipped }.map { entry in
      let task = result.instance.workflow.tasks[entry.task]
      var event = Event(
        name: task.name, cat: task.stage ?? "task", ph: "X",
        pid: cluster.devices[entry.device].node, tid: entry.device, ts: entry.start * 1e6,
        dur: (entry.finish - entry.start) * 1e6,
        args: ["attempt": "\(entry.attempt)", "outcome": entry.outcome.rawValue])
      event.args["lost to"] = lostTo[.init(task: entry.task, number: entry.attempt)]
      return event
    }
  }

  private static func links(of result: RunResult) -> [Event] {
    let cluster = result.instance.cluster
    guard !cluster.uplinks.isEmpty else { return [] }
    let process = cluster.nodes.count
    var events = [
      Event(name: "process_name", ph: "M", pid: process, tid: 0, args: ["name": "links"])
    ]
    for (id, uplink) in cluster.uplinks.enumerated() {
      events.append(
        Event(name: "thread_name", ph: "M", pid: process, tid: id, args: ["name": uplink.name]))
    }
    let outages = result.trace.linkOutages
    for row in 0..<outages.count {
      events.append(
        Event(
          name: "outage", cat: "outage", ph: "X", pid: process, tid: Int(outages.uplinks[row]),
          ts: outages.starts[row] * 1e6,
          dur: (min(outages.finishes[row], result.endTime) - outages.starts[row]) * 1e6,
          args: ["transfers": "\(outages.transfers[row])"]))
    }
    return events
  }
}
