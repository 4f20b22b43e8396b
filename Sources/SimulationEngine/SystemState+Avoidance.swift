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

  /// Notes the node of a loss: of a gang the one that went down, or, where it failed by itself, the one that
  /// held all of it. Of several nodes that are up nobody knows which is to blame.
  @inline(never)
  mutating func noteLoss(of task: Int) {
    let nodes = devices(of: task).map { instance.cluster.devices[$0].node }
    let isOne = nodes.allSatisfy { $0 == nodes[0] }
    let node = isOne ? nodes[0] : nodes.first { nodesDown.contains($0) } ?? -1
    nodeOfLastLoss[task] = Int32(node)
  }

  /// Whether a task should not go to a device now: it is on a node that the task avoids, and another
  /// device that may run the task, on a node that it does not avoid, is up; for a gang, as many of a class as it
  /// needs. O(1), but O(devices × copies) after a loss, and for tasks with copies.
  public func isAvoided(_ task: Int, on device: Int) -> Bool {
    guard isAvoiding else { return false }
    let cluster = instance.cluster
    guard avoids(task, node: cluster.devices[device].node) else { return false }
    let size = instance.workflow.tasks[task].devices
    var counts = [Int](repeating: 0, count: size == 1 ? 0 : cluster.classes.count)
    for other in instance.costs.eligibleDevices(of: task).lazy.map(Int.init)
    where isUp[other] && !avoids(task, node: cluster.devices[other].node) {
      if size == 1 { return true }
      counts[cluster.devices[other].deviceClass] += 1
      if counts[cluster.devices[other].deviceClass] == size { return true }
    }
    return false
  }

  /// The devices to which a task should not go now because it was lost on their node. O(devices).
  package func devicesToAvoid(_ task: Int) -> Range<Int> {
    guard let node = avoidedNode(of: task) else { return 0..<0 }
    let devices = instance.cluster.nodes[node].devices
    return isAvoided(task, on: devices.lowerBound) ? devices : 0..<0
  }

  private func avoids(_ task: Int, node: Int) -> Bool {
    avoidedNode(of: task) == node || hasReplicas && hasSibling(of: task, onNode: node)
  }
}
