import HeapModule
import SchedulingModel
import SimulationEngine

/// Ready tasks by descending priority (ties: lowest id), one heap for each eligibility group, so
/// that tasks that fit no free device are passed over without being looked at.
struct ReadyQueue {
  private var heaps: [Heap<RankedTask>]

  init(groups: Int) {
    heaps = [Heap<RankedTask>](repeating: Heap(), count: groups)
  }

  mutating func insert(_ task: Int, priority: Double, group: Int) {
    heaps[group].insert(RankedTask(rank: priority, task: task))
  }

  /// The group whose best task comes first among the groups that can run something now.
  func bestGroup(where canRun: (Int) -> Bool) -> Int? {
    var best: (group: Int, candidate: RankedTask)?
    for group in heaps.indices {
      guard let candidate = heaps[group].max, canRun(group) else { continue }
      if best.map({ $0.candidate < candidate }) ?? true { best = (group, candidate) }
    }
    return best?.group
  }

  mutating func popBest(of group: Int) -> Int? { heaps[group].popMax()?.task }
}
