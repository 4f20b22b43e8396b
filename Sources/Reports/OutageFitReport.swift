import Analysis
import Foundation
import Interchange
import SchedulingModel
import TextTable

/// What an outage trace says about how nodes fail and how long repairs take: counts, and distributions
/// fitted to them.
public struct OutageFitReport: Sendable {
  /// Times of one kind, and what was fitted to them.
  public struct Series: Sendable {
    /// What they are.
    public let name: String
    /// How many are above 0; the others cannot be fitted and are left out.
    public let count: Int
    /// How many are 0.
    public let zeros: Int
    /// Their mean and median, zeros included, in seconds.
    public let mean: Double
    public let median: Double
    /// Best first.
    public let fits: [LifetimeFit]

    /// Nil if there are no times.
    init?(_ name: String, _ samples: [Double]) {
      guard let summary = SampleSummary(samples), let quantiles = SampleQuantiles(samples) else {
        return nil
      }
      self.name = name
      let positive = samples.filter { $0 > 0 }
      count = positive.count
      zeros = samples.count - positive.count
      mean = summary.mean
      median = quantiles.median
      fits = LifetimeFit.all(positive)
    }
  }

  /// The file's name.
  public let name: String
  /// Records in the file.
  public let rawCount: Int
  /// Their mean down time, in seconds.
  public let rawMeanDown: Double
  /// Outages after merging those of one node that touch or overlap.
  public let mergedCount: Int
  /// Nodes with at least one.
  public let nodeCount: Int
  /// Gaps between the starts of all records, down times of the merged outages, and up times between two
  /// outages of one node.
  public let series: [Series]

  /// Describes a trace.
  ///
  /// - Complexity: O(n log n).
  public init(_ trace: OutageTrace, name: String) {
    let merged = trace.merged
    self.name = name
    rawCount = trace.records.count
    rawMeanDown = SampleSummary(trace.records.map(\.duration))?.mean ?? 0
    mergedCount = merged.records.count
    nodeCount = merged.nodes.count
    let starts = trace.records.map(\.start)
    var upTimes: [Double] = []
    var lastEnd: [String: Double] = [:]
    for record in merged.records {
      if let end = lastEnd[record.node] { upTimes.append(record.start - end) }
      lastEnd[record.node] = record.start + record.duration
    }
    series = [
      Series("gaps", zip(starts.dropFirst(), starts).map { $0 - $1 }),
      Series("down times", merged.records.map(\.duration)),
      Series("up times", upTimes),
    ].compactMap { $0 }
  }

  private struct Line {
    var series: Series
    var fit: LifetimeFit?
    var isFirst: Bool
  }

  /// For people.
  public func text() -> String {
    let lines = series.flatMap { series in
      series.fits.isEmpty
        ? [Line(series: series, fit: nil, isFirst: true)]
        : series.fits.enumerated().map {
          Line(series: series, fit: $0.element, isFirst: $0.offset == 0)
        }
    }
    let table = TextTable<Line> { line in
      let series = line.series
      func once(_ text: String) -> String { line.isFirst ? text : "" }
      func fitted(_ text: (LifetimeFit) -> String) -> String { line.fit.map(text) ?? "–" }
      return [
        Column(title: "times", value: once(series.name)),
        Column(title: "samples", value: once("\(series.count)"), align: .right),
        Column(title: "zeros", value: once("\(series.zeros)"), align: .right),
        Column(title: "mean h", value: once(hours(series.mean)), align: .right),
        Column(title: "median h", value: once(hours(series.median)), align: .right),
        Column(title: "fitted", value: fitted { Self.text(of: $0.distribution) }),
        Column(
          title: "AIC", value: fitted { String(format: "%.1f", $0.aic) }, align: .right),
        Column(
          title: "distance", value: fitted { String(format: "%.3f", $0.distance) },
          align: .right),
      ]
    }
    var text =
      "\(name): \(rawCount) outages of \(nodeCount) nodes, \(mergedCount) after merging those of one "
      + "node that touch or overlap\n"
    text += String(
      format: "mean down time before merging: %.4f h (%.2f min)\n\n", rawMeanDown / 3600,
      rawMeanDown / 60)
    text += table.string(for: lines, style: Style.simple) ?? ""
    if let up = fit("up times"), let down = fit("down times"), up.distribution.isSound,
      down.distribution.isSound
    {
      text += "\nFor a scenario's nodes:\n  outages: {up: \(Self.yaml(of: up.distribution)), "
      text += "repair: \(Self.yaml(of: down.distribution))}\n"
    }
    return text
  }

  private func fit(_ name: String) -> LifetimeFit? {
    series.first { $0.name == name }?.fits.first
  }

  private func hours(_ seconds: Double) -> String { String(format: "%.4f", seconds / 3600) }

  private static func text(of distribution: Distribution) -> String {
    let mean = String(format: "mean %.2f h", distribution.mean / 3600)
    return switch distribution {
    case .exponential: "exponential, \(mean)"
    case .weibull(_, let shape): "Weibull, \(mean), shape " + String(format: "%.3f", shape)
    case .logNormal(_, let sigma): "log-normal, \(mean), sigma " + String(format: "%.3f", sigma)
    default: mean
    }
  }

  private static func yaml(of distribution: Distribution) -> String {
    let mean = String(format: "%.6g s", distribution.mean)
    return switch distribution {
    case .weibull(_, let shape):
      "{weibull: {mean: \(mean), shape: \(String(format: "%.4f", shape))}}"
    case .logNormal(_, let sigma):
      "{log_normal: {mean: \(mean), sigma: \(String(format: "%.4f", sigma))}}"
    default: "{exponential: \(mean)}"
    }
  }

  /// For programs: one JSON object.
  ///
  /// - Throws: what `JSONEncoder` throws, which these values do not make it do.
  public func json() throws -> String {
    struct Fit: Encodable {
      var family: String
      var meanSeconds: Double
      var shape: Double?
      var sigma: Double?
      var logLikelihood: Double
      var aic: Double
      var distance: Double

      init(_ fit: LifetimeFit) {
        meanSeconds = fit.distribution.mean
        logLikelihood = fit.logLikelihood
        aic = fit.aic
        distance = fit.distance
        switch fit.distribution {
        case .weibull(_, let shape):
          family = "weibull"
          self.shape = shape
        case .logNormal(_, let sigma):
          family = "log_normal"
          self.sigma = sigma
        default: family = "exponential"
        }
      }
    }
    struct Times: Encodable {
      var times: String
      var samples: Int
      var zeros: Int
      var meanSeconds: Double
      var medianSeconds: Double
      var fits: [Fit]
    }
    struct Report: Encodable {
      var trace: String
      var outages: Int
      var meanDownSeconds: Double
      var mergedOutages: Int
      var nodes: Int
      var series: [Times]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let report = Report(
      trace: name, outages: rawCount, meanDownSeconds: rawMeanDown, mergedOutages: mergedCount,
      nodes: nodeCount,
      series: series.map { series in
        Times(
          times: series.name, samples: series.count, zeros: series.zeros,
          meanSeconds: series.mean, medianSeconds: series.median, fits: series.fits.map(Fit.init))
      })
    return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
  }
}
