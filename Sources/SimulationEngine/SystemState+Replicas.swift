import SchedulingModel

/// Copies of tasks, of which the first to succeed counts.
extension SystemState {
  /// A copy that waits for its original to be late has something like a predecessor more.
  mutating func putToSleep() {
    for task in instance.workflow.tasks.indices where instance.workflow.isSpeculative(task) {
      isDormant[task] = true
      pendingPredecessors[task] += 1
    }
  }

  /// Whether a task is a copy that waits until its original is late. Planners need not place it: nobody
  /// waits for it.
  @inline(__always)
  public func isDormant(_ task: Int) -> Bool { hasReplicas && isDormant[task] }

  /// Lets a copy run that has waited for its original to be late.
  package mutating func wake(_ task: Int) {
    guard isDormant[task] else { return }
    isDormant[task] = false
    if taskStates[task] == .waiting || taskStates[task] == .assigned { releaseHeldBack(task) }
  }

  /// A task is not needed any more, or has no attempt left while a copy of it goes on: an attempt of it
  /// stops, and nothing comes from it.
  package mutating func drop(_ task: Int) {
    switch taskStates[task] {
    case .succeeded, .failed, .skipped: return
    case .running: removeFromQueues(task)
    case .waiting, .ready, .assigned: break
    }
    skip(task)
    for edge in instance.workflow.outputs(of: task) { settleDead(edge) }
  }

  /// Whether a task was dropped because of its copies rather than ruled out: one of them has succeeded in its
  /// place, or goes on after its last attempt. Sets that were ruled out are told of by their originals.
  func isSuperseded(_ task: Int) -> Bool {
    guard hasReplicas else { return false }
    if instance.workflow.isReplica(task) || attemptOfTask[task] > 0 { return true }
    return instance.workflow.siblings(of: task).contains { taskStates[$0] == .succeeded }
  }

  /// Whether a copy of a task may still succeed in its place.
  func hasLiveSibling(_ task: Int) -> Bool {
    guard hasReplicas else { return false }
    return instance.workflow.siblings(of: task).contains { sibling in
      switch taskStates[sibling] {
      case .waiting, .ready, .assigned, .running: true
      case .succeeded, .failed, .skipped: false
      }
    }
  }

  /// Whether a copy of a task stands or runs on a node.
  func hasSibling(of task: Int, onNode node: Int) -> Bool {
    instance.workflow.siblings(of: task).contains { sibling in
      (taskStates[sibling] == .assigned || taskStates[sibling] == .running)
        && instance.cluster.devices[Int(deviceOfTask[sibling])].node == node
    }
  }
}
