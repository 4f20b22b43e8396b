/// Inputs: no task starts before the data of its producers can be there.
extension ScheduleValidator {
  /// The attempts that finished, but whose outputs were lost, by task.
  private func lostCompletions(among entries: [Schedule.Entry]) -> [Int: [Schedule.Entry]] {
    var lost: [Int: [Schedule.Entry]] = [:]
    for entry in entries where entry.outcome == .lost {
      lost[entry.task, default: []].append(entry)
    }
    return lost
  }

  /// What a task reads may come from the attempt in which its producer succeeded, or from an earlier one
  /// that finished, before its outputs were lost.
  func checkPrecedence(
    _ entries: [Schedule.Entry], success: [Schedule.Entry?], branching: Branching,
    report: inout Report
  ) {
    let workflow = instance.workflow
    let lost = lostCompletions(among: entries)
    for entry in entries where entry.outcome != .skipped {
      for edge in workflow.inputs(of: entry.task) {
        let producerTask = workflow.source(of: edge)
        let names = (workflow.tasks[entry.task].name, workflow.tasks[producerTask].name)
        var arrival = Double.infinity
        if branching.isSkipped[producerTask] {
          // Only a task that does with any input may go on, and only once this one is settled.
          arrival = branching.skipTime[producerTask]
        } else {
          let bytes = isSent(edge, branching) ? workflow.bytes(of: edge) : 0
          if let producer = success[producerTask] {
            arrival = self.arrival(of: bytes, from: producer, on: entry.device)
          }
          for producer in lost.isEmpty ? [] : lost[producerTask] ?? [] {
            arrival = min(arrival, self.arrival(of: bytes, from: producer, on: entry.device))
          }
        }
        guard arrival < .infinity else {
          if rules.everyTaskSucceeds { continue }  // Already reported as missing.
          report.violations.append(.producerUnfinished(task: names.0, producer: names.1))
          continue
        }
        if isShort(entry.start, of: arrival, report: &report) {
          report.violations.append(
            .beforeInput(
              task: names.0, producer: names.1, start: entry.start, arrival: arrival))
        }
      }
    }
  }

  /// Whether an edge to a task that ran certainly brings its data.
  private func isSent(_ edge: Int, _ branching: Branching) -> Bool {
    let task = instance.workflow.tasks[instance.workflow.target(of: edge)]
    return task.join == .all && instance.workflow.need(of: edge) == .required
      || state(of: edge, branching) == .alive
  }

  /// When data of an attempt can be on a device, in seconds.
  private func arrival(
    of bytes: Double, from producer: Schedule.Entry, on device: Int
  ) -> Double {
    var seconds = instance.cluster.transferSeconds(bytes, from: producer.device, to: device)
    if let store = rules.store { seconds = min(seconds, store.seconds(bytes)) }
    return producer.finish + seconds
  }
}
