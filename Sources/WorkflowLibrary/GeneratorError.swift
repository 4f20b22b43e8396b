/// Why a generator refused a parameter.
public struct GeneratorError: Error, Equatable, Sendable {
  /// The generator's kind, as `makespan generate` spells it.
  public var kind: String
  /// The parameter's name.
  public var parameter: String
  /// What it was.
  public var value: String
  /// What it has to be.
  public var expected: String

  /// Creates an error.
  public init(kind: String, parameter: String, value: String, expected: String) {
    self.kind = kind
    self.parameter = parameter
    self.value = value
    self.expected = expected
  }
}

extension GeneratorError: CustomStringConvertible {
  public var description: String {
    "generator '\(kind)': \(parameter) is \(value), expected \(expected)"
  }
}
