import SchedulingModel

/// Which outputs are gone, and what tasks wait for again; empty columns where outputs cannot be lost.
struct Lineage: ~Copyable {
  /// For each task, how often it has succeeded.
  let successes: Column<Int32>
  /// For each task that has succeeded, whether its outputs are gone since.
  let isLost: Column<Bool>
  /// For each edge, whether its consumer waits for the next success of a producer that has succeeded
  /// before. Such an edge counts among the consumer's pending predecessors, as at the beginning.
  let isAwaitedAgain: Column<Bool>
  /// How many edges that are.
  var awaitedEdges = 0
  /// For each edge, the device that its consumer has left while what the edge brings was there, and not at
  /// the producer any more; −1 for none.
  let copyDevice: Column<Int32>
  /// For each node, the tasks whose outputs are there.
  var outputs: [[Int32]]
  /// For each node, tasks that have been assigned to it since it was last up, whose inputs may be there.
  var inputs: [[Int32]]
  /// Tasks that have to run again of which the driver has not taken note, in the order in which that was
  /// found.
  var revoked: [Int32] = []

  /// - Parameter instance: nil where outputs cannot be lost.
  init(_ instance: Instance?) {
    let tasks = instance?.workflow.taskCount ?? 0
    let edges = instance?.workflow.edgeCount ?? 0
    successes = Column(repeating: 0, count: tasks)
    isLost = Column(repeating: false, count: tasks)
    isAwaitedAgain = Column(repeating: false, count: edges)
    copyDevice = Column(repeating: -1, count: edges)
    outputs = [[Int32]](repeating: [], count: instance?.cluster.nodes.count ?? 0)
    inputs = outputs
  }
}
