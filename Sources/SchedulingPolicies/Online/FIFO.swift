import SimulationEngine

extension ListScheduling {
  /// First in, first out: ready tasks in the order in which they became ready; those of one instant
  /// in the order of the events that made them so.
  static func fifo() -> ListScheduling {
    ListScheduling(.readyOrder)
  }
}
