/// The referee: checks a schedule against the instance that it claims to solve.
///
/// It shares no code with planners or engine beyond the model, and names every violation. Times are
/// compared exactly; a schedule written by another tool may be off by its printed digits, so a
/// caller may allow a slack and is told the largest that was used.
public struct ScheduleValidator: Sendable {
  /// What the schedule has to satisfy.
  public struct Rules: Sendable {
    /// How far a start or a length may be off, in seconds.
    public var slackSeconds = 0.0
    /// Whether each attempt that finished must last exactly its cost on its device (estimates are exact,
    /// nothing failed). Otherwise lengths are not checked.
    public var lengthsAreCosts = true
    /// Whether every task of the instance must succeed, unless it is skipped.
    public var everyTaskSucceeds = true
    /// How each task turns out if it runs. Nil where that is not known: then some outcomes must explain
    /// what ran and what was skipped, as far as single tasks tell.
    public var verdicts: Workflow.Outcomes?
    /// How many times its cost an attempt lasts, where that is not once.
    public var slowdowns: [Attempt: Double] = [:]
    /// Down times of nodes, as (node, from, to): no attempt may overlap the inside of one.
    public var outages: [(node: Int, from: Double, to: Double)] = []
    /// The link to a store that has every output (``RecoveryModel/Outputs/stored(_:)``): data may come from
    /// there. Nil without one.
    public var store: Interconnect.Link?

    /// The strict rules for a plan or an undisturbed run.
    public init() {}
  }

  /// One try of a task.
  public struct Attempt: Sendable, Hashable {
    /// The task's id.
    public var task: Int
    /// 1 for the task's first.
    public var number: Int

    /// Names an attempt.
    public init(task: Int, number: Int) {
      self.task = task
      self.number = number
    }
  }

  let instance: Instance
  let rules: Rules

  /// Creates a validator.
  public init(instance: Instance, rules: Rules = Rules()) {
    self.instance = instance
    self.rules = rules
  }

  /// The result of a check.
  public struct Report: Sendable, Equatable {
    /// Everything that is wrong, by task id within each kind of check.
    public var violations: [ScheduleViolation] = []
    /// The largest time difference that the slack excused, in seconds.
    public var usedSlack = 0.0
  }

  /// Checks every entry, every edge, every device, every outage and every maintenance window.
  ///
  /// - Complexity: O(s log s + e) for s entries and e edges, plus the outages of each node.
  public func check(_ schedule: Schedule) -> Report {
    var report = Report()
    let sound = soundEntries(of: schedule, report: &report)
    let attempts = instance.workflow.hasGangs ? leaders(of: sound, report: &report) : sound
    let success = successes(among: attempts, report: &report)
    checkAttempts(attempts, report: &report)
    checkLengthsAndArrivals(attempts, report: &report)
    let branching = checkBranches(attempts, report: &report)
    checkMissing(success, branching: branching, report: &report)
    checkPrecedence(attempts, success: success, branching: branching, report: &report)
    checkOverlap(sound, report: &report)
    checkOutages(sound, report: &report)
    checkMaintenance(sound, report: &report)
    return report
  }

  /// Entries whose numbers make sense; the others are reported and left out of later checks.
  private func soundEntries(of schedule: Schedule, report: inout Report) -> [Schedule.Entry] {
    schedule.entries.filter { entry in
      guard instance.workflow.tasks.indices.contains(entry.task) else {
        report.violations.append(.unknownTask(id: entry.task))
        return false
      }
      let name = instance.workflow.tasks[entry.task].name
      if entry.outcome == .skipped { return true }
      guard instance.cluster.devices.indices.contains(entry.device) else {
        report.violations.append(.unknownDevice(task: name, id: entry.device))
        return false
      }
      guard entry.start.isFinite, entry.finish.isFinite, entry.start >= 0,
        entry.finish >= entry.start
      else {
        report.violations.append(
          .badTimes(task: name, start: entry.start, finish: entry.finish))
        return false
      }
      if !instance.costs.isEligible(entry.task, on: entry.device) {
        report.violations.append(
          .ineligibleDevice(task: name, device: instance.cluster.devices[entry.device].name))
      }
      return true
    }
  }

  private func successes(
    among entries: [Schedule.Entry], report: inout Report
  ) -> [Schedule.Entry?] {
    var success = [Schedule.Entry?](repeating: nil, count: instance.workflow.taskCount)
    for entry in entries {
      guard entry.outcome == .succeeded else { continue }
      if success[entry.task] != nil {
        report.violations.append(
          .succeededTwice(task: instance.workflow.tasks[entry.task].name))
      }
      success[entry.task] = entry
    }
    return success
  }

  private func checkMissing(
    _ success: [Schedule.Entry?], branching: Branching, report: inout Report
  ) {
    guard rules.everyTaskSucceeds else { return }
    for (task, entry) in success.enumerated() where entry == nil && !branching.isSkipped[task] {
      report.violations.append(.missing(task: instance.workflow.tasks[task].name))
    }
  }

  /// Attempts of a task have numbers of their own, and none starts after the task has succeeded.
  private func checkAttempts(_ entries: [Schedule.Entry], report: inout Report) {
    var byTask: [Int: [Schedule.Entry]] = [:]
    for entry in entries where entry.outcome != .skipped {
      byTask[entry.task, default: []].append(entry)
    }
    for (task, attempts) in byTask.sorted(by: { $0.key < $1.key }) {
      let name = instance.workflow.tasks[task].name
      let last = attempts.lazy.map(\.attempt).max() ?? 0
      if last > attempts.count || attempts.contains(where: { $0.attempt < 1 }) {
        report.violations.append(.missingAttempt(task: name, last: last, listed: attempts.count))
      }
      var seen: Set<Int> = []
      for entry in attempts where !seen.insert(entry.attempt).inserted {
        report.violations.append(.repeatedAttempt(task: name, attempt: entry.attempt))
      }
      guard let success = attempts.first(where: { $0.outcome == .succeeded }) else { continue }
      for entry in attempts
      where entry.outcome != .succeeded && entry.start >= success.finish
        && entry.attempt > success.attempt
      {
        report.violations.append(.afterSuccess(task: name, attempt: entry.attempt))
      }
    }
  }

  /// Whether `actual` falls short of `required` by more than the slack; smaller shortfalls count
  /// as used slack.
  func isShort(_ actual: Double, of required: Double, report: inout Report) -> Bool {
    if actual >= required { return false }
    if required - actual > rules.slackSeconds { return true }
    report.usedSlack = max(report.usedSlack, required - actual)
    return false
  }

  private func checkLengthsAndArrivals(_ entries: [Schedule.Entry], report: inout Report) {
    for entry in entries where entry.outcome != .skipped {
      let name = instance.workflow.tasks[entry.task].name
      let arrival = instance.arrival(of: entry.task)
      if isShort(entry.start, of: arrival, report: &report) {
        report.violations.append(
          .beforeArrival(task: name, start: entry.start, arrival: arrival))
      }
      guard rules.lengthsAreCosts, entry.outcome == .succeeded || entry.outcome == .lost else {
        continue
      }
      var length = instance.costs.seconds(entry.task, on: entry.device)
      if !rules.slowdowns.isEmpty {
        length *= rules.slowdowns[Attempt(task: entry.task, number: entry.attempt)] ?? 1
      }
      let finish = entry.start + length
      if isShort(entry.finish, of: finish, report: &report)
        || isShort(finish, of: entry.finish, report: &report)
      {
        report.violations.append(
          .wrongLength(
            task: name, device: instance.cluster.devices[entry.device].name,
            length: entry.finish - entry.start, cost: finish - entry.start))
      }
    }
  }

  private func checkOverlap(_ entries: [Schedule.Entry], report: inout Report) {
    var byDevice = [[Schedule.Entry]](repeating: [], count: instance.cluster.deviceCount)
    for entry in entries where entry.outcome != .skipped { byDevice[entry.device].append(entry) }
    for (device, occupants) in byDevice.enumerated() {
      var latest: Schedule.Entry?
      for entry in occupants.sorted(by: { ($0.start, $0.finish) < ($1.start, $1.finish) }) {
        if let previous = latest, isShort(entry.start, of: previous.finish, report: &report) {
          report.violations.append(
            .overlap(
              device: instance.cluster.devices[device].name,
              first: instance.workflow.tasks[previous.task].name,
              second: instance.workflow.tasks[entry.task].name, start: entry.start,
              busyUntil: previous.finish))
        }
        if entry.finish >= latest?.finish ?? 0 { latest = entry }
      }
    }
  }
}
