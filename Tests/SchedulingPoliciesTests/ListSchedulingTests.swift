import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// List scheduling, under the engine, against a twin that has neither: no heaps, no groups, no
/// queues, no events, just the rule "the first ready task in order that may run on a free device
/// goes to the free device on which it finishes first".
@Suite struct ListSchedulingTests {
  @Test(
    arguments: InstanceShape.allCases.filter { $0 != .gangs }, ["priority-list", "critical-path"])
  func againstTheTwin(shape: InstanceShape, policy: String) throws {
    for seed in UInt64(1)...40 {
      let instance = try shape.instance(seed: seed)
      let made = try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: 1)
      let result = Simulation(instance: instance).run(made)
      let priorities =
        policy == "priority-list"
        ? instance.workflow.tasks.map(\.priority) : bottomLevels(instance)
      let executed = result.schedule.entries.sorted { $0.task < $1.task }
      #expect(executed == twin(instance, priorities), "\(policy) on \(shape), seed \(seed)")
    }
  }

  /// t1 waits on device 1 for data from device 0; when device 1 goes down, it goes to device 2.
  @Test(
    arguments: PolicyCatalog.entries.filter { $0.kind == .online }.map(\.name).map {
      // Planners among its candidates may wait for a return.
      $0 == "adaptive" ? "adaptive:candidates=critical-path+fifo" : $0
    })
  func waitingTasksLeaveADeviceThatGoesDown(policy name: String) throws {
    var builder = WorkflowBuilder(name: "leave")
    builder.add(Workflow.Task(name: "t0", cost: .work(10), placement: .device("n0")))
    builder.add(Workflow.Task(name: "t1", cost: .work(5), placement: .classes(["target"])))
    builder.connect(0, to: 1, bytes: 20)
    let outages = OutageModel(meanUpSeconds: 1e15, repair: .constant(1))
    let cluster = try Cluster(
      name: "three", classes: [DeviceClass(name: "source"), DeviceClass(name: "target")],
      nodes: ["source", "target", "target"].enumerated().map {
        Cluster.NodeSpecification(name: "n\($0)", deviceClasses: [$1], outages: outages)
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    var system = SystemState(try Instance(builder.build(), on: cluster))
    var policy = try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: 1)
    system.arrive(job: 0)
    try policy.observe(.taskReady(task: 0), in: system)
    try policy.decide(in: &system)
    let attempt = try system.begin(0)
    system.advance(to: 10)
    try system.complete(0, attempt: attempt)
    try policy.observe(.taskReady(task: 1), in: system)
    try policy.decide(in: &system)
    #expect(system.queue(of: 1) == [1])
    system.advance(to: 15)
    system.takeDown(node: 1)
    try policy.observe(.nodeDown(node: 1), in: system)
    try policy.decide(in: &system)
    #expect(system.queue(of: 1) == [] && system.queue(of: 2) == [1])
    #expect(system.headStatus(of: 2) == .waits(until: 35))
    #expect(system.violation == nil)
  }

  private func bottomLevels(_ instance: Instance) -> [Double] {
    func level(_ task: Int) -> Double {
      // Mean costs have tests of their own; a sum in another order would tie otherwise.
      let below = instance.workflow.outputs(of: task).map {
        level(instance.workflow.target(of: $0))
      }
      return instance.costs.meanSeconds(task) + (below.max() ?? 0)
    }
    return instance.workflow.tasks.indices.map(level)
  }

  private func twin(_ instance: Instance, _ priorities: [Double]) -> [Schedule.Entry] {
    let workflow = instance.workflow
    let byPriority = workflow.tasks.indices.sorted {
      (-priorities[$0], $0) < (-priorities[$1], $1)
    }
    var running: [Int: Schedule.Entry] = [:]
    var done: [Int: Schedule.Entry] = [:]
    // A task starts after the decision of its round, so one of length zero ends in the next round.
    var started: Set<Int> = []
    var last = -1.0
    while done.count < workflow.taskCount {
      let waiting = workflow.tasks.indices.filter { done[$0] == nil && running[$0] == nil }
      let arrivals = waiting.map { instance.arrival(of: $0) }.filter { $0 > last }
      let events = running.values.map { started.contains($0.task) ? $0.finish : $0.start }
      guard let now = (events + arrivals).min() else { break }
      last = now
      for entry in running.values where entry.finish == now && started.contains(entry.task) {
        done[entry.task] = entry
        running[entry.task] = nil
      }
      var free = Set(0..<instance.cluster.deviceCount)
      for entry in running.values { free.remove(entry.device) }
      for task in byPriority where done[task] == nil && running[task] == nil {
        guard instance.arrival(of: task) <= now else { continue }
        guard workflow.inputs(of: task).allSatisfy({ done[workflow.source(of: $0)] != nil }) else {
          continue
        }
        var best: Schedule.Entry?
        for device in free.sorted() where instance.costs.isEligible(task, on: device) {
          let start = inputs(of: task, on: device, at: now, instance, done)
          let finish = start + instance.costs.seconds(task, on: device)
          if best.map({ finish < $0.finish }) ?? true {
            best = Schedule.Entry(task: task, device: device, start: start, finish: finish)
          }
        }
        guard let best else { continue }
        running[task] = best
        free.remove(best.device)
      }
      for entry in running.values where entry.start == now { started.insert(entry.task) }
    }
    return done.values.sorted { $0.task < $1.task }
  }

  /// Data is sent when the task is assigned, which is now.
  private func inputs(
    of task: Int, on device: Int, at now: Double, _ instance: Instance,
    _ done: [Int: Schedule.Entry]
  ) -> Double {
    var ready = now
    for edge in instance.workflow.inputs(of: task) {
      guard let producer = done[instance.workflow.source(of: edge)] else { continue }
      let bytes = instance.workflow.bytes(of: edge)
      ready = max(
        ready, now + instance.cluster.transferSeconds(bytes, from: producer.device, to: device))
    }
    return ready
  }
}
