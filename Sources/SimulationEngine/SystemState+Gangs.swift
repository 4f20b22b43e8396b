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

  /// Whether an assigned task heads the queues of all its devices, and all of them are up and idle.
  /// O(nodes that are down × runs).
  // Inlined, as its caller is: a call would copy the whole state to the stack, once for each event.
  @inline(__always)
  func isTogether(_ task: Int) -> Bool {
    guard slotsBehind[task] == 0 else { return false }
    for node in nodesDown {
      let devices = instance.cluster.nodes[node].devices
      for place in runs(of: task) where run(at: place).overlaps(devices) { return false }
    }
    return true
  }

  /// Whether a gang may only be waiting for nodes to be up at the same time: one that no policy has
  /// assigned, or one that heads all its queues with its inputs there. O(tasks).
  var hasGangForDownNodes: Bool {
    guard hasGangs, !nodesDown.isEmpty else { return false }
    return instance.workflow.tasks.indices.contains { task in
      guard instance.workflow.tasks[task].devices > 1 else { return false }
      if taskStates[task] == .ready { return true }
      return taskStates[task] == .assigned && pendingPredecessors[task] == 0
        && pendingInputs[task] == 0 && slotsBehind[task] == 0
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
    let cluster = instance.cluster.devices
    for device in devices where !cluster.indices.contains(device) {
      throw record(.unknownDevice(device))
    }
    guard devices.count == instance.workflow.tasks[task].devices,
      let runs = Self.runs(devices) ?? Self.runs(devices.sorted())
    else { throw record(.wrongGangSize(task: task, given: devices.count)) }
    let group = instance.costs.groups[instance.costs.group(of: task)]
    let deviceClass = cluster[runs[0].lowerBound].deviceClass
    for run in runs
    where !group.hasRun(of: run) || cluster[run.lowerBound].deviceClass != deviceClass {
      for device in run {
        guard group.contains[device] else {
          throw record(.ineligibleDevice(task: task, device: device))
        }
        guard cluster[device].deviceClass == deviceClass else {
          throw record(.mixedGang(task: task, device: device))
        }
      }
    }
    return runs
  }

  /// Devices as runs of consecutive ids; nil if they do not ascend.
  private static func runs(_ devices: [Int]) -> [Range<Int>]? {
    guard var start = devices.first else { return [] }
    var runs: [Range<Int>] = []
    var last = start
    for device in devices.dropFirst() {
      guard device > last else { return nil }
      if device > last + 1 {
        runs.append(start..<(last + 1))
        start = device
      }
      last = device
    }
    runs.append(start..<(last + 1))
    return runs
  }
}
