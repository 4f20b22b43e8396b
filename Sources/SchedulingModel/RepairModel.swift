/// Who repairs failed nodes, what stands in for them meanwhile, and what a repair renews. Outages of
/// domains are not repaired by these: they last as long as they last.
public struct RepairModel: Sendable, Equatable {
  /// What a repair makes new.
  public enum Renewal: String, Sendable, Equatable, CaseIterable {
    /// What had failed: its up time is drawn anew when it is back.
    case failed
    /// Everything: all up times are drawn anew whenever something is back, as if the whole cluster had
    /// been rejuvenated. With up times of falling hazard, that makes failures more frequent.
    case all
  }

  /// How many nodes can be repaired at once, first come first served; nil for any number.
  public var crews: Int?
  /// Machines that stand by, switched off: they do not fail. The place of a failed node is taken by a
  /// spare, and the failed machine, once repaired, becomes a spare or takes the place of whichever node
  /// has waited longest.
  public var spares: Int
  /// What it takes to put a spare, or a repaired machine, in a failed node's place, in seconds. Only
  /// where there are spares.
  public var swapSeconds: Double
  /// What a repair makes new.
  public var renewal: Renewal

  /// Creates a model.
  public init(
    crews: Int? = nil, spares: Int = 0, swapSeconds: Double = 0, renewal: Renewal = .failed
  ) {
    self.crews = crews
    self.spares = spares
    self.swapSeconds = swapSeconds
    self.renewal = renewal
  }

  /// Every node is repaired at once, by itself.
  public static let unlimited = RepairModel()

  /// Whether every number is one that a run can use.
  public var isSound: Bool {
    (crews ?? 1) >= 1 && spares >= 0 && swapSeconds >= 0 && swapSeconds <= 1e18
  }

  /// Whether nodes wait for crews or are replaced by spares.
  package var hasShop: Bool { crews != nil || spares > 0 }
}
