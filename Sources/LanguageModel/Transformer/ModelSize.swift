/// The named presets of `TransformerConfiguration`.
public enum ModelSize: String, CaseIterable, Codable, Sendable {
  /// For tests of what runs the stages: too small to learn much, and its times say nothing.
  case micro
  case tiny
  case small
  case base

  /// The shape behind the name.
  public var configuration: TransformerConfiguration {
    switch self {
    case .micro: .micro
    case .tiny: .tiny
    case .small: .small
    case .base: .base
    }
  }
}
