import Analysis
import Foundation
import Mustache
import Scenarios

/// The comparison as one HTML page that needs nothing else.
public enum ComparisonPage {
  private static let template = """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>Makespan comparison</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>
    body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;\
    color:#222}
    h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2.5rem}
    table{border-collapse:collapse;width:100%}th,td{padding:.35rem .45rem;text-align:right;\
    border-bottom:1px solid #e5e5e5;white-space:nowrap}
    th:first-child,td:first-child{text-align:left}tr.best td{font-weight:600}
    td.chart{width:34%;min-width:7rem}svg{display:block;width:100%;height:18px}
    .bar{fill:#8fb8de}.best .bar{fill:#5b9a6f}.interval{stroke:#333;stroke-width:1.5}
    p.note{color:#666;font-size:.9rem}
    </style></head><body>
    <h1>Makespan: which policy finishes first</h1>
    {{#comparisons}}
    <h2>{{scenario}}</h2>
    {{#summary}}<p>{{summary}}</p>{{/summary}}
    <table><thead><tr><th>policy</th><th></th><th>makespan ({{unit}})</th><th>Δ best ({{unit}})\
    </th><th>SLR</th><th>util. %</th><th>failures</th>{{#showsLosses}}<th>lost %</th>\
    {{#showsCheckpoints}}<th>ckpt. %</th>{{/showsCheckpoints}}<th>down %</th><th>wait %</th>{{/showsLosses}}{{#showsCost}}<th>cost $</th>{{/showsCost}}<th>ok</th></tr></thead><tbody>
    {{#lines}}
    <tr{{#best}} class="best"{{/best}}><td>{{policy}}</td><td class="chart">\
    <svg viewBox="0 0 100 18" preserveAspectRatio="none"><rect class="bar" x="0" y="3" height="12" \
    width="{{width}}"/>{{#interval}}<line class="interval" x1="{{low}}" x2="{{high}}" y1="9" \
    y2="9"/>{{/interval}}</svg></td><td>{{makespan}}</td><td>{{difference}}</td><td>{{slr}}</td>\
    <td>{{utilization}}</td><td>{{failures}}</td>\
    {{#losses}}<td>{{lost}}</td>{{#checkpoints}}<td>{{checkpoints}}</td>{{/checkpoints}}<td>{{down}}</td><td>{{waiting}}</td>{{/losses}}\
    {{#cost}}<td>{{cost}}</td>{{/cost}}<td>{{finished}}/{{total}}{{#endings}}<br><small>{{endings}}</small>{{/endings}}</td></tr>
    {{/lines}}
    </tbody></table>
    <p class="note">{{seeds}} Bars and the lines across them: mean makespan and its 95 % confidence \
    interval. Δ best is the difference from the first, paired by seed. SLR: makespan over the critical path \
    at least cost, which no schedule can beat. util.: useful device-time over all. failures: lost \
    attempts. Of the devices' time also: lost to failures and restarts, writing checkpoints (ckpt.), down, up and idle (wait).</p>
    {{#notes}}<p class="note">{{.}}</p>{{/notes}}
    {{/comparisons}}
    </body></html>

    """

  /// The page.
  ///
  /// - Parameter scenarios: the scenarios of the comparisons, in the same order.
  /// - Throws: what the template engine throws, which is a bug.
  public static func html(_ comparisons: [Comparison], scenarios: [Scenario]) throws -> String {
    let contexts = zip(comparisons, scenarios).map { context($0, scenario: $1) }
    return try MustacheTemplate(string: template).render(["comparisons": contexts])
  }

  private static func context(_ comparison: Comparison, scenario: Scenario) -> [String: Any] {
    let unit = TimeUnit(for: comparison.lines.first?.makespan?.mean ?? 1)
    let longest =
      comparison.lines
      .compactMap { line in line.makespan.map { $0.mean + ($0.halfWidth95 ?? 0) } }.max() ?? 1
    let seeds = comparison.lines.first?.total ?? 0
    return [
      "scenario": comparison.scenario, "unit": unit.name, "summary": scenario.summary,
      "showsCost": comparison.lines.contains { $0.cost != nil },
      "showsLosses": comparison.hasLosses, "showsCheckpoints": comparison.hasCheckpoints,
      "notes": scenario.notes + [ComparisonTable.skippedNote(comparison)].compactMap { $0 }
        + unresolved(comparison),
      "seeds": "\(seeds) seed\(seeds == 1 ? "" : "s").",
      "lines": comparison.lines.enumerated().map { index, line in
        self.line(
          line, isBest: index == 0, unit: unit, scale: 100 / max(longest, 1e-300),
          showsCost: comparison.lines.contains { $0.cost != nil },
          showsLosses: comparison.hasLosses, showsCheckpoints: comparison.hasCheckpoints)
      },
    ]
  }

  private static func unresolved(_ comparison: Comparison) -> [String] {
    let names = comparison.unresolved
    guard !names.isEmpty else { return [] }
    return [
      "These seeds do not tell \(comparison.lines[0].name) from \(names.joined(separator: ", "))."
    ]
  }

  private static func line(
    _ line: Comparison.Line, isBest: Bool, unit: TimeUnit, scale: Double, showsCost: Bool,
    showsLosses: Bool, showsCheckpoints: Bool
  ) -> [String: Any] {
    func text(_ value: Double) -> String { String(format: "%.2f", value) }
    var context: [String: Any] = [
      "policy": line.name, "best": isBest,
      "width": text((line.makespan?.mean ?? 0) * scale),
      "makespan": unit.interval(line.makespan),
      "difference": unit.interval(line.difference, signed: true),
      "slr": ComparisonTable.fixed(line.slr, 3),
      "utilization": ComparisonTable.fixed(line.utilization.map { $0 * 100 }, 1),
      "failures": ComparisonTable.fixed(line.failures, 2), "finished": line.finished,
      "total": line.total,
    ]
    if showsLosses {
      var losses = [
        "lost": ComparisonTable.percent(line.shares?.failures),
        "down": ComparisonTable.percent(line.shares?.down),
        "waiting": ComparisonTable.percent(line.shares?.waiting),
      ]
      if showsCheckpoints {
        losses["checkpoints"] = ComparisonTable.percent(line.shares?.checkpoints)
      }
      context["losses"] = losses
    }
    if showsCost { context["cost"] = ComparisonTable.fixed(line.cost, 2) }
    if !line.otherEndings.isEmpty {
      context["endings"] = line.otherEndings.joined(separator: ", ")
    }
    if let makespan = line.makespan, let half = makespan.halfWidth95, half > 0 {
      context["interval"] = [
        "low": text((makespan.mean - half) * scale), "high": text((makespan.mean + half) * scale),
      ]
    }
    return context
  }
}
