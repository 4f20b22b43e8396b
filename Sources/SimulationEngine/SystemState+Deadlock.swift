import SchedulingModel

extension SystemState {
  /// Tasks that wait for each other, each for the next, the first repeated at the end; empty if
  /// there is no such cycle.
  ///
  /// An assigned task waits for the task before it in its queue, or, at the head, for an
  /// unfinished predecessor. Following these from any task must end at an unassigned one or close
  /// a cycle. O(n + e).
  package func waitingCycle() -> [Int] {
    let workflow = instance.workflow
    func awaited(by task: Int) -> Int? {
      guard taskStates[task] == .assigned else { return nil }
      if previousInQueue[task] >= 0 { return Int(previousInQueue[task]) }
      for edge in workflow.inputs(of: task)
      where ![.succeeded, .skipped].contains(taskStates[workflow.source(of: edge)]) {
        return workflow.source(of: edge)
      }
      return nil
    }
    var visitedFrom = [Int32](repeating: -1, count: workflow.taskCount)
    for start in 0..<workflow.taskCount where visitedFrom[start] < 0 {
      var task = start
      while visitedFrom[task] < 0 {
        visitedFrom[task] = Int32(start)
        guard let next = awaited(by: task) else { break }
        task = next
        guard visitedFrom[task] == Int32(start) else { continue }
        var cycle = [task]
        var member = awaited(by: task)
        while let current = member, current != task {
          cycle.append(current)
          member = awaited(by: current)
        }
        return cycle + [task]
      }
    }
    return []
  }
}
