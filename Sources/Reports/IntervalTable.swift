import Foundation
import Interchange
import TextTable

/// Makespans by checkpoint interval as text and CSV.
public enum IntervalTable {
  /// The columns of the CSV; times in seconds, `standard_error` of the mean makespan.
  public static let columns = [
    "scenario", "policy", "interval_seconds", "runs", "finished", "makespan_seconds",
    "standard_error_seconds", "expected_seconds", "utilization", "failures",
  ]

  /// One row for each interval.
  public static func csv(_ study: IntervalStudy) -> String {
    var writer = CSVWriter(header: columns)
    for point in study.points {
      writer.append([
        study.scenario, study.policy.description, CSVWriter.real(point.interval),
        "\(study.seeds)", "\(point.finished)", CSVWriter.real(point.makespan?.mean),
        CSVWriter.real(study.seeds > 1 ? point.makespan?.standardError : nil),
        CSVWriter.real(point.expected), CSVWriter.real(point.utilization?.mean),
        CSVWriter.real(point.failures),
      ])
    }
    return writer.text
  }

  /// A table, and below it what the rules say.
  public static func text(_ study: IntervalStudy) -> String {
    // Where runs were cut off, the others are the shorter ones: such a mean is no least.
    let complete = study.points.filter(\.isComplete)
    let means = (complete.isEmpty ? study.points : complete).compactMap(\.makespan?.mean)
    let least = means.min() ?? 0
    let unit = TimeUnit(for: least)
    let hasExpected = study.points.contains { $0.expected != nil }
    let table = TextTable<IntervalStudy.Point> { point in
      var columns = [
        Column(title: "interval (min)", value: minutes(point.interval), align: .right),
        Column(
          title: "makespan (\(unit.name))", value: unit.interval(point.makespan), align: .right),
        Column(
          title: "above least %",
          value: ComparisonTable.fixed(
            point.isComplete ? point.makespan.map { ($0.mean / least - 1) * 100 } : nil, 2),
          align: .right),
        Column(
          title: "util. %",
          value: ComparisonTable.fixed(point.utilization.map { $0.mean * 100 }, 2), align: .right),
        Column(
          title: "failures", value: ComparisonTable.fixed(point.failures, 1), align: .right),
      ]
      if hasExpected {
        columns.append(
          Column(
            title: "expected (\(unit.name))", value: point.expected.map(unit.text) ?? "–",
            align: .right))
        columns.append(
          Column(title: "z", value: ComparisonTable.fixed(point.z, 2), align: .right))
      }
      if study.points.contains(where: { $0.finished < study.seeds }) {
        columns.append(
          Column(title: "ok", value: "\(point.finished)/\(study.seeds)", align: .right))
      }
      return columns
    }
    let body = table.string(for: study.points, style: Style.simple) ?? ""
    let rules = study.rules.map { "\($0.rule.rawValue) \(minutes($0.interval)) min" }
    let runs = study.seeds == 1 ? "1 seed" : "\(study.seeds) seeds; mean ± 95 % confidence"
    return "\(study.scenario) under \(study.policy) (\(runs))\n\n\(withoutFill(body))\n\n"
      + "Intervals of the rules: \(rules.joined(separator: ", ")).\n"
  }

  private static func minutes(_ seconds: Double) -> String { String(format: "%.2f", seconds / 60) }
}
