import SchedulingModel

/// The checks that the generators share; each throws what it found.
struct ParameterCheck {
  let kind: String

  func count(_ value: Int, _ parameter: String, atLeast least: Int = 1) throws(GeneratorError) {
    guard value >= least else {
      throw GeneratorError(
        kind: kind, parameter: parameter, value: "\(value)", expected: "at least \(least)")
    }
  }

  func quantity(_ value: Double, _ parameter: String) throws(GeneratorError) {
    guard value.isFinite, value >= 0 else {
      throw GeneratorError(
        kind: kind, parameter: parameter, value: "\(value)",
        expected: "a finite number of at least 0")
    }
  }

  func work(_ work: TaskWork, _ parameter: String) throws(GeneratorError) {
    switch work {
    case .constant(let seconds):
      try quantity(seconds, parameter)
    case .uniform(let range, _):
      try quantity(range.lowerBound, "\(parameter) (lower bound)")
      try quantity(range.upperBound, "\(parameter) (upper bound)")
    }
  }

  func key(
    _ value: String, _ parameter: String, among known: [String]
  ) throws(GeneratorError) {
    guard known.contains(value) else {
      throw GeneratorError(
        kind: kind, parameter: parameter, value: "'\(value)'",
        expected: "one of \(known.joined(separator: ", "))")
    }
  }
}

extension WorkflowBuilder {
  /// Builds what a generator has checked. A problem that is left is the sum of its parameters
  /// (work that overflows, say), so it is reported as one.
  func buildGenerated(kind: String) throws(GeneratorError) -> Workflow {
    do {
      return try build()
    } catch {
      throw GeneratorError(
        kind: kind, parameter: "parameters", value: "'\(error)'",
        expected: "a workflow that can be built")
    }
  }
}
