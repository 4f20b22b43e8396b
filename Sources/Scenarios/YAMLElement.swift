import SchedulingModel
import Yams

/// A node of a YAML document with its place, so that every complaint can name it.
struct YAMLElement {
  let node: Node
  let file: String
  /// The path from the root, such as `cluster.nodes[0]`; empty for the root.
  let path: String

  func error(_ problem: InputError.Problem) -> InputError {
    InputError(file: file, line: node.mark?.line, key: path.isEmpty ? nil : path, problem: problem)
  }

  func wrong(expected: String, nearest: String? = nil) -> InputError {
    error(.wrongValue(found: found, expected: expected, nearest: nearest))
  }

  /// What stands here, in a few words.
  var found: String {
    switch node {
    case .scalar(let scalar):
      if scalar.string.isEmpty { return "nothing" }
      let shown = scalar.string.prefix(40)
      return "'\(shown)\(shown.count < scalar.string.count ? "…" : "")'"
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    }
  }

  private func child(_ node: Node, _ step: String) -> YAMLElement {
    YAMLElement(node: node, file: file, path: path.isEmpty ? step : path + step)
  }

  /// The scalar's text, if this is a scalar.
  var text: String? {
    if case .scalar(let scalar) = node { scalar.string } else { nil }
  }

  /// A non-empty word.
  func string(_ expected: String = "a name") throws(InputError) -> String {
    guard let text, !text.isEmpty else { throw wrong(expected: expected) }
    return text
  }

  /// A finite number of at least `minimum`.
  func number(
    atLeast minimum: Double = 0, above bound: Double? = nil
  ) throws(InputError) -> Double {
    try quantity(.number, atLeast: minimum, above: bound)
  }

  /// A finite quantity with an optional unit, in the dimension's base unit.
  func quantity(
    _ dimension: Quantity.Dimension, atLeast minimum: Double = 0, above bound: Double? = nil
  ) throws(InputError) -> Double {
    func short(_ value: Double) -> String {
      Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }
    let range = bound.map { "above \(short($0))" } ?? "of at least \(short(minimum))"
    let expected = "\(dimension.phrase) \(range)"
    guard let text, let value = Quantity.parse(text, as: dimension), value.isFinite else {
      throw wrong(expected: expected)
    }
    // What is larger is a slip, and could overflow later.
    guard value <= 1e18 else { throw wrong(expected: "\(expected), and at most 1e18") }
    if let bound, value <= bound { throw wrong(expected: expected) }
    guard value >= minimum else { throw wrong(expected: expected) }
    return value
  }

  /// An integer in a range.
  func integer(in range: ClosedRange<Int>) throws(InputError) -> Int {
    guard let text, let value = Int(text), range.contains(value) else {
      throw wrong(
        expected: range.upperBound == .max
          ? "an integer of at least \(range.lowerBound)"
          : "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// `true` or `false`.
  func truth() throws(InputError) -> Bool {
    switch text {
    case "true": return true
    case "false": return false
    default: throw wrong(expected: "true or false")
    }
  }

  /// One of several words, each of which stands for a value.
  func word<Value>(of choices: [(word: String, value: Value)]) throws(InputError) -> Value {
    let words = choices.map(\.word)
    let expected = "one of \(words.joined(separator: ", "))"
    let found = try string(expected)
    guard let index = words.firstIndex(of: found) else {
      throw wrong(expected: expected, nearest: nearestName(to: found, among: words))
    }
    return choices[index].value
  }

  /// The elements of a list.
  func list(of what: String) throws(InputError) -> [YAMLElement] {
    guard case .sequence(let sequence) = node else { throw wrong(expected: "a list of \(what)") }
    return sequence.enumerated().map { index, node in child(node, "[\(index)]") }
  }

  /// The entries of a mapping whose keys are the user's own names, in order.
  func entries(_ expected: String) throws(InputError) -> [(key: String, value: YAMLElement)] {
    guard case .mapping(let mapping) = node else { throw wrong(expected: expected) }
    var entries: [(key: String, value: YAMLElement)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw child(key, ".?").wrong(expected: "a name as the key")
      }
      let step = path.isEmpty ? scalar.string : ".\(scalar.string)"
      entries.append((scalar.string, child(value, step)))
    }
    return entries
  }

  /// A mapping with known keys.
  func fields(_ allowed: [String]) throws(InputError) -> YAMLFields {
    var values: [String: YAMLElement] = [:]
    let expected = "a mapping with some of the keys \(allowed.joined(separator: ", "))"
    for (key, value) in try entries(expected) {
      guard allowed.contains(key) else {
        throw InputError(
          file: file, line: value.node.mark?.line, key: path.isEmpty ? nil : path,
          problem: .unknownKey(
            key, nearest: nearestName(to: key, among: allowed), expected: allowed))
      }
      values[key] = value
    }
    return YAMLFields(element: self, values: values)
  }
}

/// A mapping whose keys have been checked.
struct YAMLFields {
  let element: YAMLElement
  let values: [String: YAMLElement]

  subscript(_ key: String) -> YAMLElement? { values[key] }

  func require(_ key: String, _ expected: String) throws(InputError) -> YAMLElement {
    guard let value = values[key] else {
      throw element.error(.missingKey(key, expected: expected))
    }
    return value
  }

  /// The one key of several that is given; nil if none is.
  func oneOf(_ keys: [String]) throws(InputError) -> String? {
    let given = keys.filter { values[$0] != nil }
    if given.count > 1 { throw element.error(.conflictingKeys(given)) }
    return given.first
  }
}
