import Foundation
import Scenarios
import SchedulingModel

/// What `validate` says of a schedule.
public struct ScheduleReport: Sendable {
  private let file: String
  private let violations: [ScheduleViolation]
  private let makespan: Double

  /// Schedules of other tools carry as many digits as they print: this share of the makespan is
  /// allowed, and what was needed of it is said.
  public static let relativeSlack = 1e-6

  /// Whether nothing is wrong.
  public var isValid: Bool { violations.isEmpty }

  /// Checks a schedule against the scenario that it solves. Lengths are compared with costs only
  /// where nothing random can have changed them.
  public init(_ schedule: Schedule, scenario: Scenario, file: String) {
    var instance = scenario.instance(seed: 1)
    instance.costs = scenario.conditions.costs
    // Arrivals of a Poisson process depend on a seed that the schedule does not name.
    for (index, family) in scenario.familyOfJob.enumerated() {
      if case .poisson(_, _, let start) = scenario.families[family].arrivals {
        instance.jobs[index].arrival = start
      }
    }
    var rules = ScheduleValidator.Rules()
    let recovers = scenario.conditions.recovery.changesLengths
    rules.lengthsAreCosts = !scenario.hasRandomTimes && !recovers
    rules.slackSeconds = schedule.lastFinish * Self.relativeSlack
    if case .stored(let link) = scenario.conditions.recovery.outputs { rules.store = link }
    let report = ScheduleValidator(instance: instance, rules: rules).check(schedule)
    self.file = file
    violations = report.violations
    let usedSlack = report.usedSlack
    makespan = schedule.lastFinish
    var notes = usedSlack > 0 ? ["times are off by up to \(usedSlack) s"] : []
    let outages = scenario.cluster.outageModels
    if outages.contains(where: \.isRandom) {
      notes.append("outages are not checked: they depend on the seed")
    } else if !outages.isEmpty {
      notes.append("outages are not checked")
    }
    if scenario.hasRandomTimes {
      notes.append("lengths are not checked: they depend on the seed")
    } else if recovers {
      notes.append("lengths are not checked: restarts and checkpoints change them")
    }
    self.notes = notes
  }

  private struct Row: Encodable {
    var file: String
    var valid: Bool
    var violations: [String]
    var notes: [String]
  }

  private let notes: [String]

  /// One JSON object on a line, or lines for people: every violation.
  ///
  /// - Throws: what `JSONEncoder` throws.
  public func text(asJSON: Bool) throws -> String {
    if asJSON {
      return try jsonLine(
        Row(
          file: file, valid: isValid, violations: violations.map(\.description), notes: notes))
    }
    var text =
      isValid
      ? "\(file): ok, last finish at \(makespan) s\n"
      : "\(file): \(violations.count) violation\(violations.count == 1 ? "" : "s")\n"
    for violation in violations { text += "  \(violation)\n" }
    for note in notes { text += "  note: \(note)\n" }
    return text
  }
}
