import SchedulingModel

/// Moving data: when the inputs of a task are on its device.
extension SystemState {
  /// Starts the transfers of every input that exists, when the task is assigned to a device.
  mutating func startInputTransfers(of task: Int, to device: Int) {
    let returns = inputsDevice[task] == Int32(device)
    if outputsCanBeLost { noteInputs(of: task, goTo: device) }
    inputsDevice[task] = Int32(device)
    pendingInputs[task] = 0
    inputsReady[task] = now
    for edge in instance.workflow.inputs(of: task) {
      if isConditional, isDead(edge: edge) { continue }
      if returns && arrival[edge] <= now { continue }
      arrival[edge] = .infinity
      pendingInputs[task] += 1
      let isThere =
        outputsCanBeLost
        ? canSend(edge) : taskStates[instance.workflow.source(of: edge)] == .succeeded
      if isThere { startTransfer(edge, of: task, to: device) }
    }
  }

  /// Starts one transfer now, or holds it while an end is down or a link stops it.
  mutating func startTransfer(_ edge: Int, of task: Int, to device: Int) {
    if waysCanFail { return startUncertainTransfer(edge, of: task, to: device) }
    let bytes = instance.workflow.bytes(of: edge)
    let source = Int(deviceOfTask[instance.workflow.source(of: edge)])
    var arrives = now
    if bytes != 0, source != device {
      arrives = now + instance.cluster.transferSeconds(bytes, from: source, to: device)
      bytesMoved += bytes
    }
    note(edge, of: task, arrivesAt: arrives)
  }

  @inline(__always)
  private mutating func note(_ edge: Int, of task: Int, arrivesAt time: Double) {
    arrival[edge] = time
    pendingInputs[task] -= 1
    if time > inputsReady[task] { inputsReady[task] = time }
  }

  @inline(never)  // So that a run in which nothing fails does not pay for it.
  private mutating func startUncertainTransfer(_ edge: Int, of task: Int, to device: Int) {
    let bytes = instance.workflow.bytes(of: edge)
    let source = sourceDevice(of: edge)
    var arrives = now
    if bytes != 0, source != device {
      guard isUp[device], isUp[source] || store != nil else {
        heldEdges.append(Int32(edge))
        return
      }
      var seconds = instance.cluster.transferSeconds(bytes, from: source, to: device)
      if !isUp[source], let store {
        seconds = store.seconds(bytes)
        if linksCanFail { links.noteOwnWay(edge) }
      } else if linksCanFail {
        guard let slower = send(edge, from: source, to: device, seconds: seconds) else {
          heldEdges.append(Int32(edge))
          return
        }
        seconds = slower
      }
      if nodesCanFail {
        if isUp[source] { inFlight[instance.cluster.devices[source].node].append(Int32(edge)) }
        inFlight[instance.cluster.devices[device].node].append(Int32(edge))
      }
      arrives = now + seconds
      bytesMoved += bytes
    }
    note(edge, of: task, arrivesAt: arrives)
  }

  /// Stops every transfer in flight from or to a node that goes down, and holds it.
  mutating func holdTransfers(ofNode node: Int) {
    guard nodesCanFail else { return }
    var tasks: [Int] = []
    for edge in inFlight[node] {
      let task = instance.workflow.target(of: Int(edge))
      guard taskStates[task] == .assigned, arrival[Int(edge)] > now,
        arrival[Int(edge)] < .infinity
      else { continue }
      // The list may hold an earlier way of the data, to a device that the task has left.
      let source = sourceDevice(of: Int(edge))
      let devices = instance.cluster.nodes[node].devices
      guard devices.contains(source) || devices.contains(Int(deviceOfTask[task])) else { continue }
      hold(Int(edge), of: task)
      if tasks.last != task { tasks.append(task) }
    }
    inFlight[node].removeAll(keepingCapacity: true)
    // It may have been late because of a link, or come from elsewhere, and be there earlier.
    for task in tasks { refreshInputs(of: task) }
  }

  /// Stops a transfer in flight, which will start again.
  mutating func hold(_ edge: Int, of task: Int) {
    bytesMoved -= instance.workflow.bytes(of: edge)
    arrival[edge] = .infinity
    pendingInputs[task] += 1
    heldEdges.append(Int32(edge))
  }

  /// How long a transfer takes that starts now: from the store if its source is down, else over the links
  /// between the devices.
  @inline(__always)
  func secondsToSend(_ bytes: Double, from source: Int, to device: Int) -> Double {
    if nodesCanFail, source != device, !isUp[source], let store { return store.seconds(bytes) }
    return instance.cluster.transferSeconds(bytes, from: source, to: device)
  }

  /// Drops what is under way to a task that leaves its queue.
  mutating func dropTransfers(to task: Int) {
    for edge in instance.workflow.inputs(of: task)
    where arrival[edge] > now && arrival[edge] < .infinity {
      bytesMoved -= instance.workflow.bytes(of: edge)
      arrival[edge] = .infinity
    }
  }

  /// Starts the held transfers whose ends are both up again, and which no link stops.
  mutating func resumeTransfers() {
    guard !heldEdges.isEmpty else { return }
    let held = heldEdges
    heldEdges.removeAll(keepingCapacity: true)
    for edge in held {
      let task = instance.workflow.target(of: Int(edge))
      // A task that was withdrawn, or that has its data by now, needs nothing.
      guard taskStates[task] == .assigned, arrival[Int(edge)] == .infinity,
        canSend(Int(edge))
      else { continue }
      startTransfer(Int(edge), of: task, to: Int(deviceOfTask[task]))
      touch(Int(deviceOfTask[task]))
    }
  }
}
