import SchedulingModel

extension SystemState {
  /// Tasks that wait for each other, each for the next, the first repeated at the end; empty if
  /// there is no such cycle.
  ///
  /// An assigned task waits for the task before it in each of its queues and for its unfinished
  /// predecessors. A depth-first search along these meets a task that it has not left yet where there is
  /// a cycle. O(n + e), with a list in place of recursion: the chain may be long.
  package func waitingCycle() -> [Int] {
    enum Mark: UInt8 { case unseen, open, closed }
    var marks = [Mark](repeating: .unseen, count: instance.workflow.taskCount)
    for start in marks.indices where marks[start] == .unseen {
      var path: [(task: Int, awaited: [Int])] = [(start, awaited(by: start))]
      marks[start] = .open
      while let last = path.last {
        guard let next = last.awaited.last else {
          marks[last.task] = .closed
          path.removeLast()
          continue
        }
        path[path.count - 1].awaited.removeLast()
        switch marks[next] {
        case .unseen:
          marks[next] = .open
          path.append((next, awaited(by: next)))
        case .open:
          let cycle = path.map(\.task)
          return cycle.suffix(from: cycle.lastIndex(of: next) ?? 0) + [next]
        case .closed:
          break
        }
      }
    }
    return []
  }

  /// What an assigned task waits for; the task before it in its first queue last, which is looked at
  /// first.
  private func awaited(by task: Int) -> [Int] {
    guard taskStates[task] == .assigned else { return [] }
    let workflow = instance.workflow
    var awaited: [Int] = []
    for edge in workflow.inputs(of: task).reversed() where isAwaited(edge: edge) {
      awaited.append(workflow.source(of: edge))
    }
    for slot in slots(of: task) where previousInQueue[slot] >= 0 {
      awaited.append(self.task(ofSlot: Int(previousInQueue[slot])))
    }
    return awaited
  }
}
