import SchedulingModel

/// What a policy takes for the time of a task on a device.
enum CostBasis: String, CaseIterable, Sendable {
  /// The estimated cost.
  case plain
  /// For ranks the expected duration under failures and checkpoints, else the estimated cost.
  case ranks
  /// The expected duration.
  case expected
}

extension Instance {
  /// The same instance, whose costs are expected durations.
  func withExpectedCosts(waitsForRepair: Bool) -> Instance {
    var copy = self
    copy.costs = expectedCosts(waitsForRepair: waitsForRepair)
    return copy
  }
}
