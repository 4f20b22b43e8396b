import HeapModule

/// The planned tasks whose predecessors have all been placed, best first.
///
/// A list planner that takes the best *ready* task never meets an unplaced predecessor, whatever
/// the ranks are. Ties go to the lowest id. O(log n) for each task.
struct ReadyTasks {
  private let rank: [Double]
  private var progress: PlacementProgress
  private var heap = Heap<RankedTask>()

  init(_ problem: PlanningProblem, rank: [Double]) {
    self.rank = rank
    progress = PlacementProgress(problem)
    for task in progress.entries { heap.insert(RankedTask(rank: rank[task], task: task)) }
  }

  /// Takes the best ready task.
  mutating func popBest() -> Int? { heap.popMax()?.task }

  /// Tells that a task has been placed.
  mutating func placed(_ task: Int) {
    for successor in progress.place(task) {
      heap.insert(RankedTask(rank: rank[successor], task: successor))
    }
  }
}
