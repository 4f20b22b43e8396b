/// Attempts run on nodes that are up.
extension ScheduleValidator {
  /// No attempt overlaps the inside of an outage of its node.
  func checkOutages(_ entries: [Schedule.Entry], report: inout Report) {
    guard !rules.outages.isEmpty else { return }
    var byNode = [[(from: Double, to: Double)]](repeating: [], count: instance.cluster.nodes.count)
    for outage in rules.outages { byNode[outage.node].append((outage.from, outage.to)) }
    for entry in entries where entry.outcome != .skipped {
      let node = instance.cluster.devices[entry.device].node
      for outage in byNode[node] where entry.start < outage.to && outage.from < entry.finish {
        report.violations.append(
          .duringOutage(
            task: instance.workflow.tasks[entry.task].name,
            node: instance.cluster.nodes[node].name, from: outage.from, to: outage.to))
      }
    }
  }

  /// No attempt starts while its node drains before a maintenance window, and none runs within one.
  func checkMaintenance(_ entries: [Schedule.Entry], report: inout Report) {
    guard instance.cluster.hasMaintenance else { return }
    for entry in entries where entry.outcome != .skipped {
      let node = instance.cluster.devices[entry.device].node
      var period = instance.cluster.nextWindow(ofNode: node, from: entry.start)
      while let current = period {
        let isLate = entry.start >= current.drainStart
        if isLate
          ? isShort(entry.start, of: current.end, report: &report)
          : isShort(current.start, of: entry.finish, report: &report)
        {
          report.violations.append(
            .duringMaintenance(
              task: instance.workflow.tasks[entry.task].name,
              node: instance.cluster.nodes[node].name, from: current.start, to: current.end))
          break
        }
        // By the slack it starts when this window ends, and may meet the next one.
        period =
          isLate ? instance.cluster.nextWindow(ofNode: node, from: current.end) : nil
      }
    }
  }
}
