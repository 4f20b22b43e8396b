import SimulationEngine

/// A policy's name with its parameters, as users write it: `heft:mean-communication=all-pairs`,
/// more parameters after further colons.
public struct PolicyName: Sendable, Equatable, CustomStringConvertible {
  /// The catalog's name.
  public var base: String
  /// The parameters, in the order given.
  public var parameters: [(name: String, value: String)]

  /// A name without parameters.
  public init(_ base: String) {
    self.base = base
    parameters = []
  }

  /// Reads a name.
  ///
  /// - Throws: `parameter` if a part after a colon is not `name=value`.
  public init(parsing text: String) throws(PolicyError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    base = parts[0]
    parameters = []
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else {
        throw .parameter(policy: base, name: part, found: part, expected: "name=value")
      }
      parameters.append((String(part[..<equals]), String(part[part.index(after: equals)...])))
    }
  }

  public var description: String {
    ([base] + parameters.map { "\($0.name)=\($0.value)" }).joined(separator: ":")
  }

  public static func == (left: PolicyName, right: PolicyName) -> Bool {
    left.description == right.description
  }
}

/// One parameter that a policy takes.
public struct ParameterDescription: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// The values it takes; the first is the default, unless another one is named.
  public var values: [String]
  /// What it does, in one line.
  public var summary: String
  /// Whether it takes several of the values, each once, with `+` between them.
  public var isList = false
  /// The default of a list.
  var defaultList = ""

  /// What holds where nothing is given.
  public var defaultValue: String { isList ? defaultList : values[0] }

  /// Whether this is a value that it takes.
  func accepts(_ value: String) -> Bool {
    guard isList else { return values.contains(value) }
    let parts = value.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    return parts.allSatisfy { values.contains($0) } && Set(parts).count == parts.count
  }

  /// What it takes, for an error.
  var expectation: String {
    isList ? values.joined(separator: ", ") + ", joined by '+'" : values.joined(separator: " or ")
  }
}

/// The values that a policy is made with, checked against its descriptions.
public struct PolicyParameters: Sendable {
  let values: [String: String]
  /// The run's seed, for policies that draw.
  public let seed: UInt64

  /// The value of a parameter that the entry describes.
  func value(_ name: String) -> String { values[name] ?? "" }
}
