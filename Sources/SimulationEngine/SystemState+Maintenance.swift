import SchedulingModel

/// Maintenance, which policies know in advance (``SchedulingModel/Cluster/maintenance``).
extension SystemState {
  /// The first period of a node's maintenance that is not over, made one with those that it touches; nil
  /// if there is none. The node is out of service now if that has begun.
  public func nextWindow(ofNode node: Int) -> MaintenanceWindow.Period? {
    instance.cluster.nextWindow(ofNode: node, from: now)
  }

  /// Whether a device's node is up but starts no attempt, because its maintenance is due.
  public func isDraining(device: Int) -> Bool { isUp[device] && !isOpen[device] }

  /// The tasks that wait in queues of devices that are down or drain, each once, by node, device and
  /// place.
  public var tasksOnClosedDevices: [Int] {
    guard hasMaintenance else { return tasksOnDownDevices }
    var tasks: [Int] = []
    var seen: Set<Int> = []
    for device in instance.cluster.devices.indices where !isOpen[device] {
      for task in queue(of: device)
      where taskStates[task] == .assigned && seen.insert(task).inserted {
        tasks.append(task)
      }
    }
    return tasks
  }

  /// When the inputs of a ready task would be on a device if it were assigned there at a time from now
  /// on, in seconds. O(inputs), and the windows that transfers meet.
  public func estimatedInputsReady(
    _ task: Int, on device: Int, assignedAt time: Double
  ) -> Double {
    var ready = time
    let alreadyThere = inputsDevice[task] == Int32(device)
    for edge in instance.workflow.inputs(of: task) {
      let bytes = instance.workflow.bytes(of: edge)
      if isConditional, isDead(edge: edge) { continue }
      if bytes == 0 || alreadyThere && arrival[edge] <= now { continue }
      let source = Int(deviceOfTask[instance.workflow.source(of: edge)])
      if source < 0 { continue }
      ready = max(
        ready, instance.cluster.arrival(of: bytes, from: source, to: device, sentAt: time))
    }
    return ready
  }

  /// Whether a task is planned for after a window that is still to come on one of its devices, and would
  /// not be done before, by its planned length.
  @inline(never)  // So that a run without maintenance copies nothing for it.
  func staysBehindWindow(_ task: Int) -> Bool {
    let key = queueKeys[task]
    guard key.start > now, key.start < .infinity else { return false }
    let end = now + (key.finish - key.start)
    for place in runs(of: task) {
      for device in run(at: place) {
        let node = instance.cluster.devices[device].node
        if let window = nextWindow(ofNode: node), key.start >= window.end, end > window.start {
          return true
        }
      }
    }
    return false
  }

  /// Whether a task may not start yet because of a window: it is planned for after it, or one of its
  /// devices drains.
  @inline(never)  // So that a run without maintenance copies nothing for it.
  func waitsForWindow(_ task: Int) -> Bool { staysBehindWindow(task) || drains(task) }

  /// Whether any device of an assigned task drains.
  private func drains(_ task: Int) -> Bool {
    runs(of: task).contains { place in run(at: place).contains { isDraining(device: $0) } }
  }

  /// A node drains: no attempt starts on it until ``endDrain(node:)``, whether it is up or not.
  package mutating func drain(node: Int) {
    isDraining[node] = true
    for device in instance.cluster.nodes[node].devices {
      isOpen[device] = false
      updateFree(device)
    }
    notices.append(.nodeDraining(node: node))
  }

  /// The window for which a node drained is over; ``bringUp(node:)`` follows when nothing else keeps it
  /// down.
  package mutating func endDrain(node: Int) { isDraining[node] = false }
}
