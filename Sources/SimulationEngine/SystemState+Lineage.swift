import SchedulingModel

/// Outputs that are lost with their node, and the tasks that run again for them (lineage).
///
/// A task runs again only where somebody needs it: a task that is waiting, ready or assigned, that its
/// live edge brings data to, and that has no copy of its own. What has arrived at a task's device is
/// such a copy, until that device's node goes down; a task that goes elsewhere takes it along if the
/// producer's is gone. One that runs has read its inputs: they are looked at again if its attempt is lost.
/// Whoever runs again needs its own inputs anew. Edges of 0 bytes bring no data, so none is lost.
extension SystemState {
  /// Whether a task still waits for its producer over an edge: that has not succeeded yet, or has to again,
  /// since what the edge brought was lost.
  public func isAwaited(edge: Int) -> Bool {
    let source = instance.workflow.source(of: edge)
    if outputsCanBeLost, lineage.successes[source] > 0 { return lineage.isAwaitedAgain[edge] }
    return taskStates[source] != .succeeded && taskStates[source] != .skipped
  }

  /// Assigned tasks that wait for a producer that has to run again, each once, by device and place: a policy
  /// that assigns only ready tasks takes them back, since they may hold the device that the producer
  /// needs. O(devices + tasks in queues and their inputs) while anything runs again, else O(1).
  public var tasksAwaitingReruns: [Int] {
    guard outputsCanBeLost, lineage.awaitedEdges > 0 else { return [] }
    var tasks: [Int] = []
    for device in 0..<instance.cluster.deviceCount {
      for slot in queueSlots(of: device) {
        let task = task(ofSlot: slot)
        guard slot == slots(of: task).lowerBound, taskStates[task] == .assigned else { continue }
        let inputs = instance.workflow.inputs(of: task)
        if inputs.contains(where: { lineage.isAwaitedAgain[$0] }) { tasks.append(task) }
      }
    }
    return tasks
  }

  /// How often a task's attempts have finished; 0 where outputs cannot be lost.
  func successes(of task: Int) -> Int { outputsCanBeLost ? Int(lineage.successes[task]) : 0 }

  /// The tasks that have to run again and have not been asked for yet.
  mutating func takeRevoked() -> [Int32] {
    defer { lineage.revoked.removeAll(keepingCapacity: true) }
    return lineage.revoked
  }

  /// Whether what an edge brings is somewhere from where it can be sent.
  @inline(never)  // So that a run in which nothing can be lost copies nothing for it.
  func canSend(_ edge: Int) -> Bool {
    let source = instance.workflow.source(of: edge)
    guard outputsCanBeLost else { return taskStates[source] == .succeeded }
    if instance.workflow.bytes(of: edge) == 0 { return lineage.successes[source] > 0 }
    return isAtProducer(edge) || lineage.copyDevice[edge] >= 0
  }

  private func isAtProducer(_ edge: Int) -> Bool {
    let source = instance.workflow.source(of: edge)
    return taskStates[source] == .succeeded && !lineage.isLost[source]
  }

  /// Where what an edge brings comes from: the producer's device; where that has lost it, the device at
  /// which the consumer has it, or has left it. −1 if nowhere.
  @inline(__always)
  func sourceDevice(of edge: Int) -> Int {
    outputsCanBeLost
      ? deviceWithData(of: edge) : Int(deviceOfTask[instance.workflow.source(of: edge)])
  }

  private func deviceWithData(of edge: Int) -> Int {
    if lineage.copyDevice[edge] >= 0 { return Int(lineage.copyDevice[edge]) }
    return Int(
      isAtProducer(edge)
        ? deviceOfTask[instance.workflow.source(of: edge)]
        : inputsDevice[instance.workflow.target(of: edge)])
  }

  /// Takes note that a task goes to a device: what has arrived elsewhere stays there, and counts where
  /// the producer's is gone.
  mutating func noteInputs(of task: Int, goTo device: Int) {
    lineage.inputs[instance.cluster.devices[device].node].append(Int32(task))
    guard inputsDevice[task] >= 0, inputsDevice[task] != Int32(device) else { return }
    for edge in instance.workflow.inputs(of: task) where arrival[edge] <= now {
      lineage.copyDevice[edge] = isAtProducer(edge) ? -1 : inputsDevice[task]
    }
  }

  /// Takes note that a task has succeeded, and returns whether it had before.
  mutating func noteSuccess(of task: Int) -> Bool {
    lineage.successes[task] += 1
    let node = instance.cluster.devices[Int(deviceOfTask[task])].node
    lineage.outputs[node].append(Int32(task))
    return lineage.successes[task] > 1
  }

  /// Takes note that a task has succeeded again, and returns whether an edge's consumer waited for it.
  mutating func endsWaiting(_ edge: Int) -> Bool {
    guard lineage.isAwaitedAgain[edge] else { return false }
    lineage.isAwaitedAgain[edge] = false
    lineage.awaitedEdges -= 1
    return true
  }

  /// What is on a node that goes down is lost: outputs, and inputs that have arrived. O(tasks and edges
  /// concerned).
  mutating func loseData(ofNode node: Int) {
    let devices = instance.cluster.nodes[node].devices
    let (made, brought) = (lineage.outputs[node], lineage.inputs[node])
    lineage.outputs[node].removeAll(keepingCapacity: true)
    lineage.inputs[node].removeAll(keepingCapacity: true)
    var needy: [Int] = []
    for task in brought.lazy.map(Int.init) {
      switch taskStates[task] {
      case .succeeded, .failed, .skipped: continue
      case .waiting, .ready, .assigned, .running: break
      }
      loseInputs(of: task, on: devices)
      needy.append(task)
      // Its inputs will be sent there again.
      if taskStates[task] == .assigned, devices.contains(Int(deviceOfTask[task])) {
        lineage.inputs[node].append(Int32(task))
      }
    }
    for task in made.lazy.map(Int.init) {
      lineage.isLost[task] = true
      for edge in instance.workflow.outputs(of: task) {
        needy.append(instance.workflow.target(of: edge))
      }
    }
    demandInputs(of: needy)
  }

  private mutating func loseInputs(of task: Int, on devices: Range<Int>) {
    let isThere = devices.contains(Int(inputsDevice[task]))
    for edge in instance.workflow.inputs(of: task) where instance.workflow.bytes(of: edge) > 0 {
      if devices.contains(Int(lineage.copyDevice[edge])) { lineage.copyDevice[edge] = -1 }
      guard isThere, arrival[edge] < .infinity else { continue }
      arrival[edge] = .infinity
      guard taskStates[task] == .assigned else { continue }
      pendingInputs[task] += 1
      heldEdges.append(Int32(edge))
    }
    if isThere, taskStates[task] == .assigned { refreshInputs(of: task) }
  }

  /// A task has lost its attempt, and may find its inputs gone.
  mutating func demandInputs(ofLost task: Int) {
    taskStates[task] = .waiting
    demandInputs(of: [task])
  }

  /// Sees to it that producers run again where one of these tasks needs what they made, and so on along
  /// their inputs.
  ///
  /// A list of work rather than recursion: a chain of lost tasks may be long.
  private mutating func demandInputs(of tasks: [Int]) {
    let known = lineage.revoked.count
    var needy = tasks
    var next = 0
    while next < needy.count {
      let task = needy[next]
      next += 1
      switch taskStates[task] {
      case .running, .succeeded, .failed, .skipped: continue
      case .waiting, .ready, .assigned: break
      }
      for edge in instance.workflow.inputs(of: task) where lacks(edge) {
        lineage.isAwaitedAgain[edge] = true
        lineage.awaitedEdges += 1
        pendingPredecessors[task] += 1
        if taskStates[task] == .ready { taskStates[task] = .waiting }
        let source = instance.workflow.source(of: edge)
        if taskStates[source] == .succeeded {
          revoke(source)
          needy.append(source)
        }
      }
    }
    // Only now is it known whose inputs are there.
    for task in lineage.revoked[known...].lazy.map(Int.init) where pendingPredecessors[task] == 0 {
      taskStates[task] = .ready
      notices.append(.taskReady(task: task))
    }
  }

  /// Whether a task that has not started would wait in vain for what an edge brings.
  private func lacks(_ edge: Int) -> Bool {
    let source = instance.workflow.source(of: edge)
    guard lineage.successes[source] > 0, !lineage.isAwaitedAgain[edge],
      arrival[edge] == .infinity, !canSend(edge)
    else { return false }
    return !(isConditional && isDead(edge: edge))
  }

  /// A task that has succeeded has to run again, from the beginning, and with inputs anew.
  private mutating func revoke(_ task: Int) {
    notices.append(.outputsLost(task: task, device: Int(deviceOfTask[task])))
    lineage.revoked.append(Int32(task))
    lineage.isLost[task] = false
    taskStates[task] = .waiting
    unfinishedTasks += 1
    deviceOfTask[task] = -1
    inputsDevice[task] = -1
    for edge in instance.workflow.inputs(of: task) {
      arrival[edge] = .infinity
      lineage.copyDevice[edge] = -1
    }
  }
}
