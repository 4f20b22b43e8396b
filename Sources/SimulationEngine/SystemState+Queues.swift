import SchedulingModel

/// Device queues and the set of free devices.
extension SystemState {
  /// O(tasks behind the new one); plans and online policies append, which is O(1).
  mutating func insertIntoQueue(_ task: Int, of device: Int) {
    let key = queueKeys[task]
    var before = queueTail[device]
    // Nothing goes before the task that runs, whatever its planned start was.
    while before >= 0, key < queueKeys[Int(before)], runningTask[device] != before {
      before = previousInQueue[Int(before)]
    }
    let after = before < 0 ? queueHead[device] : nextInQueue[Int(before)]
    previousInQueue[task] = before
    nextInQueue[task] = after
    if before < 0 {
      queueHead[device] = Int32(task)
    } else {
      nextInQueue[Int(before)] = Int32(task)
    }
    if after < 0 {
      queueTail[device] = Int32(task)
    } else {
      previousInQueue[Int(after)] = Int32(task)
    }
  }

  mutating func removeFromQueue(_ task: Int) {
    let device = Int(deviceOfTask[task])
    let (before, after) = (previousInQueue[task], nextInQueue[task])
    if before < 0 { queueHead[device] = after } else { nextInQueue[Int(before)] = after }
    if after < 0 { queueTail[device] = before } else { previousInQueue[Int(after)] = before }
    previousInQueue[task] = -1
    nextInQueue[task] = -1
    updateFree(device)
    touch(device)
  }

  /// Refuses an order in which a task waits for a predecessor behind it.
  private mutating func checkOrder(_ order: [Int], on device: Int) throws(SchedulingError) {
    for task in order where pendingPredecessors[task] > 0 {
      for edge in instance.workflow.inputs(of: task) {
        let source = instance.workflow.source(of: edge)
        if taskStates[source] == .assigned, deviceOfTask[source] == Int32(device),
          queueKeys[task] < queueKeys[source]
        {
          throw record(.predecessorBehind(task: task, predecessor: source, device: device))
        }
      }
    }
  }

  /// Sorts a queue by its keys behind the task that runs.
  mutating func sortQueue(of device: Int) throws(SchedulingError) {
    let members = queue(of: device)
    let waiting = runningTask[device] < 0 ? members[...] : members.dropFirst()
    let order = waiting.sorted { queueKeys[$0] < queueKeys[$1] }
    try checkOrder(order, on: device)
    var before = runningTask[device]
    queueHead[device] = before
    for task in order {
      previousInQueue[task] = before
      if before < 0 {
        queueHead[device] = Int32(task)
      } else {
        nextInQueue[Int(before)] = Int32(task)
      }
      before = Int32(task)
    }
    queueTail[device] = before
    if before >= 0 { nextInQueue[Int(before)] = -1 }
    touch(device)
  }

  mutating func updateFree(_ device: Int) {
    let isFree = isUp[device] && runningTask[device] < 0 && queueHead[device] < 0
    let bit: UInt64 = 1 << UInt64(device & 63)
    if isFree { freeWords[device >> 6] |= bit } else { freeWords[device >> 6] &= ~bit }
  }

  /// Notes that the head of a device's queue may have become startable.
  @inline(__always)
  package mutating func touch(_ device: Int) {
    if !isTouched[device] {
      isTouched[device] = true
      touchedDevices.append(Int32(device))
    }
  }
}
