import SchedulingModel

/// Where the attempt after a lost one should not run, if the recovery says so
/// (``SchedulingModel/RecoveryModel/retriesElsewhere``). The state tells it; to keep to it is up to the
/// policy, as every other choice of device is.
extension SystemState {
  /// Whether retries avoid the node of the loss.
  @inline(__always)
  public var avoidsNodes: Bool { nodeOfLastLoss.count > 0 }

  /// The node on which a task lost its last attempt, where its next one should avoid it; nil before a loss,
  /// and where retries may go anywhere.
  public func avoidedNode(of task: Int) -> Int? {
    guard avoidsNodes, nodeOfLastLoss[task] >= 0 else { return nil }
    return Int(nodeOfLastLoss[task])
  }

  /// Whether a task should not go to a device now: it is on the node that the task avoids, and another
  /// device that may run the task, on another node, is up. O(1), but O(devices) after a loss.
  public func isAvoided(_ task: Int, on device: Int) -> Bool {
    guard let node = avoidedNode(of: task) else { return false }
    let devices = instance.cluster.nodes[node].devices
    guard devices.contains(device) else { return false }
    return instance.costs.eligibleDevices(of: task).contains { other in
      !devices.contains(Int(other)) && isUp[Int(other)]
    }
  }
}
