/// What one run of a stage did.
public struct StageWork: Equatable, Sendable {
  /// The stage that ran.
  public let stage: Stage
  /// Work done, in the stage's unit; shards are counted in fractions by their bytes.
  public let units: Double
  /// Floating-point operations of the matrix products, 2 m n k each.
  public let operations: Int
  /// The figure the stage ends with: the last training loss (nats per token), the held-out loss
  /// (bits per byte), or the best learning rate; nil for the data stages.
  public let outcome: Double?
}
