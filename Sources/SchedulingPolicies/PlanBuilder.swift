import SchedulingModel
import SimulationEngine

/// The working state of a list planner: where tasks have been placed, and when each device is free.
///
/// Starts with the committed part: its placements hold their devices, and its tasks' outputs are
/// where they were placed. Maintenance is left free: see `PlanBuilder+Windows.swift`.
struct PlanBuilder {
  /// Where on a device a task may go.
  enum Placement {
    /// Into the earliest gap that takes it.
    case insertion
    /// After everything that the device holds.
    case append
  }

  /// A choice of device, start and finish for a task; times in seconds.
  struct Choice {
    var device: Int
    var start: Double
    var finish: Double
    var slot: DeviceTimeline.Slot?
  }

  let problem: PlanningProblem
  let placement: Placement
  let cluster: Cluster
  /// Whether there is maintenance: asked of the cluster, that would copy it each time.
  let hasWindows: Bool
  private let workflow: Workflow
  let costs: CostModel
  /// The device of each placed task; −1 before.
  private(set) var deviceOfTask: [Int32]
  private(set) var start: [Double]
  private(set) var finish: [Double]
  /// The tasks in the order in which they were placed.
  private var order: [Int] = []
  /// When a task's inputs are on each device, for the task of the last ``findInputs(of:)``.
  var ready: [Double]
  private var classSeconds: [Double]
  private let hasReplicas: Bool
  /// Tasks from which nothing comes; empty if there are none.
  private var isAbsent: [Bool] = []
  /// The devices of placed tasks that have several.
  private var gangs: [Int: [Int]] = [:]
  private(set) var timelines: [DeviceTimeline] = []
  private(set) var freeFrom: [Double] = []

  init(_ problem: PlanningProblem, placement: Placement) {
    self.problem = problem
    self.placement = placement
    cluster = problem.instance.cluster
    hasWindows = problem.instance.cluster.hasMaintenance
    workflow = problem.instance.workflow
    costs = problem.instance.costs
    hasReplicas = workflow.hasReplicas
    deviceOfTask = [Int32](repeating: -1, count: workflow.taskCount)
    start = [Double](repeating: 0, count: workflow.taskCount)
    finish = start
    ready = [Double](repeating: 0, count: cluster.deviceCount)
    classSeconds = [Double](repeating: 0, count: costs.classCount)
    switch placement {
    case .insertion:
      timelines = [DeviceTimeline](repeating: DeviceTimeline(), count: cluster.deviceCount)
    case .append:
      freeFrom = [Double](repeating: problem.now, count: cluster.deviceCount)
    }
    for entry in problem.committed.entries {
      if entry.outcome == .skipped {
        if isAbsent.isEmpty { isAbsent = [Bool](repeating: false, count: workflow.taskCount) }
        isAbsent[entry.task] = true
      }
      guard entry.outcome == .succeeded else { continue }
      // A gang has an entry for each device; its data is on the lowest.
      let known = deviceOfTask[entry.task]
      deviceOfTask[entry.task] = known < 0 ? Int32(entry.device) : min(known, Int32(entry.device))
      start[entry.task] = entry.start
      finish[entry.task] = entry.finish
      occupy(entry.device, from: entry.start, to: entry.finish)
    }
    for (device, time) in problem.availableFrom.enumerated() where time > problem.now {
      switch placement {
      // From the beginning, so that no gap is left in which a task of length zero could end now.
      case .insertion: timelines[device].block(from: 0, to: time)
      case .append: freeFrom[device] = max(freeFrom[device], time)
      }
    }
  }

  /// Fills ``ready``: when the inputs of a task are on each device.
  ///
  /// Each input is ready everywhere at its arrival over the widest level, but earlier in its
  /// producer's pod, node and device, which are ranges of ids. O(inputs × devices).
  ///
  /// - Throws: `predecessorMissing` if an input's producer has not been placed.
  mutating func findInputs(of task: Int) throws(PlanningError) {
    for device in ready.indices { ready[device] = problem.now }
    for edge in workflow.inputs(of: task) {
      let source = workflow.source(of: edge)
      let device = Int(deviceOfTask[source])
      if !isAbsent.isEmpty, isAbsent[source] { continue }
      if hasReplicas, !comesFirst(source) {
        // In the order of queues, a task stands behind every copy of what it needs.
        if device >= 0 {
          let begin = start[source]
          raise(0..<ready.count, to: begin < finish[source] ? begin.nextUp : begin)
        }
        continue
      }
      guard device >= 0 else { throw .predecessorMissing(task: task, predecessor: source) }
      let done = finish[source]
      let bytes = workflow.bytes(of: edge)
      if hasWindows {
        raiseBetweenWindows(bytes: bytes, from: device, sentAt: done)
        continue
      }
      if bytes == 0 {
        raise(0..<ready.count, to: done)
        continue
      }
      let node = cluster.nodes[cluster.devices[device].node]
      let pod = cluster.podDevices[node.pod]
      let links = cluster.interconnect
      if pod.count < ready.count {
        let arrival = done + links.seconds(bytes, over: .across)
        raise(0..<pod.lowerBound, to: arrival)
        raise(pod.upperBound..<ready.count, to: arrival)
      }
      let podArrival = done + links.seconds(bytes, over: .pod)
      raise(pod.lowerBound..<node.devices.lowerBound, to: podArrival)
      raise(node.devices.upperBound..<pod.upperBound, to: podArrival)
      if node.devices.count > 1 {
        let arrival = done + links.seconds(bytes, over: .node)
        raise(node.devices.lowerBound..<device, to: arrival)
        raise((device + 1)..<node.devices.upperBound, to: arrival)
      }
      ready[device] = max(ready[device], done)
    }
  }

  /// Whether a producer is that of its copies which finishes first. One that waits until another is late
  /// is not foreseen.
  private func comesFirst(_ producer: Int) -> Bool {
    let isPlaced = deviceOfTask[producer] >= 0
    for sibling in workflow.siblings(of: producer) where deviceOfTask[sibling] >= 0 {
      if !isPlaced || (finish[sibling], sibling) < (finish[producer], producer) { return false }
    }
    return isPlaced || !workflow.isSpeculative(producer)
  }

  @inline(__always)
  mutating func raise(_ devices: Range<Int>, to time: Double) {
    ready.withUnsafeMutableBufferPointer { buffer in
      for device in devices { buffer[device] = buffer[device] < time ? time : buffer[device] }
    }
  }

  /// Where a task would start and finish on one device, after ``findInputs(of:)``; nil if it would
  /// not finish before `limit`, or fits between no two windows of maintenance.
  @inline(__always)
  func choice(
    for task: Int, on device: Int, finishingBefore limit: Double = .infinity
  ) -> Choice? {
    let duration = costs.seconds(task, on: device)
    if hasWindows {
      return choice(on: device, duration: duration, limit: limit, windows: .avoided)
    }
    return choice(on: device, from: ready[device], duration: duration, limit: limit)
  }

  /// The earliest place from a time on, whatever maintenance there is.
  @inline(__always)
  func choice(on device: Int, from time: Double, duration: Double, limit: Double) -> Choice? {
    switch placement {
    case .insertion:
      guard
        let slot = timelines[device].earliestSlot(ready: time, duration: duration, limit: limit)
      else { return nil }
      return Choice(device: device, start: slot.start, finish: slot.start + duration, slot: slot)
    case .append:
      let start = max(freeFrom[device], time)
      guard start + duration < limit else { return nil }
      return Choice(device: device, start: start, finish: start + duration, slot: nil)
    }
  }

  /// The eligible devices of a task but those of nodes that hold a copy of it, unless there are no others.
  func allowedDevices(of task: Int) -> [Int32] {
    let devices = costs.eligibleDevices(of: task)
    guard hasReplicas else { return devices }
    let nodes = workflow.siblings(of: task).filter { deviceOfTask[$0] >= 0 }
      .map { cluster.devices[Int(deviceOfTask[$0])].node }
    guard !nodes.isEmpty else { return devices }
    let others = devices.filter { !nodes.contains(cluster.devices[Int($0)].node) }
    return others.isEmpty ? devices : others
  }

  /// The eligible device on which a task finishes first (ties: lowest id), after
  /// ``findInputs(of:)``.
  ///
  /// - Throws: `noFiniteFinish` if sums overflow on every device.
  mutating func earliestFinish(of task: Int) throws(PlanningError) -> Choice {
    if hasWindows { return try earliestFinishBetweenWindows(of: task) }
    for index in classSeconds.indices { classSeconds[index] = costs.seconds(task, onClass: index) }
    let devices = hasReplicas ? allowedDevices(of: task) : costs.eligibleDevices(of: task)
    // Behind everything that a device holds there is always room. The best such finish limits the
    // search for gaps on every device; its successor, so that an equal finish still counts.
    var limit = Double.infinity
    if placement == .insertion {
      for device in devices.lazy.map(Int.init) {
        let start = max(ready[device], timelines[device].lastStart)
        limit = min(limit, start + classSeconds[costs.deviceClass(of: device)])
      }
    }
    var best = Choice(device: -1, start: limit, finish: limit.nextUp, slot: nil)
    for device in devices { improve(&best, on: Int(device)) }
    guard best.device >= 0 else { throw .noFiniteFinish(task: task) }
    return best
  }

  @inline(__always)
  private func improve(_ best: inout Choice, on device: Int) {
    let duration = classSeconds[costs.deviceClass(of: device)]
    if let candidate = choice(
      on: device, from: ready[device], duration: duration, limit: best.finish)
    {
      best = candidate
    }
  }

  /// Places a task where a choice says.
  mutating func place(_ task: Int, at choice: Choice) {
    deviceOfTask[task] = Int32(choice.device)
    start[task] = choice.start
    finish[task] = choice.finish
    order.append(task)
    if let slot = choice.slot {
      timelines[choice.device].occupy(slot, until: choice.finish)
    } else {
      freeFrom[choice.device] = choice.finish
    }
  }

  /// Places a gang where a choice says.
  mutating func place(_ task: Int, at choice: GangChoice) {
    deviceOfTask[task] = Int32(choice.devices[0])
    start[task] = choice.start
    finish[task] = choice.finish
    order.append(task)
    gangs[task] = choice.devices
    for device in choice.devices { occupy(device, from: choice.start, to: choice.finish) }
  }

  /// Places a task, a gang or not, where it finishes first, after ``findInputs(of:)``.
  ///
  /// - Throws: `noFiniteFinish` if sums overflow on every device.
  mutating func placeEarliest(_ task: Int) throws(PlanningError) {
    if workflow.tasks[task].devices > 1 {
      place(task, at: try earliestGang(of: task))
    } else {
      place(task, at: try earliestFinish(of: task))
    }
  }

  private mutating func occupy(_ device: Int, from start: Double, to finish: Double) {
    switch placement {
    case .insertion: timelines[device].block(from: start, to: finish)
    case .append: freeFrom[device] = max(freeFrom[device], finish)
    }
  }

  /// The placements of the problem's tasks, in the order in which they were made.
  func schedule() -> Schedule {
    var entries: [Schedule.Entry] = []
    entries.reserveCapacity(order.count)
    for task in order {
      var entry = Schedule.Entry(
        task: task, device: Int(deviceOfTask[task]), start: start[task], finish: finish[task])
      entries.append(entry)
      guard !gangs.isEmpty, let gang = gangs[task] else { continue }
      for device in gang.dropFirst() {
        entry.device = device
        entries.append(entry)
      }
    }
    return Schedule(entries: entries)
  }
}
