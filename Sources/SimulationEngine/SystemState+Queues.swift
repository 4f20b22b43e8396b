import SchedulingModel

/// Device queues and the set of free devices.
extension SystemState {
  /// Puts a task into the queues of all its devices.
  mutating func insertIntoQueues(_ task: Int) {
    let key = queueKeys[task]
    var slot = slots(of: task).lowerBound
    for place in runs(of: task) {
      for device in run(at: place) {
        insert(slot, with: key, intoQueueOf: device)
        slot += 1
      }
    }
  }

  /// O(tasks behind the new one); plans and online policies append, which is O(1).
  @inline(__always)
  private mutating func insert(_ slot: Int, with key: QueueKey, intoQueueOf device: Int) {
    var before = queueTail[device]
    guard before >= 0 else {
      queueHead[device] = Int32(slot)
      queueTail[device] = Int32(slot)
      freeWords[device >> 6] &= ~Self.freeBit(device)
      return
    }
    // Nothing goes before the task that runs, whatever its planned start was.
    while before >= 0 {
      let task = task(ofSlot: Int(before))
      guard key < queueKeys[task], taskStates[task] != .running else { break }
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
    if hasGangs { slotsBehind[task(ofSlot: before < 0 ? Int(after) : slot)] += 1 }
    if after < 0 {
      queueTail[device] = Int32(slot)
    } else {
      previousInQueue[Int(after)] = Int32(slot)
    }
  }

  /// Takes a task out of the queues of all its devices.
  mutating func removeFromQueues(_ task: Int) {
    var slot = slots(of: task).lowerBound
    for place in runs(of: task) {
      for device in run(at: place) {
        remove(slot, fromQueueOf: device)
        slot += 1
      }
      touch(run(at: place))
    }
  }

  @inline(__always)
  private mutating func remove(_ slot: Int, fromQueueOf device: Int) {
    let (before, after) = (previousInQueue[slot], nextInQueue[slot])
    if before < 0 { queueHead[device] = after } else { nextInQueue[Int(before)] = after }
    if after < 0 { queueTail[device] = before } else { previousInQueue[Int(after)] = before }
    if before < 0, after < 0 {
      if isUp[device] { freeWords[device >> 6] |= Self.freeBit(device) }
    } else {
      previousInQueue[slot] = -1
      nextInQueue[slot] = -1
      if hasGangs { slotsBehind[task(ofSlot: before < 0 ? Int(after) : slot)] -= 1 }
    }
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
          queueKeys[task] < queueKeys[source], !hasGangs || stands(source, on: device),
          isAwaited(edge: edge)
        {
          throw record(.predecessorBehind(task: task, predecessor: source, device: device))
        }
      }
    }
  }

  /// Sorts a queue by its keys behind the task that runs.
  mutating func sortQueue(of device: Int) throws(SchedulingError) {
    let members = queueSlots(of: device)
    let isIdle = runningTask(on: device) == nil
    let waiting = isIdle ? members[...] : members.dropFirst()
    let order = waiting.sorted {
      queueKeys[task(ofSlot: $0)] < queueKeys[task(ofSlot: $1)]
    }
    try checkOrder(order.map { task(ofSlot: $0) }, on: device)
    if hasGangs, isIdle, let first = members.first, let head = order.first {
      slotsBehind[task(ofSlot: first)] += 1
      slotsBehind[task(ofSlot: head)] -= 1
    }
    var before = isIdle ? -1 : queueHead[device]
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
    let isFree = isOpen[device] && queueHead[device] < 0
    let bit = Self.freeBit(device)
    if isFree { freeWords[device >> 6] |= bit } else { freeWords[device >> 6] &= ~bit }
  }

  /// A device's bit in its word of ``freeWords``.
  @inline(__always)
  private static func freeBit(_ device: Int) -> UInt64 { 1 << UInt64(device & 63) }

  /// Notes that the head of a device's queue may have become startable.
  @inline(__always)
  package mutating func touch(_ device: Int) {
    if !isTouched[device] {
      isTouched[device] = true
      touchedRuns.append(device..<(device + 1))
    }
  }

  /// Notes that of consecutive devices.
  @inline(__always)
  mutating func touch(_ devices: Range<Int>) {
    var start = devices.lowerBound
    for device in devices {
      if isTouched[device] {
        if start < device { touchedRuns.append(start..<device) }
        start = device + 1
      }
      isTouched[device] = true
    }
    if start < devices.upperBound { touchedRuns.append(start..<devices.upperBound) }
  }
}
