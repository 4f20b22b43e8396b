import Foundation
import Mustache
import SchedulingModel
import SimulationEngine

/// A run drawn as SVG: a row for each device, a bar for each attempt, outages behind them.
public struct GanttChart {
  private static let rowHeight = 18.0
  private static let plotWidth = 1000.0
  private static let top = 64.0

  private let result: RunResult
  private let title: String
  private let labelWidth: Double
  /// Stages in order of appearance; none where the tasks have none.
  private let groups: [String]
  private let groupIndex: [String: Int]

  /// Draws a run.
  public init(_ result: RunResult, title: String) {
    self.result = result
    let outcome = result.makespan.map { makespan in
      let unit = TimeUnit(for: makespan)
      return "makespan \(unit.text(makespan)) \(unit.name)"
    }
    self.title = "\(title): \(outcome ?? result.status.word)"
    let longest = result.instance.cluster.devices.map(\.name.count).max() ?? 0
    labelWidth = Double(longest) * 7 + 16
    var groups: [String] = []
    var groupIndex: [String: Int] = [:]
    for stage in result.instance.workflow.tasks.compactMap(\.stage) where groupIndex[stage] == nil {
      groupIndex[stage] = groups.count
      groups.append(stage)
    }
    self.groups = groups
    self.groupIndex = groupIndex
  }

  private static let template = """
    <svg xmlns="http://www.w3.org/2000/svg" width="{{width}}" height="{{height}}" \
    viewBox="0 0 {{width}} {{height}}" font-family="system-ui, sans-serif" font-size="11">
    <style>text{fill:#222}.down{fill:#e8e8e8}.failed{fill:none;stroke:#c0392b;\
    stroke-width:1.5;stroke-dasharray:3 2}.grid{stroke:#ddd}</style>
    <rect width="100%" height="100%" fill="#fff"/>
    <text x="8" y="20" font-size="14" font-weight="600">{{title}}</text>
    {{#legend}}<rect x="{{x}}" y="30" width="11" height="11" {{{style}}}/>\
    <text x="{{textX}}" y="40">{{name}}</text>
    {{/legend}}
    {{#ticks}}<line class="grid" x1="{{x}}" y1="{{top}}" x2="{{x}}" y2="{{bottom}}"/>\
    <text x="{{x}}" y="{{labelY}}" text-anchor="middle">{{label}}</text>
    {{/ticks}}
    {{#rows}}<text x="{{x}}" y="{{y}}" text-anchor="end">{{name}}</text>
    {{/rows}}
    {{#bars}}<rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" {{{style}}}>\
    <title>{{tip}}</title></rect>{{#label}}<text x="{{textX}}" y="{{textY}}" font-size="9">\
    {{label}}</text>{{/label}}
    {{/bars}}
    </svg>

    """

  /// The drawing.
  ///
  /// - Throws: what the template engine throws, which is a bug.
  public func svg() throws -> String {
    let cluster = result.instance.cluster
    let height = Self.top + Double(cluster.deviceCount) * Self.rowHeight + 28
    let context: [String: Any] = [
      "title": title, "width": text(labelWidth + Self.plotWidth + 24), "height": text(height),
      "legend": legend, "ticks": ticks(bottom: height - 26), "rows": rows, "bars": outages + bars,
    ]
    return try MustacheTemplate(string: Self.template).render(context)
  }

  private func text(_ value: Double) -> String { String(format: "%.2f", value) }

  private func x(_ time: Double) -> Double {
    labelWidth + (result.endTime > 0 ? time / result.endTime * Self.plotWidth : 0)
  }

  private func y(_ device: Int) -> Double { Self.top + Double(device) * Self.rowHeight }

  private static let colors = [
    "#8fb8de", "#a8d5ba", "#f4c38c", "#d7b5d8", "#f2a7a0", "#c9c27a", "#9fd3d6", "#c7c7c7",
  ]

  private func color(of task: Int) -> String {
    let stage = result.instance.workflow.tasks[task].stage
    // Without stages, jobs tell tasks apart, and in one job the tasks themselves while they are few.
    let instance = result.instance
    let fallback = instance.jobs.count > 1 ? Int(instance.jobOfTask[task]) : task
    let index =
      stage.flatMap { groupIndex[$0] }
      ?? (instance.workflow.taskCount <= 50 || instance.jobs.count > 1 ? fallback : 0)
    return Self.colors[index % Self.colors.count]
  }

  private var legend: [[String: Any]] {
    var x = 8.0
    var entries: [(name: String, style: String)] = groups.enumerated().map { index, name in
      (name, "rx=\"2\" fill=\"\(Self.colors[index % Self.colors.count])\"")
    }
    if result.trace.attempts.outcomes.contains(where: { $0 == .failed || $0 == .lost }) {
      entries.append(("lost attempt", "class=\"failed\""))
    }
    if result.trace.outages.count > 0 { entries.append(("node down", "class=\"down\"")) }
    return entries.map { name, style in
      defer { x += Double(name.count) * 7 + 28 }
      return ["x": text(x), "textX": text(x + 15), "name": name, "style": style]
    }
  }

  private func ticks(bottom: Double) -> [[String: Any]] {
    let unit = TimeUnit(for: result.endTime)
    let step = Self.step(result.endTime / unit.seconds / 8)
    guard step > 0 else { return [] }
    return stride(from: 0, through: result.endTime / unit.seconds, by: step).map { value in
      [
        "x": text(x(value * unit.seconds)), "top": text(Self.top - 6), "bottom": text(bottom),
        "labelY": text(bottom + 16), "label": String(format: "%g ", value) + unit.name,
      ]
    }
  }

  /// The round number (1, 2 or 5 times a power of ten) at or above a step.
  private static func step(_ raw: Double) -> Double {
    guard raw > 0, raw.isFinite else { return 0 }
    let power = pow(10, floor(log10(raw)))
    return power * ([1, 2, 5].first { $0 * power >= raw } ?? 10)
  }

  private var rows: [[String: Any]] {
    result.instance.cluster.devices.enumerated().map { device, description in
      ["x": text(labelWidth - 8), "y": text(y(device) + 12), "name": description.name]
    }
  }

  private var outages: [[String: Any]] {
    let outages = result.trace.outages
    return (0..<outages.count).flatMap { row in
      let end = min(outages.finishes[row], result.endTime)
      let node = result.instance.cluster.nodes[Int(outages.nodes[row])]
      let state = outages.isPlanned(row) ? "in maintenance" : "down"
      return node.devices.map { device in
        [
          "x": text(x(outages.starts[row])), "y": text(y(device)),
          "width": text(x(end) - x(outages.starts[row])), "height": text(Self.rowHeight),
          "style": "class=\"down\"",
          "tip": "\(node.name) \(state) from \(outages.starts[row]) s "
            + "to \(outages.finishes[row]) s",
        ] as [String: Any]
      }
    }
  }

  private var bars: [[String: Any]] {
    result.schedule.entries.filter { $0.outcome != .skipped }.map { entry in
      let name = result.instance.workflow.tasks[entry.task].name
      let width = max(x(entry.finish) - x(entry.start), 0.5)
      let failed = entry.outcome != .succeeded
      var bar: [String: Any] = [
        "x": text(x(entry.start)), "y": text(y(entry.device) + 1.5), "width": text(width),
        "height": text(Self.rowHeight - 3),
        "style": failed
          ? "class=\"failed\""
          : "rx=\"2\" fill=\"\(color(of: entry.task))\" stroke=\"#555\" "
            + "stroke-width=\"0.4\"",
        "tip": "\(name), attempt \(entry.attempt): \(entry.start) s to \(entry.finish) s, "
          + entry.outcome.rawValue, "textX": text(x(entry.start) + 3),
        "textY": text(y(entry.device) + 12.5),
      ]
      if Double(name.count) * 5 + 6 < width { bar["label"] = name }
      return bar
    }
  }
}
