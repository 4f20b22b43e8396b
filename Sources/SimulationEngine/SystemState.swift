import SchedulingModel

/// The state of tasks, attempts, devices, queues and transfers, and its transitions.
///
/// Time is passed in: the state owns neither the event queue nor the clock, so that a simulator and
/// a real executor can drive the same object. Policies read it and give the commands
/// ``assign(_:to:)``, ``withdraw(_:)`` and ``reorder(_:)``; the driver reports what happened.
///
/// **Assignment.** Assigning is legal at any time for an eligible device, busy or not: it fixes
/// where the task's data goes. Assigned tasks wait in their device's queue. A task starts when it
/// heads the queue, its device is up and idle, and all inputs have arrived. Waiting for data does
/// not occupy the device, but no task overtakes the head.
///
/// **Gangs.** A task of several devices stands in the queue of each. It starts when it heads all these
/// queues, all its devices are up and idle, and its inputs have arrived at the lowest of them, where its
/// outputs will be, too. No device is held meanwhile. The attempt is lost if any of them goes down.
///
/// **Queues** are ordered by one total key: planned start, planned finish, then place in the plan
/// for planned tasks; then, after those, unplanned tasks in order of assignment. (The finish puts a
/// task of length zero before the task that starts when it does; the place orders two such tasks.)
///
/// **Communication.** An edge's transfer starts when its producer has finished and its consumer is
/// assigned, whichever is later, and arrives that time + (latency + bytes / bandwidth) later.
/// A transfer that loses an end to an outage, or that would start while an end is down, starts
/// again after the repair. Finished outputs, and inputs that have arrived, survive an outage, unless the
/// recovery says otherwise (``SchedulingModel/RecoveryModel/Outputs``): then tasks that have succeeded may
/// have to run again.
///
/// **Conditions.** A task that succeeds has passed or failed its verdict, which settles the edges out of
/// it. A task is skipped when a dead input rules it out (``Workflow/Join``), and leaves its queue.
///
/// **Copies.** Of tasks that are copies of each other (``Workflow/hasReplicas``) the first to succeed counts:
/// the others are skipped then, and an attempt of theirs stops.
///
/// **Failures.** An attempt on a node that goes down is lost, and the task is ready again.
///
/// **Maintenance.** A node that drains starts no attempt, and its devices are not free; what runs goes on.
/// A task that is planned for after a window stays behind it, unless it would be done before.
///
/// The first rule that a command breaks is recorded in ``violation``, whether or not the policy
/// catches the error that is thrown.
public struct SystemState: ~Copyable {
  /// The tasks, cluster and estimated costs.
  public let instance: Instance
  /// The current time, in seconds.
  public internal(set) var now = 0.0
  /// The first rule that a command broke.
  public internal(set) var violation: SchedulingError?
  /// The number of tasks that have neither succeeded, nor been skipped, nor been given up.
  public internal(set) var unfinishedTasks: Int

  // Tasks.
  let taskStates: Column<TaskState>
  let pendingPredecessors: Column<Int32>
  /// Inputs whose arrival time is not known yet.
  let pendingInputs: Column<Int32>
  /// The latest known arrival among the inputs.
  let inputsReady: Column<Double>
  /// The device that the task is assigned to, runs on or ran on; −1 before. Of a gang, the lowest: where
  /// its data is.
  let deviceOfTask: Column<Int32>
  /// The device to which the arrival times of the task's inputs refer; −1 before any.
  let inputsDevice: Column<Int32>
  /// When the last attempt started, and when the task succeeded or was skipped.
  let startedAt: Column<Double>
  let finishedAt: Column<Double>
  let attemptOfTask: Column<Int32>
  /// How the task turned out (``Workflow/Outcome``); meaningful once it has succeeded.
  let levels: Column<Int32>
  /// What it measured; empty where no task measures anything.
  let metrics: Column<Double>
  let jobArrived: Column<Bool>
  /// For each task, the node of its last lost attempt, −1 before; empty where retries go anywhere.
  let nodeOfLastLoss: Column<Int32>

  // Queues: doubly linked lists through slots, of which a task has one for each of its devices. Where no
  // task is a gang, a slot is its task's id.
  let queueKeys: Column<QueueKey>
  let nextInQueue: Column<Int32>
  let previousInQueue: Column<Int32>
  let queueHead: Column<Int32>
  let queueTail: Column<Int32>

  // Gangs. What is done to a gang is done to runs of devices with consecutive ids: there are few of them,
  // even where there are thousands of devices.
  /// Whether any task needs several devices at once; the next columns are empty if none does.
  let hasGangs: Bool
  /// For each task, its first slot; and where the last one's end.
  let firstSlot: Column<Int32>
  let taskOfSlot: Column<Int32>
  /// For each task, of how many runs its devices are. They are kept in the places of its first slots.
  let runCount: Column<Int32>
  let runStart: Column<Int32>
  let runEnd: Column<Int32>
  /// For each task, how many of its slots do not head their queues.
  let slotsBehind: Column<Int32>

  // Devices. What heads a device's queue may run there.
  let isUp: Column<Bool>
  /// Whether attempts may start: the device's node is up and does not drain.
  let isOpen: Column<Bool>
  /// For each node, whether it drains, or would if it were up; empty without maintenance.
  let isDraining: Column<Bool>
  let freeWords: Column<UInt64>
  let isTouched: Column<Bool>

  // Edges: when the data is at the consumer; infinite while it is not known.
  let arrival: Column<Double>
  /// Edges from candidates that the selecting task keeps; empty where no task selects.
  let isKept: Column<Bool>

  /// Runs of devices whose heads may have become startable since the driver last looked.
  var touchedRuns: [Range<Int>] = []
  /// How many of them it has looked at, and the rest of the one that it looks at.
  var touchedSeen = 0
  var touchedRest = 0..<0
  /// Events that the policy has not been told yet.
  var notices: [SchedulingEvent] = []
  /// The nodes that are down, ascending.
  var nodesDown: [Int] = []
  /// Edges whose transfer waits for the repair of an end or a link.
  var heldEdges: [Int32] = []
  /// For each node, edges that may be in flight from or to it; kept only where nodes can fail.
  var inFlight: [[Int32]] = []
  let nodesCanFail: Bool
  /// The links that can fail, and whether there are any.
  var links: LinkState
  let linksCanFail: Bool
  /// Whether outputs are lost with their node, so that tasks that have succeeded may have to run again.
  public let outputsCanBeLost: Bool
  /// Which are, and who has to run again for that; empty where none can be.
  var lineage: Lineage
  /// Where outputs are as well, and never lost; nil without such a store.
  let store: Interconnect.Link?
  /// Whether any node is ever out of service by plan.
  public let hasMaintenance: Bool
  /// Whether nodes or links can fail: one question for every transfer and round.
  let waysCanFail: Bool
  /// Whether tasks can be skipped.
  let isConditional: Bool
  /// Whether tasks have copies.
  let hasReplicas: Bool
  /// Copies that wait until their original is late; empty without copies.
  let isDormant: Column<Bool>
  var assignmentSequence: Int32 = 0
  var totalAssigned: Int32 = 0
  /// Commands of the policy since the round began.
  package internal(set) var commandsThisRound = 0
  /// Bytes that crossed devices; those of a transfer that was stopped do not count.
  package internal(set) var bytesMoved = 0.0
  /// The order in which tasks were first assigned, from 1; 0 for tasks that never were.
  let firstAssignment: Column<Int32>

  /// A fresh state: no job has arrived, every node is up.
  public init(_ instance: Instance) {
    self.instance = instance
    // First, and without a closure over what is not whole yet: Swift 6.3 would destroy it before it is there.
    links = LinkState(instance)
    waysCanFail = instance.cluster.canFail || !instance.cluster.uplinks.isEmpty
    let tasks = instance.workflow.taskCount
    let devices = instance.cluster.deviceCount
    hasGangs = instance.workflow.hasGangs
    let slots = hasGangs ? instance.workflow.tasks.reduce(0) { $0 + $1.devices } : tasks
    let gangSlots = hasGangs ? slots : 0
    unfinishedTasks = tasks
    taskStates = Column(repeating: .waiting, count: tasks)
    pendingPredecessors = Column(repeating: 0, count: tasks)
    pendingInputs = Column(repeating: 0, count: tasks)
    inputsReady = Column(repeating: 0, count: tasks)
    deviceOfTask = Column(repeating: -1, count: tasks)
    inputsDevice = Column(repeating: -1, count: tasks)
    startedAt = Column(repeating: 0, count: tasks)
    finishedAt = Column(repeating: 0, count: tasks)
    attemptOfTask = Column(repeating: 0, count: tasks)
    levels = Column(repeating: 1, count: tasks)
    metrics = Column(repeating: .infinity, count: instance.workflow.hasMetrics ? tasks : 0)
    firstAssignment = Column(repeating: 0, count: tasks)
    jobArrived = Column(repeating: false, count: instance.jobs.count)
    nodeOfLastLoss = Column(
      repeating: -1, count: instance.reliability.recovery.retriesElsewhere ? tasks : 0)
    queueKeys = Column(repeating: QueueKey(), count: tasks)
    nextInQueue = Column(repeating: -1, count: slots)
    previousInQueue = Column(repeating: -1, count: slots)
    firstSlot = Column(repeating: 0, count: hasGangs ? tasks + 1 : 0)
    taskOfSlot = Column(repeating: -1, count: gangSlots)
    runCount = Column(repeating: 0, count: hasGangs ? tasks : 0)
    runStart = Column(repeating: -1, count: gangSlots)
    runEnd = Column(repeating: -1, count: gangSlots)
    slotsBehind = Column(repeating: 0, count: hasGangs ? tasks : 0)
    queueHead = Column(repeating: -1, count: devices)
    queueTail = Column(repeating: -1, count: devices)
    isUp = Column(repeating: true, count: devices)
    isOpen = Column(repeating: true, count: devices)
    hasMaintenance = instance.cluster.hasMaintenance
    isDraining = Column(
      repeating: false, count: hasMaintenance ? instance.cluster.nodes.count : 0)
    freeWords = Column(repeating: 0, count: (devices + 63) / 64)
    isTouched = Column(repeating: false, count: devices)
    arrival = Column(repeating: .infinity, count: instance.workflow.edgeCount)
    isKept = Column(
      repeating: false, count: instance.workflow.hasSelections ? instance.workflow.edgeCount : 0)
    isConditional = instance.workflow.isConditional
    hasReplicas = instance.workflow.hasReplicas
    isDormant = Column(repeating: false, count: hasReplicas ? tasks : 0)
    nodesCanFail = instance.cluster.canFail
    linksCanFail = !instance.cluster.uplinks.isEmpty
    let outputs = instance.reliability.recovery.outputs
    outputsCanBeLost = nodesCanFail && outputs == .lost
    lineage = Lineage(outputsCanBeLost ? instance : nil)
    if case .stored(let link) = outputs { store = link } else { store = nil }
    if nodesCanFail { inFlight = [[Int32]](repeating: [], count: instance.cluster.nodes.count) }
    for task in 0..<tasks {
      pendingPredecessors[task] = Int32(instance.workflow.inputs(of: task).count)
    }
    if hasReplicas { putToSleep() }
    if hasGangs { layOutSlots() }
    for device in 0..<devices { updateFree(device) }
  }
}
