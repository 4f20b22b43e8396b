/// The named presets of `TransformerConfiguration`.
public enum ModelSize: String, CaseIterable, Sendable {
  case tiny
  case small
  case base

  /// The shape behind the name.
  public var configuration: TransformerConfiguration {
    switch self {
    case .tiny: .tiny
    case .small: .small
    case .base: .base
    }
  }
}
