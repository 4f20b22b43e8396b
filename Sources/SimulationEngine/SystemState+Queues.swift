import SchedulingModel

/// Device queues and the set of free devices.
extension SystemState {
  /// O(tasks behind the new one); plans and online policies append, which is O(1).
  mutating func insertIntoQueue(_ slot: Int, of device: Int) {
    let key = queueKeys[task(ofSlot: slot)]
    var before = queueTail[device]
    // Nothing goes before the task that runs, whatever its planned start was.
    while before >= 0 {
      let task = task(ofSlot: Int(before))
      guard key < queueKeys[task], runningTask[device] != Int32(task) else { break }
      before = previousInQueue[Int(before)]
    }
    let after = before < 0 ? queueHead[device] : nextInQueue[Int(before)]
    previousInQueue[slot] = before
    nextInQueue[slot] = after
    if before < 0 {
      queueHead[device] = Int32(slot)
    } else {
      nextInQueue[Int(before)] = Int32(slot)
    }
    if after < 0 {
      queueTail[device] = Int32(slot)
    } else {
      previousInQueue[Int(after)] = Int32(slot)
    }
  }

  /// Takes a task out of the queues of all its devices.
  mutating func removeFromQueue(_ task: Int) {
    guard hasGangs else { return removeFromQueue(slot: task, of: Int(deviceOfTask[task])) }
    for slot in slots(of: task) { removeFromQueue(slot: slot, of: device(ofSlot: slot)) }
  }

  @inline(__always)
  private mutating func removeFromQueue(slot: Int, of device: Int) {
    let (before, after) = (previousInQueue[slot], nextInQueue[slot])
    if before < 0 { queueHead[device] = after } else { nextInQueue[Int(before)] = after }
    if after < 0 { queueTail[device] = before } else { previousInQueue[Int(after)] = before }
    previousInQueue[slot] = -1
    nextInQueue[slot] = -1
    updateFree(device)
    touch(device)
  }

  /// The slots of a device's queue in order.
  func queueSlots(of device: Int) -> [Int] {
    var slots: [Int] = []
    var slot = queueHead[device]
    while slot >= 0 {
      slots.append(Int(slot))
      slot = nextInQueue[Int(slot)]
    }
    return slots
  }

  /// Refuses an order in which a task waits for a predecessor behind it.
  private mutating func checkOrder(_ order: [Int], on device: Int) throws(SchedulingError) {
    for task in order where pendingPredecessors[task] > 0 {
      for edge in instance.workflow.inputs(of: task) {
        let source = instance.workflow.source(of: edge)
        if taskStates[source] == .assigned,
          hasGangs || deviceOfTask[source] == Int32(device),
          queueKeys[task] < queueKeys[source], !hasGangs || stands(source, on: device)
        {
          throw record(.predecessorBehind(task: task, predecessor: source, device: device))
        }
      }
    }
  }

  /// Sorts a queue by its keys behind the task that runs.
  mutating func sortQueue(of device: Int) throws(SchedulingError) {
    let members = queueSlots(of: device)
    let waiting = runningTask[device] < 0 ? members[...] : members.dropFirst()
    let order = waiting.sorted {
      queueKeys[task(ofSlot: $0)] < queueKeys[task(ofSlot: $1)]
    }
    try checkOrder(order.map { task(ofSlot: $0) }, on: device)
    var before = runningTask[device] < 0 ? -1 : queueHead[device]
    queueHead[device] = before
    for slot in order {
      previousInQueue[slot] = before
      if before < 0 {
        queueHead[device] = Int32(slot)
      } else {
        nextInQueue[Int(before)] = Int32(slot)
      }
      before = Int32(slot)
    }
    queueTail[device] = before
    if before >= 0 { nextInQueue[Int(before)] = -1 }
    touch(device)
  }

  mutating func updateFree(_ device: Int) {
    let isFree = isOpen[device] && runningTask[device] < 0 && queueHead[device] < 0
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
