import SchedulingModel

/// What a policy may do.
extension SystemState {
  /// Assigns a task to a device, behind everything that waits there.
  ///
  /// The task's predecessors may still be running: their data is sent as soon as it exists.
  ///
  /// - Throws: the rule that this breaks; the run then ends with that error.
  public mutating func assign(_ task: Int, to device: Int) throws(SchedulingError) {
    assignmentSequence += 1
    try assign(task, to: device, key: QueueKey(order: assignmentSequence))
  }

  /// Assigns a task to all devices of a gang, behind everything that waits at any of them.
  ///
  /// - Parameter devices: as many as the task needs, in any order, of one class. Inputs go to the lowest.
  /// - Throws: the rule that this breaks; the run then ends with that error.
  public mutating func assign(_ task: Int, to devices: [Int]) throws(SchedulingError) {
    assignmentSequence += 1
    let gang = try checkGang(devices, of: task)
    try assign(
      task, to: gang[0].lowerBound, gang: gang, key: QueueKey(order: assignmentSequence))
  }

  /// Assigns a task to all devices of a gang at its place in a plan, as
  /// ``assign(_:to:plannedStart:plannedFinish:place:)-(Int,Int,_,_,_)`` does.
  ///
  /// - Throws: the rule that this breaks; the run then ends with that error.
  public mutating func assign(
    _ task: Int, to devices: [Int], plannedStart: Double, plannedFinish: Double, place: Int
  ) throws(SchedulingError) {
    let gang = try checkGang(devices, of: task)
    guard !plannedStart.isNaN, !plannedFinish.isNaN else {
      throw record(.badPlannedTime(task: task))
    }
    try assign(
      task, to: gang[0].lowerBound, gang: gang,
      key: QueueKey(
        start: plannedStart, finish: plannedFinish, order: Int32(truncatingIfNeeded: place)))
  }

  /// Assigns a task to a device at its place in a plan: the queue is ordered by planned start, then
  /// planned finish, then this number.
  ///
  /// - Parameter place: the task's own; larger than those of its predecessors.
  /// - Throws: the rule that this breaks; the run then ends with that error.
  public mutating func assign(
    _ task: Int, to device: Int, plannedStart: Double, plannedFinish: Double, place: Int
  ) throws(SchedulingError) {
    guard !plannedStart.isNaN, !plannedFinish.isNaN else {
      throw record(.badPlannedTime(task: task))
    }
    try assign(
      task, to: device,
      key: QueueKey(
        start: plannedStart, finish: plannedFinish, order: Int32(truncatingIfNeeded: place)))
  }

  /// Gives tasks that wait in queues new planned times, and sorts the queues by them. Devices stay,
  /// and so do transfers: only the order changes.
  ///
  /// - Throws: the rule that this breaks; the run then ends with that error.
  /// - Complexity: O(k log k) for k tasks in the queues concerned.
  public mutating func reorder(
    _ placements: [(entry: Schedule.Entry, place: Int)]
  ) throws(SchedulingError) {
    var devices: [Int] = []
    for (placement, place) in placements {
      try countCommand()
      guard instance.workflow.tasks.indices.contains(placement.task) else {
        throw record(.unknownTask(placement.task))
      }
      guard taskStates[placement.task] == .assigned,
        deviceOfTask[placement.task] == Int32(placement.device)
      else {
        throw record(
          .notAssignable(task: placement.task, state: taskStates[placement.task]))
      }
      guard !placement.start.isNaN, !placement.finish.isNaN else {
        throw record(.badPlannedTime(task: placement.task))
      }
      queueKeys[placement.task] = QueueKey(
        start: placement.start, finish: placement.finish,
        order: Int32(truncatingIfNeeded: place))
      for index in runs(of: placement.task) { devices += run(at: index) }
    }
    devices.sort()
    var last = -1
    for device in devices where device != last {
      last = device
      try sortQueue(of: device)
    }
  }

  /// Takes a task that has not started out of its queue. Inputs that have arrived stay where they
  /// are, and count if the task comes back to the same device; transfers in flight are dropped.
  ///
  /// - Throws: the rule that this breaks; the run then ends with that error.
  public mutating func withdraw(_ task: Int) throws(SchedulingError) {
    try countCommand()
    guard instance.workflow.tasks.indices.contains(task) else {
      throw record(.unknownTask(task))
    }
    guard taskStates[task] == .assigned else {
      throw record(.notWithdrawable(task: task, state: taskStates[task]))
    }
    dropTransfers(to: task)
    removeFromQueues(task)
    release(task)
  }

  private mutating func assign(
    _ task: Int, to device: Int, gang: [Range<Int>] = [], key: QueueKey
  ) throws(SchedulingError) {
    try countCommand()
    guard instance.workflow.tasks.indices.contains(task) else {
      throw record(.unknownTask(task))
    }
    guard instance.cluster.devices.indices.contains(device) else {
      throw record(.unknownDevice(device))
    }
    guard instance.costs.isEligible(task, on: device) else {
      throw record(.ineligibleDevice(task: task, device: device))
    }
    guard jobArrived[Int(instance.jobOfTask[task])] else {
      throw record(.jobNotArrived(task: task))
    }
    guard taskStates[task] == .waiting || taskStates[task] == .ready else {
      throw record(.notAssignable(task: task, state: taskStates[task]))
    }
    if hasGangs {
      guard !gang.isEmpty || instance.workflow.tasks[task].devices == 1 else {
        throw record(.wrongGangSize(task: task, given: 1))
      }
      setRuns(of: task, to: gang.isEmpty ? [device..<(device + 1)] : gang)
    }
    deviceOfTask[task] = Int32(device)
    try checkQueueOrder(task, key: key)

    if firstAssignment[task] == 0 {
      totalAssigned += 1
      firstAssignment[task] = totalAssigned
    }
    taskStates[task] = .assigned
    queueKeys[task] = key
    insertIntoQueues(task)
    startInputTransfers(of: task, to: device)
    touch(device)
  }

  /// Refuses an order in which one task of the queue waits for another behind it.
  private mutating func checkQueueOrder(
    _ task: Int, key: QueueKey
  ) throws(SchedulingError) {
    let device = Int(deviceOfTask[task])
    if pendingPredecessors[task] > 0 {
      for edge in instance.workflow.inputs(of: task) {
        let source = instance.workflow.source(of: edge)
        if taskStates[source] == .assigned,
          hasGangs || deviceOfTask[source] == Int32(device), key < queueKeys[source],
          !hasGangs || shareDevice(source, task), isAwaited(edge: edge)
        {
          throw record(.predecessorBehind(task: task, predecessor: source, device: device))
        }
      }
    }
    for edge in instance.workflow.outputs(of: task) {
      let target = instance.workflow.target(of: edge)
      if taskStates[target] == .assigned,
        hasGangs || deviceOfTask[target] == Int32(device), queueKeys[target] < key,
        !hasGangs || shareDevice(target, task), isAwaited(edge: edge)
      {
        throw record(.predecessorBehind(task: target, predecessor: task, device: device))
      }
    }
  }

  private mutating func countCommand() throws(SchedulingError) {
    commandsThisRound += 1
    // Withdrawing and assigning every task a few times over is more than a re-planner needs.
    if commandsThisRound > 8 * instance.workflow.taskCount + 1024 {
      throw record(.endlessRound(commands: commandsThisRound))
    }
  }

  mutating func record(_ error: SchedulingError) -> SchedulingError {
    if violation == nil { violation = error }
    return error
  }
}
