import SchedulingModel

/// Where an attempt should not run: on the node of the task's last loss, if the recovery says so
/// (``SchedulingModel/RecoveryModel/retriesElsewhere``), and on a node that holds a copy of the task. The
/// state tells it; to keep to it is up to the policy, as every other choice of device is.
extension SystemState {
  /// Whether retries avoid the node of the loss.
  @inline(__always)
  public var avoidsNodes: Bool { nodeOfLastLoss.count > 0 }

  /// Whether there is any node that some task should avoid.
  @inline(__always)
  var isAvoiding: Bool { nodeOfLastLoss.count > 0 || hasReplicas }

  /// Whether a task avoids any node now.
  public func isAvoiding(_ task: Int) -> Bool {
    if avoidedNode(of: task) != nil { return true }
    guard hasReplicas else { return false }
    return instance.workflow.siblings(of: task).contains {
      taskStates[$0] == .assigned || taskStates[$0] == .running
    }
  }

  /// The node on which a task lost its last attempt, where its next one should avoid it; nil before a loss,
  /// and where retries may go anywhere.
  public func avoidedNode(of task: Int) -> Int? {
    guard avoidsNodes, nodeOfLastLoss[task] >= 0 else { return nil }
    return Int(nodeOfLastLoss[task])
  }

  /// Whether a task should not go to a device now: it is on a node that the task avoids, and another
  /// device that may run the task, on a node that it does not avoid, is up. O(1), but O(devices × copies)
  /// after a loss, and for tasks with copies.
  public func isAvoided(_ task: Int, on device: Int) -> Bool {
    guard isAvoiding else { return false }
    let cluster = instance.cluster
    guard avoids(task, node: cluster.devices[device].node) else { return false }
    return instance.costs.eligibleDevices(of: task).contains { other in
      isUp[Int(other)] && !avoids(task, node: cluster.devices[Int(other)].node)
    }
  }

  private func avoids(_ task: Int, node: Int) -> Bool {
    avoidedNode(of: task) == node || hasReplicas && hasSibling(of: task, onNode: node)
  }
}
