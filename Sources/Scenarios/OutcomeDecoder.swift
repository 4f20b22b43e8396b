import SchedulingModel

/// Decodes what tasks measure and decide.
enum OutcomeDecoder {
  static let defaultMetric = "metric"

  /// `{name: loss, quality: DISTRIBUTION, noise: DISTRIBUTION, trial: NAME}`, all but `quality` optional.
  static func metric(_ element: YAMLElement) throws(InputError) -> Workflow.Metric {
    let fields = try element.fields(["name", "quality", "noise", "trial"])
    let quality = try fields.require("quality", "the distribution of the metric, before noise")
    return Workflow.Metric(
      name: try fields["name"]?.string("a metric's name") ?? defaultMetric,
      quality: try DistributionDecoder(.number).decode(quality),
      noise: try fields["noise"].map { element throws(InputError) in
        try DistributionDecoder(.number, defaultMean: 1).decode(element)
      } ?? .constant(1),
      trial: try fields["trial"]?.string("a trial's name"))
  }

  /// `{count: DISTRIBUTION, at_least: 1, at_most: 8}`; `count` may be a list of equally likely numbers.
  static func expansion(_ element: YAMLElement) throws(InputError) -> Workflow.Decision {
    let fields = try element.fields(["count", "at_least", "at_most"])
    let counts = try fields.require("count", "the distribution of the number of copies")
    let limit = try fields.require("at_most", "the largest number of copies")
    let high = try limit.integer(in: 1...WorkflowBuilder.largestCount)
    let low = try fields["at_least"]?.integer(in: 0...high) ?? 0
    guard case .sequence = counts.node else {
      return .copies(try DistributionDecoder(.number).decode(counts), atLeast: low, atMost: high)
    }
    var samples: [Double] = []
    for item in try counts.list(of: "numbers of copies") {
      samples.append(Double(try item.integer(in: low...high)))
    }
    guard !samples.isEmpty else { throw counts.wrong(expected: "at least one number of copies") }
    return .copies(.samples(samples), atLeast: low, atMost: high)
  }
}
