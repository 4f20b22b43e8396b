/// Why a profile has no answer for a stage on a device class.
public enum CostProfileError: Error, Equatable, Sendable {
  /// The stage was not measured.
  case unmeasuredStage(String, nearest: String?)
  /// The class is an accelerator of which neither a sustained nor a peak rate is known.
  case noRate(deviceClass: String)
  /// The assumed fraction of peak is not in (0, 1].
  case badFraction(Double)
}

extension CostProfileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unmeasuredStage(let name, let nearest):
      "the cost profile does not hold the stage '\(name)'"
        + (nearest.map { " (nearest stage: '\($0)')" } ?? "")
    case .noRate(let name):
      "device class '\(name)' has neither a sustained nor a peak rate to scale measured costs by"
    case .badFraction(let value):
      "the assumed fraction of peak is \(value), expected above 0 and at most 1"
    }
  }
}
