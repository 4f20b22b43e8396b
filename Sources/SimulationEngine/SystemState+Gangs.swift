import SchedulingModel

/// The devices and queue slots of tasks that need several devices at once.
extension SystemState {
  /// The devices that a task is assigned to, runs on or ran on, ascending; empty before. O(its devices).
  public func devices(of task: Int) -> [Int] {
    deviceOfTask[task] < 0 ? [] : slots(of: task).map { device(ofSlot: $0) }
  }

  mutating func layOutFurtherSlots() {
    var next: Int32 = 0
    for (task, description) in instance.workflow.tasks.enumerated() {
      furtherSlots[task] = next
      for _ in 1..<description.devices {
        taskOfFurtherSlot[Int(next)] = Int32(task)
        next += 1
      }
    }
    furtherSlots[instance.workflow.taskCount] = next
  }

  /// The slots of one task.
  struct Slots: Sequence, IteratorProtocol {
    var first: Int?
    var others: Range<Int>

    @inline(__always)
    mutating func next() -> Int? {
      if let slot = first {
        first = nil
        return slot
      }
      return others.popFirst()
    }
  }

  @inline(__always)
  func slots(of task: Int) -> Slots {
    guard hasGangs else { return Slots(first: task, others: 0..<0) }
    let base = taskStates.count
    return Slots(
      first: task,
      others: (base + Int(furtherSlots[task]))..<(base + Int(furtherSlots[task + 1])))
  }

  @inline(__always)
  func task(ofSlot slot: Int) -> Int {
    slot < taskStates.count ? slot : Int(taskOfFurtherSlot[slot - taskStates.count])
  }

  @inline(__always)
  func device(ofSlot slot: Int) -> Int {
    Int(
      slot < taskStates.count
        ? deviceOfTask[slot] : deviceOfFurtherSlot[slot - taskStates.count])
  }

  /// Whether an assigned or running task holds a place on a device. O(its devices).
  func stands(_ task: Int, on device: Int) -> Bool {
    slots(of: task).contains { self.device(ofSlot: $0) == device }
  }

  /// Whether two assigned tasks stand in one queue. O(devices of both).
  func shareDevice(_ first: Int, _ second: Int) -> Bool {
    var (left, right) = (slots(of: first), slots(of: second))
    var (one, other) = (left.next(), right.next())
    while let a = one, let b = other {
      let (first, second) = (device(ofSlot: a), device(ofSlot: b))
      if first == second { return true }
      if first < second { one = left.next() } else { other = right.next() }
    }
    return false
  }

  /// Whether a task heads the queues of all its devices, and all of them are up and idle, none draining.
  func isTogether(_ task: Int) -> Bool {
    slots(of: task).allSatisfy { slot in
      let device = device(ofSlot: slot)
      return queueHead[device] == Int32(slot) && runningTask[device] < 0 && isOpen[device]
    }
  }

  /// Whether a gang may only be waiting for nodes to be up at the same time: one that no policy has
  /// assigned, or one that heads all its queues with its inputs there. O(tasks).
  var hasGangForDownNodes: Bool {
    guard hasGangs, !nodesDown.isEmpty else { return false }
    return instance.workflow.tasks.indices.contains { task in
      guard instance.workflow.tasks[task].devices > 1 else { return false }
      if taskStates[task] == .ready { return true }
      guard taskStates[task] == .assigned, pendingPredecessors[task] == 0,
        pendingInputs[task] == 0
      else { return false }
      return slots(of: task).allSatisfy { slot in
        let device = device(ofSlot: slot)
        return queueHead[device] == Int32(slot) && runningTask[device] < 0
      }
    }
  }

  /// Refuses devices that cannot be the gang of a task, and returns them in ascending order.
  mutating func checkGang(
    _ devices: [Int], of task: Int
  ) throws(SchedulingError) -> [Int] {
    guard instance.workflow.tasks.indices.contains(task) else {
      throw record(.unknownTask(task))
    }
    let isAscending = zip(devices, devices.dropFirst()).allSatisfy { $0 < $1 }
    let gang = isAscending ? devices : devices.sorted()
    guard gang.count == instance.workflow.tasks[task].devices,
      isAscending || zip(gang, gang.dropFirst()).allSatisfy({ $0 != $1 })
    else { throw record(.wrongGangSize(task: task, given: devices.count)) }
    let isEligible = instance.costs.groups[instance.costs.group(of: task)].contains
    let cluster = instance.cluster.devices
    for device in gang {
      guard cluster.indices.contains(device) else { throw record(.unknownDevice(device)) }
      guard isEligible[device] else {
        throw record(.ineligibleDevice(task: task, device: device))
      }
      guard cluster[device].deviceClass == cluster[gang[0]].deviceClass else {
        throw record(.mixedGang(task: task, device: device))
      }
    }
    return gang
  }
}
