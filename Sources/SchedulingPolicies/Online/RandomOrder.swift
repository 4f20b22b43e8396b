import SchedulingModel
import SimulationEngine

extension ListScheduling {
  /// Ready tasks in random order: each draws a number when it becomes ready, from the policy's own
  /// stream of the run's seed. The baseline that any ranking should beat.
  static func random(seed: UInt64) -> ListScheduling {
    ListScheduling(.random(RandomStream(seed: seed, purpose: .policy)))
  }
}
