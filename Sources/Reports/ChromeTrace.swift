import Foundation
import SchedulingModel
import SimulationEngine

/// A run in the Trace Event Format, which chrome://tracing and Perfetto open: a process for each
/// node, a thread for each device, a complete event for each attempt, outage and maintenance window; where links fail, a process
/// with a thread for each of them. Microseconds.
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

  /// One line of JSON with sorted keys.
  ///
  /// - Throws: what `JSONEncoder` throws; the values are always finite.
  public static func json(_ result: RunResult) throws -> String {
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
    for entry in result.schedule.entries where entry.outcome != .skipped {
      let task = result.instance.workflow.tasks[entry.task]
      events.append(
        Event(
          name: task.name, cat: task.stage ?? "task", ph: "X",
          pid: cluster.devices[entry.device].node, tid: entry.device, ts: entry.start * 1e6,
          dur: (entry.finish - entry.start) * 1e6,
          args: ["attempt": "\(entry.attempt)", "outcome": entry.outcome.rawValue]))
    }
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
    return try jsonLine(["traceEvents": events])
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
