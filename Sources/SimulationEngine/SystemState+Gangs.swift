import SchedulingModel

/// The devices and queue slots of tasks that need several devices at once.
extension SystemState {
  /// The devices that a task is assigned to, runs on or ran on, ascending; empty before. O(its devices).
  public func devices(of task: Int) -> [Int] {
    deviceOfTask[task] < 0 ? [] : runs(of: task).flatMap { run(at: $0) }
  }

  mutating func layOutSlots() {
    var next = 0
    for (task, description) in instance.workflow.tasks.enumerated() {
      firstSlot[task] = Int32(next)
      for slot in next..<(next + description.devices) { taskOfSlot[slot] = Int32(task) }
      next += description.devices
    }
    firstSlot[instance.workflow.taskCount] = Int32(next)
  }

  /// The slots of a task, in ascending order of their devices.
  @inline(__always)
  func slots(of task: Int) -> Range<Int> {
    hasGangs ? Int(firstSlot[task])..<Int(firstSlot[task + 1]) : task..<(task + 1)
  }

  @inline(__always)
  func task(ofSlot slot: Int) -> Int { hasGangs ? Int(taskOfSlot[slot]) : slot }

  /// Where to find the runs of consecutive devices, ascending, that a task is assigned to or runs on.
  @inline(__always)
  func runs(of task: Int) -> Range<Int> {
    guard hasGangs else { return task..<(task + 1) }
    let first = Int(firstSlot[task])
    return first..<(first + Int(runCount[task]))
  }

  /// One of these runs.
  @inline(__always)
  func run(at place: Int) -> Range<Int> {
    hasGangs
      ? Int(runStart[place])..<Int(runEnd[place])
      : Int(deviceOfTask[place])..<(Int(deviceOfTask[place]) + 1)
  }

  /// Gives a task its devices.
  mutating func setRuns(of task: Int, to runs: [Range<Int>]) {
    var place = Int(firstSlot[task])
    for run in runs {
      runStart[place] = Int32(run.lowerBound)
      runEnd[place] = Int32(run.upperBound)
      place += 1
    }
    runCount[task] = Int32(runs.count)
  }

  /// Whether an assigned or running task holds a place on a device. O(its runs).
  func stands(_ task: Int, on device: Int) -> Bool {
    runs(of: task).contains { run(at: $0).contains(device) }
  }

  /// Whether two assigned tasks stand in one queue. O(runs of both).
  func shareDevice(_ first: Int, _ second: Int) -> Bool {
    var (left, right) = (runs(of: first), runs(of: second))
    while let one = left.first, let other = right.first {
      let (first, second) = (run(at: one), run(at: other))
      if first.overlaps(second) { return true }
      if first.upperBound < second.upperBound { left.removeFirst() } else { right.removeFirst() }
    }
    return false
  }

  /// Whether a task heads the queues of all its devices. O(its devices).
  private func headsQueues(_ task: Int) -> Bool {
    var slot = slots(of: task).lowerBound
    for place in runs(of: task) {
      for device in run(at: place) {
        guard queueHead[device] == Int32(slot) else { return false }
        slot += 1
      }
    }
    return true
  }

  /// Whether an assigned task heads the queues of all its devices, and all of them are up and idle.
  func isTogether(_ task: Int) -> Bool {
    for node in nodesDown {
      let devices = instance.cluster.nodes[node].devices
      for place in runs(of: task) where run(at: place).overlaps(devices) { return false }
    }
    return headsQueues(task)
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
      return headsQueues(task)
    }
  }

  /// Refuses devices that cannot be the gang of a task, and returns them as runs of consecutive ids,
  /// ascending.
  mutating func checkGang(
    _ devices: [Int], of task: Int
  ) throws(SchedulingError) -> [Range<Int>] {
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
    var runs: [Range<Int>] = []
    var (start, end) = (gang[0], gang[0])
    for device in gang {
      guard cluster.indices.contains(device) else { throw record(.unknownDevice(device)) }
      guard isEligible[device] else {
        throw record(.ineligibleDevice(task: task, device: device))
      }
      guard cluster[device].deviceClass == cluster[gang[0]].deviceClass else {
        throw record(.mixedGang(task: task, device: device))
      }
      if device > end {
        runs.append(start..<end)
        start = device
      }
      end = device + 1
    }
    runs.append(start..<end)
    return runs
  }
}
