extension Workflow {
  /// Kahn's algorithm, always taking the lowest id; shorter than `taskCount` if there is a cycle.
  ///
  /// Where index order is already topological, which generators and most files give, this is a
  /// check in O(e); otherwise O((n + e) log n) with a binary heap of ids.
  static func topologicalOrder(taskCount: Int, edges: [WorkflowBuilder.Edge]) -> [Int32] {
    if edges.allSatisfy({ $0.source < $0.target }) {
      return (0..<Int32(taskCount)).map { $0 }
    }
    let outputOffsets = offsets(count: taskCount, keys: edges.map { Int32($0.source) })
    var cursor = outputOffsets
    var targets = [Int32](repeating: 0, count: edges.count)
    var pending = [Int32](repeating: 0, count: taskCount)
    for edge in edges {
      targets[Int(cursor[edge.source])] = Int32(edge.target)
      cursor[edge.source] += 1
      pending[edge.target] += 1
    }
    var order: [Int32] = []
    order.reserveCapacity(taskCount)
    var ready = LowestFirst(pending.indices.filter { pending[$0] == 0 }.map(Int32.init))
    while let task = ready.popLowest() {
      order.append(task)
      for position in Int(outputOffsets[Int(task)])..<Int(outputOffsets[Int(task) + 1]) {
        let target = targets[position]
        pending[Int(target)] -= 1
        if pending[Int(target)] == 0 { ready.insert(target) }
      }
    }
    return order
  }

  /// One cycle among the tasks that could not be ordered, first task repeated at the end.
  ///
  /// Every unordered task has an unordered predecessor, so walking backwards must meet itself.
  static func findCycle(
    taskCount: Int, edges: [WorkflowBuilder.Edge], ordered: [Int32]
  ) -> [Int] {
    var isOrdered = [Bool](repeating: false, count: taskCount)
    for task in ordered { isOrdered[Int(task)] = true }
    var predecessor = [Int](repeating: -1, count: taskCount)
    for edge in edges where !isOrdered[edge.source] && !isOrdered[edge.target] {
      if predecessor[edge.target] < 0 { predecessor[edge.target] = edge.source }
    }
    guard var task = (0..<taskCount).first(where: { !isOrdered[$0] }) else { return [] }
    var seen = [Bool](repeating: false, count: taskCount)
    while !seen[task] {
      seen[task] = true
      task = predecessor[task]
    }
    var cycle = [task]
    var current = predecessor[task]
    while current != task {
      cycle.append(current)
      current = predecessor[current]
    }
    cycle.append(task)
    cycle.reverse()
    // Start with the lowest id, so that one cycle always reads the same way.
    let body = cycle.dropLast()
    guard let lowest = body.indices.min(by: { body[$0] < body[$1] }) else { return cycle }
    let rotated = Array(body[lowest...] + body[..<lowest])
    return rotated + [rotated[0]]
  }
}

/// A binary heap of task ids; the model has no dependency that could lend one.
struct LowestFirst {
  private var ids: [Int32]

  init(_ ascending: [Int32]) {
    ids = ascending
  }

  mutating func insert(_ id: Int32) {
    ids.append(id)
    var child = ids.count - 1
    while child > 0, ids[(child - 1) / 2] > ids[child] {
      ids.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popLowest() -> Int32? {
    guard let lowest = ids.first, let last = ids.popLast() else { return nil }
    if ids.isEmpty { return lowest }
    ids[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < ids.count && ids[child] < ids[smallest] {
        smallest = child
      }
      if smallest == parent { return lowest }
      ids.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
