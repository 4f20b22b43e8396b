import Analysis
import Foundation
import TextTable

/// The comparison as text for a terminal.
public enum ComparisonTable {
  /// A table with a heading and a line that says how to read it.
  public static func text(_ comparison: Comparison) -> String {
    let unit = TimeUnit(for: comparison.lines.first?.makespan?.mean ?? 1)
    let showsCost = comparison.lines.contains { $0.cost != nil }
    let showsLosses = comparison.hasLosses
    let showsCheckpoints = comparison.hasCheckpoints
    let allFinished = comparison.lines.allSatisfy { $0.finished == $0.total }
    let seeds = comparison.lines.first?.total ?? 0
    let table = TextTable<Comparison.Line> { line in
      var columns = [Column(title: "policy", value: line.policy.description)]
      if comparison.hasRecoveries {
        columns.append(Column(title: "recovery", value: line.recovery))
      }
      columns += [
        Column(
          title: "makespan (\(unit.name))", value: unit.interval(line.makespan), align: .right),
        Column(
          title: "Δ best (\(unit.name))", value: unit.interval(line.difference, signed: true),
          align: .right),
        Column(title: "SLR", value: fixed(line.slr, 3), align: .right),
        Column(
          title: "util. %", value: percent(line.utilization), align: .right),
        Column(title: "failures", value: fixed(line.failures, 2), align: .right),
      ]
      if showsLosses {
        columns.append(
          Column(title: "lost %", value: percent(line.shares?.failures), align: .right))
        if showsCheckpoints {
          columns.append(
            Column(title: "ckpt. %", value: percent(line.shares?.checkpoints), align: .right))
        }
        columns.append(Column(title: "down %", value: percent(line.shares?.down), align: .right))
        columns.append(
          Column(title: "wait %", value: percent(line.shares?.waiting), align: .right))
      }
      if showsCost {
        columns.append(Column(title: "cost $", value: fixed(line.cost, 2), align: .right))
      }
      if !allFinished {
        columns.append(
          Column(title: "ok", value: "\(line.finished)/\(line.total)", align: .right))
        columns.append(Column(title: "else", value: line.otherEndings.joined(separator: ", ")))
      }
      return columns
    }
    let runs = seeds == 1 ? "1 seed" : "\(seeds) seeds; mean ± 95 % confidence, paired by seed"
    let body = table.string(for: comparison.lines, style: Style.simple) ?? ""
    var notes = ""
    if !allFinished {
      notes += "\nMakespan, SLR and utilization are those of the finished runs only.\n"
    }
    if showsLosses {
      let checkpoints = showsCheckpoints ? "writing checkpoints (ckpt.), " : ""
      notes +=
        "\nOf the devices' time: useful (util.), lost to failures and restarts, \(checkpoints)"
        + "down, up and idle (wait).\n"
    }
    if let note = skippedNote(comparison) { notes += "\n\(note)\n" }
    let unresolved = comparison.unresolved
    if !unresolved.isEmpty {
      let names = unresolved.joined(separator: ", ")
      notes += "\n\(seeds) seeds do not tell \(comparison.lines[0].name) from \(names).\n"
    }
    return "\(comparison.scenario) (\(runs))\n\n\(withoutFill(body))\n\(notes)"
  }

  static func percent(_ share: Double?) -> String { fixed(share.map { $0 * 100 }, 1) }

  /// Which tasks are skipped is decided by their outcomes, the same under every policy.
  static func skippedNote(_ comparison: Comparison) -> String? {
    guard let line = comparison.lines.first, let skipped = line.skipped else { return nil }
    return "Conditions rule out \(fixed(skipped, 1)) tasks of a run, on average."
  }

  static func fixed(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }
}

/// The unit that a table's times are printed in.
struct TimeUnit {
  let name: String
  let seconds: Double

  /// The largest unit of which the time is at least three.
  init(for time: Double) {
    let units: [(String, Double)] = [("h", 3600), ("min", 60)]
    let fitting = units.first { time >= 3 * $0.1 }
    (name, seconds) = fitting ?? ("s", 1)
  }

  func text(_ time: Double) -> String {
    String(format: "%.2f", time / seconds)
  }

  func interval(_ summary: SampleSummary?, signed: Bool = false) -> String {
    guard let summary else { return "–" }
    let mean = String(format: signed ? "%+.2f" : "%.2f", summary.mean / seconds)
    guard let half = summary.halfWidth95 else { return mean }
    return "\(mean) ± \(text(half))"
  }
}

/// A table without the spaces that fill its last column, and without blank lines around it.
func withoutFill(_ table: String) -> String {
  table.split(separator: "\n", omittingEmptySubsequences: false)
    .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    .joined(separator: "\n")
    .trimmingCharacters(in: .newlines)
}
