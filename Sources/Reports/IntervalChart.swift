import Foundation
import Mustache

/// Mean makespan against checkpoint interval as SVG: a bar of 95 % confidence for each interval, the
/// expected curve where there is one, and the optimum of the rule. Both axes are logarithmic.
public struct IntervalChart {
  private static let (width, height) = (760.0, 420.0)
  private static let plot = (left: 76.0, right: 736.0, top: 56.0, bottom: 364.0)

  private let study: IntervalStudy
  private let unit: TimeUnit
  private let x: (Double) -> Double
  private let y: (Double) -> Double
  private let range: (low: Double, high: Double)

  /// Draws a study; nil if no run finished.
  public init?(_ study: IntervalStudy) {
    self.study = study
    let bars = study.points.compactMap(\.makespan)
    let ends = bars.flatMap { [$0.mean - ($0.halfWidth95 ?? 0), $0.mean + ($0.halfWidth95 ?? 0)] }
    let values = (ends + study.points.compactMap(\.expected)).filter { $0 > 0 }
    guard let low = values.min(), let high = values.max(), let first = study.points.first,
      let last = study.points.last
    else { return nil }
    unit = TimeUnit(for: low)
    range = (low / pow(high / low, 0.06) * 0.999, high * pow(high / low, 0.06) * 1.001)
    let (bottom, top) = (log(range.low), log(range.high))
    let (left, right) = (log(first.interval / 1.15), log(last.interval * 1.15))
    let plot = Self.plot
    x = { plot.left + (log($0) - left) / (right - left) * (plot.right - plot.left) }
    y = { plot.bottom - (log($0) - bottom) / (top - bottom) * (plot.bottom - plot.top) }
  }

  private static let template = """
    <svg xmlns="http://www.w3.org/2000/svg" width="{{width}}" height="{{height}}" \
    viewBox="0 0 {{width}} {{height}}" font-family="system-ui, sans-serif" font-size="11">
    <style>text{fill:#222}.grid{stroke:#e4e4e4}.axis{stroke:#888}.mean{fill:#1f5f99}\
    .bar{stroke:#1f5f99;stroke-width:1.5}.curve{fill:none;stroke:#c0392b;stroke-width:1.2}\
    .optimum{stroke:#3a7d44;stroke-dasharray:4 3}</style>
    <rect width="100%" height="100%" fill="#fff"/>
    <text x="8" y="20" font-size="14" font-weight="600">{{title}}</text>
    {{#legend}}<text x="{{x}}" y="40" style="fill:{{color}}">{{name}}</text>
    {{/legend}}
    {{#rows}}<line class="grid" x1="{{left}}" x2="{{right}}" y1="{{y}}" y2="{{y}}"/>\
    <text x="{{labelX}}" y="{{labelY}}" text-anchor="end">{{label}}</text>
    {{/rows}}
    {{#columns}}<line class="axis" x1="{{x}}" x2="{{x}}" y1="{{bottom}}" y2="{{tick}}"/>\
    <text x="{{x}}" y="{{labelY}}" text-anchor="middle">{{label}}</text>
    {{/columns}}
    <line class="axis" x1="{{left}}" x2="{{right}}" y1="{{bottom}}" y2="{{bottom}}"/>
    <text x="{{middle}}" y="408" text-anchor="middle">work between checkpoints (min)</text>
    {{#optimum}}<line class="optimum" x1="{{x}}" x2="{{x}}" y1="{{top}}" y2="{{bottom}}"/>
    {{/optimum}}
    {{#curve}}<polyline class="curve" points="{{points}}"/>
    {{/curve}}
    {{#bars}}<line class="bar" x1="{{x}}" x2="{{x}}" y1="{{low}}" y2="{{high}}"/>\
    <circle class="mean" cx="{{x}}" cy="{{y}}" r="3"><title>{{tip}}</title></circle>
    {{/bars}}
    </svg>

    """

  /// The drawing.
  ///
  /// - Throws: what the template engine throws, which is a bug.
  public func svg() throws -> String {
    let plot = Self.plot
    var context: [String: Any] = [
      "width": text(Self.width), "height": text(Self.height), "left": text(plot.left),
      "right": text(plot.right), "bottom": text(plot.bottom),
      "middle": text((plot.left + plot.right) / 2), "rows": rows, "columns": columns,
      "title": "\(study.scenario) under \(study.policy): makespan (\(unit.name))", "bars": bars,
      "legend": legend,
    ]
    if let optimum = study.rules.first(where: { $0.rule == .optimal })?.interval {
      context["optimum"] = ["x": text(x(optimum)), "top": text(plot.top - 4)]
    }
    let curve = study.points.compactMap { point in
      point.expected.map { "\(text(x(point.interval))),\(text(y($0)))" }
    }
    if curve.count > 1 { context["curve"] = ["points": curve.joined(separator: " ")] }
    return try MustacheTemplate(string: Self.template).render(context)
  }

  private var legend: [[String: Any]] {
    var entries = [("mean of \(study.seeds) runs and its 95 % confidence", "#1f5f99")]
    if study.points.contains(where: { $0.expected != nil }) {
      entries.append(("closed form", "#c0392b"))
    }
    if !study.rules.isEmpty { entries.append(("optimal interval", "#3a7d44")) }
    var x = 8.0
    return entries.map { name, color in
      defer { x += Double(name.count) * 6.2 + 24 }
      return ["x": text(x), "name": name, "color": color]
    }
  }

  /// Five lines at equal distances of the logarithm.
  private var rows: [[String: Any]] {
    (0..<5).map { index in
      let value = range.low * pow(range.high / range.low, (Double(index) + 0.5) / 5)
      return [
        "left": text(Self.plot.left), "right": text(Self.plot.right), "y": text(y(value)),
        "labelX": text(Self.plot.left - 8), "labelY": text(y(value) + 4),
        "label": unit.text(value),
      ]
    }
  }

  private var columns: [[String: Any]] {
    study.points.enumerated().filter { $0.offset % 2 == 0 }.map { _, point in
      [
        "x": text(x(point.interval)), "bottom": text(Self.plot.bottom),
        "tick": text(Self.plot.bottom + 5), "labelY": text(Self.plot.bottom + 18),
        "label": String(format: "%.3g", point.interval / 60),
      ]
    }
  }

  private var bars: [[String: Any]] {
    study.points.compactMap { point in
      guard let makespan = point.makespan else { return nil }
      let half = makespan.halfWidth95 ?? 0
      return [
        "x": text(x(point.interval)), "y": text(y(makespan.mean)),
        "low": text(y(max(range.low, makespan.mean - half))), "high": text(y(makespan.mean + half)),
        "tip": String(format: "%.2f min: ", point.interval / 60)
          + "\(unit.interval(makespan)) \(unit.name)",
      ] as [String: Any]
    }
  }

  private func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
