/// A task with its rank; of two, the better one is the larger: higher rank, then lower id.
struct RankedTask: Comparable {
  var rank: Double
  var task: Int

  static func < (left: RankedTask, right: RankedTask) -> Bool {
    left.rank != right.rank ? left.rank < right.rank : left.task > right.task
  }
}
