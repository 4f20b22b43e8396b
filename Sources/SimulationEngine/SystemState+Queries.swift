import SchedulingModel

/// What a policy may read.
extension SystemState {
  /// Where a task stands.
  @inline(__always)
  public func state(of task: Int) -> TaskState { taskStates[task] }

  /// The device that a task is assigned to, runs on or ran on; of a gang, the lowest.
  public func device(of task: Int) -> Int? {
    deviceOfTask[task] < 0 ? nil : Int(deviceOfTask[task])
  }

  /// The number of attempts so far, the running one included.
  public func attempts(of task: Int) -> Int { Int(attemptOfTask[task]) }

  /// When the task's last attempt started, in seconds; nil before the first.
  public func start(of task: Int) -> Double? {
    attemptOfTask[task] == 0 ? nil : startedAt[task]
  }

  /// When the task's last attempt succeeded, in seconds; nil before.
  public func finish(of task: Int) -> Double? {
    taskStates[task] == .succeeded ? finishedAt[task] : nil
  }

  /// Whether the job has arrived.
  public func hasArrived(job: Int) -> Bool { jobArrived[job] }

  /// Whether the device's node is up.
  @inline(__always)
  public func isUp(device: Int) -> Bool { isUp[device] }

  /// The nodes that are down, ascending.
  public var downNodes: [Int] { nodesDown }

  /// The task that runs on a device.
  @inline(__always)
  public func runningTask(on device: Int) -> Int? {
    guard queueHead[device] >= 0 else { return nil }
    let head = task(ofSlot: Int(queueHead[device]))
    return taskStates[head] == .running ? head : nil
  }

  /// Whether a device is up and idle, its queue is empty, and its node does not drain.
  @inline(__always)
  public func isFree(device: Int) -> Bool {
    freeWords[device >> 6] & (1 << UInt64(device & 63)) != 0
  }

  /// How many devices are free. O(devices / 64).
  public var freeDeviceCount: Int {
    var count = 0
    for word in 0..<freeWords.count { count += freeWords[word].nonzeroBitCount }
    return count
  }

  /// The lowest free device at or after a device. O(devices / 64).
  public func nextFreeDevice(from device: Int) -> Int? {
    var word = device >> 6
    guard word < freeWords.count else { return nil }
    var bits = freeWords[word] & (UInt64.max << UInt64(device & 63))
    while bits == 0 {
      word += 1
      if word == freeWords.count { return nil }
      bits = freeWords[word]
    }
    return word << 6 + bits.trailingZeroBitCount
  }

  /// The first free devices with consecutive ids among some. O(devices passed / 64).
  package func firstFreeRun(in devices: Range<Int>) -> Range<Int>? {
    guard let first = firstDevice(in: devices, isFree: true) else { return nil }
    let rest = first..<devices.upperBound
    return first..<(firstDevice(in: rest, isFree: false) ?? devices.upperBound)
  }

  private func firstDevice(in devices: Range<Int>, isFree: Bool) -> Int? {
    guard !devices.isEmpty else { return nil }
    let flip: UInt64 = isFree ? 0 : .max
    var word = devices.lowerBound >> 6
    var bits = (freeWords[word] ^ flip) & (UInt64.max << UInt64(devices.lowerBound & 63))
    while bits == 0 {
      word += 1
      guard word << 6 < devices.upperBound else { return nil }
      bits = freeWords[word] ^ flip
    }
    let device = word << 6 + bits.trailingZeroBitCount
    return device < devices.upperBound ? device : nil
  }

  /// Whether a transfer waits for the repair of one of its ends or links.
  package var hasHeldTransfers: Bool { !heldEdges.isEmpty }

  /// The order in which tasks were first assigned, from 1; 0 for tasks that never were. O(n).
  package var assignmentOrder: [Int32] { firstAssignment.array() }

  /// The tasks in a device's queue in order, the running one first.
  public func queue(of device: Int) -> [Int] {
    hasGangs
      ? queueSlots(of: device).map { task(ofSlot: $0) } : queueSlots(of: device)
  }

  /// The tasks in the queues of devices that are down, each once, by node, device and place.
  public var tasksOnDownDevices: [Int] {
    let tasks = downNodes.flatMap { node in
      instance.cluster.nodes[node].devices.flatMap { queue(of: $0) }
    }
    guard hasGangs else { return tasks }
    var seen: Set<Int> = []
    return tasks.filter { seen.insert($0).inserted }
  }

  /// When the inputs of a ready task would be on a device if it were assigned there now, in
  /// seconds. O(inputs).
  public func estimatedInputsReady(_ task: Int, on device: Int) -> Double {
    if hasMaintenance { return estimatedInputsReady(task, on: device, assignedAt: now) }
    var ready = now
    let alreadyThere = inputsDevice[task] == Int32(device)
    for edge in instance.workflow.inputs(of: task) {
      let bytes = instance.workflow.bytes(of: edge)
      if isConditional, isDead(edge: edge) { continue }
      if bytes == 0 || alreadyThere && arrival[edge] <= now { continue }
      let source = sourceDevice(of: edge)
      if source < 0 { continue }
      ready = max(ready, now + secondsToSend(bytes, from: source, to: device))
    }
    return ready
  }

  /// When a ready task would finish on a free device if it were assigned there now, in seconds,
  /// by the estimated costs. O(inputs).
  public func estimatedFinish(_ task: Int, on device: Int) -> Double {
    estimatedInputsReady(task, on: device) + instance.costs.seconds(task, on: device)
  }
}
