import SimulationEngine

extension ListScheduling {
  /// The scenario's own priorities: the ready task with the largest number first, ties to the
  /// lowest id. Without priorities in the scenario this is the order of declaration.
  static func priorityList() -> ListScheduling {
    ListScheduling(.fixed { $0.workflow.tasks.map(\.priority) })
  }
}
