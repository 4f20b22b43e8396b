/// Attempts of gangs, which have one entry for each device.
extension ScheduleValidator {
  private struct AttemptKey: Hashable {
    var task: Int
    var attempt: Int
  }

  /// The entry of each attempt's lowest device, in the order of first entries. An attempt of a gang runs
  /// on as many different devices as its task needs, of one class, from one time to another.
  ///
  /// Only what belongs to one attempt by its numbers is put together: a task of one device that is
  /// listed twice stays two entries.
  func leaders(of entries: [Schedule.Entry], report: inout Report) -> [Schedule.Entry] {
    var places: [AttemptKey: Int] = [:]
    var gangs: [[Schedule.Entry]] = []
    for entry in entries {
      let size = instance.workflow.tasks[entry.task].devices
      let key = AttemptKey(task: entry.task, attempt: entry.attempt)
      if size > 1, entry.outcome != .skipped, let place = places[key] {
        gangs[place].append(entry)
      } else {
        places[key] = gangs.count
        gangs.append([entry])
      }
    }
    return gangs.map { gang in
      let leader = gang.min { $0.device < $1.device } ?? gang[0]
      if leader.outcome != .skipped { check(gang, leader: leader, report: &report) }
      return leader
    }
  }

  private func check(
    _ gang: [Schedule.Entry], leader: Schedule.Entry, report: inout Report
  ) {
    let task = instance.workflow.tasks[leader.task]
    let devices = Set(gang.map(\.device)).count
    if devices != task.devices || devices != gang.count {
      report.violations.append(
        .wrongGangSize(
          task: task.name, attempt: leader.attempt, needed: task.devices, listed: gang.count))
    }
    let devicesOfCluster = instance.cluster.devices
    let deviceClass = devicesOfCluster[leader.device].deviceClass
    let isEven = gang.allSatisfy { entry in
      entry.start == leader.start && entry.finish == leader.finish
        && entry.outcome == leader.outcome
        && devicesOfCluster[entry.device].deviceClass == deviceClass
    }
    if !isEven {
      report.violations.append(.unevenGang(task: task.name, attempt: leader.attempt))
    }
  }
}
