import Foundation
import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import TextTable

/// Predicted against actual, as text and as CSV.
public enum PredictionReport {
  private static func seconds(_ value: Double?) -> String {
    value.map { String(format: "%.3f s", $0) } ?? "–"
  }

  private static func signed(_ value: Double) -> String { String(format: "%+.3f s", value) }

  private static func percent(_ value: Double?) -> String {
    value.map { String(format: "%+.1f %%", $0 * 100) } ?? "–"
  }

  /// A median, and the range of nine simulated runs in ten.
  public static func text(_ forecast: MakespanForecast?) -> String {
    guard let forecast else { return "none" }
    let (low, high) = (forecast.range90.lowerBound, forecast.range90.upperBound)
    let range = low < high ? String(format: " (90 %% of runs: %.2f to %.2f s)", low, high) : ""
    return seconds(forecast.median) + range
  }

  /// The makespans, the parts of the error, and a line for each stage.
  public static func text(_ comparison: PredictionComparison) -> String {
    let actual = comparison.actual
    var lines = [
      ("predicted", text(comparison.forecast) + " before the run, without failures"),
      ("", text(comparison.forecastGivenFailures) + " given the failures and verdicts that came"),
      ("actual", seconds(actual.makespan)),
      (
        "error",
        "\(percent(comparison.relativeError)) before the run, "
          + "\(percent(comparison.relativeErrorGivenFailures)) given failures and verdicts"
      ),
    ]
    if let end = actual.makespan, let first = comparison.forecast?.median,
      let outages = comparison.forecastGivenFailures?.median,
      let lengths = comparison.withLengths.makespan
    {
      lines.append(
        (
          "made of",
          "failures and verdicts \(signed(outages - first)), durations \(signed(lengths - outages)), "
            + "coordination \(signed(end - lengths))"
        ))
    }
    let table = TextTable<PredictionComparison.StageLine> { line in
      let ratio = line.predictedSeconds > 0 ? line.actualSeconds / line.predictedSeconds - 1 : nil
      return [
        Column(title: "stage", value: line.stage),
        Column(title: "tasks", value: "\(line.tasks)", align: .right),
        Column(
          title: "predicted", value: String(format: "%.4f s", line.predictedSeconds),
          align: .right),
        Column(title: "actual", value: String(format: "%.4f s", line.actualSeconds), align: .right),
        Column(title: "difference", value: percent(ratio), align: .right),
        Column(
          title: "effect on makespan", value: signed(line.makespanSeconds), align: .right),
      ]
    }
    let body = table.string(for: comparison.stages.filter { $0.tasks > 0 }, style: Style.simple)
    return lines.map { name, value in
      name.padding(toLength: 13, withPad: " ", startingAt: 0) + value + "\n"
    }.joined() + (body.map { "\n\($0)" } ?? "")
  }

  /// One line for each task, in order of id: times in seconds, empty where a task did not run.
  public static func csv(_ comparison: PredictionComparison) -> String {
    var writer = CSVWriter(header: [
      "task", "stage", "predicted_device", "actual_device", "predicted_start_seconds",
      "actual_start_seconds", "predicted_finish_seconds", "actual_finish_seconds", "attempts",
    ])
    let instance = comparison.actual.instance
    let (predicted, actual) = (Rows(comparison.predicted), Rows(comparison.actual))
    for (id, task) in instance.workflow.tasks.enumerated() {
      let (before, after) = (predicted.last[id], actual.last[id])
      func device(_ entry: Schedule.Entry?) -> String {
        entry.map { instance.cluster.devices[$0.device].name } ?? ""
      }
      writer.append([
        task.name, task.stage ?? "", device(before), device(after),
        before.map { CSVWriter.real($0.start) } ?? "", after.map { CSVWriter.real($0.start) } ?? "",
        before.map { CSVWriter.real($0.finish) } ?? "",
        after.map { CSVWriter.real($0.finish) } ?? "", CSVWriter.count(actual.attempts[id]),
      ])
    }
    return writer.text
  }

  /// The run as one row under its header: makespans in seconds, empty where a run did not finish.
  public static func row(
    _ comparison: PredictionComparison, scenario: String, policy: PolicyName, seed: UInt64
  ) -> String {
    var writer = CSVWriter(header: [
      "scenario", "policy", "seed", "status", "predicted_makespan_seconds",
      "predicted_low_seconds", "predicted_high_seconds", "given_failures_makespan_seconds",
      "actual_makespan_seconds", "attempts", "failures", "outages",
    ])
    let attempts = comparison.actual.trace.attempts
    func number(_ value: Double?) -> String { value.map { CSVWriter.real($0) } ?? "" }
    writer.append([
      scenario, policy.description, "\(seed)", comparison.actual.status.word,
      number(comparison.forecast?.median), number(comparison.forecast?.range90.lowerBound),
      number(comparison.forecast?.range90.upperBound),
      number(comparison.forecastGivenFailures?.median), number(comparison.actual.makespan),
      CSVWriter.count(attempts.count),
      CSVWriter.count(attempts.outcomes.count { $0 == .failed }),
      CSVWriter.count(comparison.actual.trace.outages.count),
    ])
    return writer.text
  }

  /// The attempt in which each task succeeded.
  private struct Rows {
    var last: [Schedule.Entry?]
    var attempts: [Int]

    init(_ result: RunResult) {
      last = [Schedule.Entry?](repeating: nil, count: result.instance.workflow.taskCount)
      attempts = [Int](repeating: 0, count: result.instance.workflow.taskCount)
      for entry in result.schedule.entries {
        if entry.outcome != .skipped { attempts[entry.task] += 1 }
        if entry.outcome == .succeeded { last[entry.task] = entry }
      }
    }
  }
}
