import SchedulingModel

/// Decodes what depends on outcomes: a task's verdict, its join, and the conditions of its needs.
enum ConditionDecoder {
  /// `{pass_probability: 0.6, metric: bits_per_byte, at_most: 3.4}`, the last two together or not at
  /// all; `{at_most: 3.4}` for a task that draws a metric.
  static func verdict(
    _ element: YAMLElement, of drawn: Workflow.Metric?
  ) throws(InputError) -> Workflow.Verdict {
    let fields = try element.fields(["pass_probability", "metric", "at_most"])
    if let drawn, fields["pass_probability"] == nil {
      let limit = try fields.require("at_most", "the largest value of '\(drawn.name)' that passes")
      if let named = fields["metric"], try named.string("a metric's name") != drawn.name {
        throw named.wrong(expected: "'\(drawn.name)', the task's own metric", nearest: drawn.name)
      }
      return Workflow.Verdict(
        passProbability: nil,
        target: Workflow.Verdict.Target(
          metric: drawn.name, atMost: try limit.number(atLeast: -.greatestFiniteMagnitude)))
    }
    let given = try fields.require("pass_probability", "a probability from 0 to 1")
    let probability = try given.number()
    guard probability <= 1 else { throw given.wrong(expected: "a probability from 0 to 1") }
    var target: Workflow.Verdict.Target?
    if fields["metric"] != nil || fields["at_most"] != nil {
      let metric = try fields.require("metric", "the name of what 'at_most' limits")
      let limit = try fields.require("at_most", "the largest value of 'metric' that passes")
      target = Workflow.Verdict.Target(
        metric: try metric.string("a metric's name"),
        atMost: try limit.number(atLeast: -.greatestFiniteMagnitude))
    }
    return Workflow.Verdict(passProbability: probability, target: target)
  }

  /// `all` or `any`.
  static func join(_ element: YAMLElement) throws(InputError) -> Workflow.Join {
    try element.word(of: Workflow.Join.allCases.map { ("\($0)", $0) })
  }

  /// A size, or `{data: 1 MB, when: failed}` with either key.
  static func need(
    _ element: YAMLElement
  ) throws(InputError) -> (bytes: Double, condition: Workflow.Condition) {
    if element.text != nil { return (try element.quantity(.bytes), .always) }
    let fields = try element.fields(["data", "when"])
    let condition = try fields["when"].map { element throws(InputError) in
      try self.condition(element)
    }
    return (try fields["data"]?.quantity(.bytes) ?? 0, condition ?? .always)
  }

  /// `always`, `passed`, `failed`, or `{at_least: 3}` copies.
  private static func condition(
    _ element: YAMLElement
  ) throws(InputError) -> Workflow.Condition {
    let words: [Workflow.Condition] = [.always, .passed, .failed]
    if case .mapping = element.node {
      let fields = try element.fields(["at_least"])
      let count = try fields.require("at_least", "a number of copies")
      return .atLeast(try count.integer(in: 1...WorkflowBuilder.largestCount))
    }
    return try element.word(of: words.map { ("\($0)", $0) })
  }
}
