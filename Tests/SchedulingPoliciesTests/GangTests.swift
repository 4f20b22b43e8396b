import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// List scheduling and HEFT of tasks that need several devices at once, against twins that try every
/// instant at which a device becomes free.
@Suite struct GangTests {
  @Test func listSchedulingAgainstTheTwin() throws {
    var gangs = 0
    for seed in UInt64(1)...60 {
      let instance = try InstanceShape.gangs.instance(seed: seed)
      let made = try PolicyCatalog.makePolicy(PolicyName("priority-list"), seed: 1)
      let result = Simulation(instance: instance).run(made)
      #expect(sorted(result.schedule) == listTwin(instance), "seed \(seed)")
      gangs += instance.workflow.tasks.count { $0.devices > 1 }
    }
    #expect(gangs > 300)
  }

  @Test func planAgainstTheTwin() throws {
    for seed in UInt64(1)...60 {
      let instance = try InstanceShape.gangs.instance(seed: seed)
      let problem = PlanningProblem(instance)
      let ranks = try #require(HEFT().priorities(problem))
      let plan = try HEFT().plan(problem)
      #expect(sorted(plan) == planTwin(instance, ranks: ranks), "seed \(seed)")
    }
  }

  private func sorted(_ schedule: Schedule) -> [Schedule.Entry] {
    schedule.entries.sorted { ($0.task, $0.device) < ($1.task, $1.device) }
  }

  private func entries(_ task: Int, _ gang: [Int], _ start: Double, _ finish: Double)
    -> [Schedule.Entry]
  {
    gang.map { Schedule.Entry(task: task, device: $0, start: start, finish: finish) }
  }

  /// Of each class, the lowest free devices; of the classes, the one where the task finishes first.
  private func listTwin(_ instance: Instance) -> [Schedule.Entry] {
    let workflow = instance.workflow
    var placed: [Int: [Schedule.Entry]] = [:]
    var isDone = Set<Int>()
    // A task of length zero ends in the round after the one in which it starts.
    var hasStarted = Set<Int>()
    while isDone.count < workflow.taskCount {
      let running = placed.filter { !isDone.contains($0.key) }.values.compactMap(\.first)
      let times = running.map { hasStarted.contains($0.task) ? $0.finish : $0.start }
      let now = placed.isEmpty ? 0 : times.min() ?? 0
      let ended = running.filter { hasStarted.contains($0.task) && $0.finish == now }
      for entry in ended { isDone.insert(entry.task) }
      var free = Set(0..<instance.cluster.deviceCount)
      for entry in placed.values.joined() where !isDone.contains(entry.task) {
        free.remove(entry.device)
      }
      let ready = workflow.tasks.indices.filter { task in
        placed[task] == nil
          && workflow.inputs(of: task).allSatisfy { isDone.contains(workflow.source(of: $0)) }
      }
      let waiting = ready.sorted {
        (-workflow.tasks[$0].priority, $0) < (-workflow.tasks[$1].priority, $1)
      }
      for task in waiting {
        var best: [Schedule.Entry] = []
        let size = workflow.tasks[task].devices
        let able = free.sorted().filter { instance.costs.isEligible(task, on: $0) }
        let classes = instance.cluster.classes.indices.map { deviceClass in
          Array(
            able.filter { instance.cluster.devices[$0].deviceClass == deviceClass }.prefix(size))
        }
        let gangs = size == 1 ? able.map { [$0] } : classes.filter { $0.count == size }
        for gang in gangs {
          let start = dataReady(of: task, on: gang[0], at: now, instance, placed)
          let finish = start + instance.costs.seconds(task, on: gang[0])
          // Of equally early classes, the one whose gang is complete at the lower device.
          let known = best.last.map { ($0.finish, $0.device) } ?? (.infinity, .max)
          if (finish, gang[size - 1]) < known { best = entries(task, gang, start, finish) }
        }
        guard !best.isEmpty else { continue }
        placed[task] = best
        for entry in best { free.remove(entry.device) }
      }
      for entries in placed.values where entries[0].start == now {
        hasStarted.insert(entries[0].task)
      }
    }
    return placed.values.joined().sorted { ($0.task, $0.device) < ($1.task, $1.device) }
  }

  private func dataReady(
    of task: Int, on device: Int, at now: Double, _ instance: Instance,
    _ placed: [Int: [Schedule.Entry]]
  ) -> Double {
    var ready = now
    for edge in instance.workflow.inputs(of: task) {
      guard let producer = placed[instance.workflow.source(of: edge)]?.first else { continue }
      let bytes = instance.workflow.bytes(of: edge)
      ready = max(
        ready, now + instance.cluster.transferSeconds(bytes, from: producer.device, to: device))
    }
    return ready
  }

  /// By descending rank; every ready time and every end of a busy interval may be a start.
  private func planTwin(_ instance: Instance, ranks: [Double]) -> [Schedule.Entry] {
    let workflow = instance.workflow
    let position = workflow.topologicalPosition
    let order = workflow.tasks.indices.sorted {
      (-ranks[$0], position[$0]) < (-ranks[$1], position[$1])
    }
    var busy = [DeviceTimelineTests.BusyIntervals](
      repeating: .init(), count: instance.cluster.deviceCount)
    var ends = [[Double]](repeating: [], count: instance.cluster.deviceCount)
    var leaders: [Int: Schedule.Entry] = [:]
    var plan: [Schedule.Entry] = []
    for task in order {
      let size = workflow.tasks[task].devices
      var best: [Schedule.Entry] = []
      for deviceClass in instance.cluster.classes.indices {
        let cost = instance.costs.seconds(task, onClass: deviceClass)
        let devices = instance.costs.eligibleDevices(of: task).map(Int.init).filter {
          instance.cluster.devices[$0].deviceClass == deviceClass
        }
        let ready = Dictionary(
          uniqueKeysWithValues: devices.map {
            ($0, BruteForce.inputsReady(task, on: $0, instance, leaders))
          })
        func isFree(_ device: Int, _ time: Double) -> Bool {
          busy[device].earliest(ready: time, duration: cost, limit: .infinity) == time
        }
        let instants = Set(devices.flatMap { ends[$0] } + ready.values + [0]).sorted()
        let found = instants.lazy.compactMap { time -> [Int]? in
          let able = devices.filter { (ready[$0] ?? .infinity) <= time && isFree($0, time) }
          return able.count >= size ? Array(able.prefix(size)) : nil
        }.first
        guard let gang = found, let data = ready[gang[0]] else { continue }
        let start = instants.first { time in
          time >= data && gang.allSatisfy { isFree($0, time) }
        }
        guard let start else { continue }
        let candidate = entries(task, gang, start, start + cost)
        let known = best.first?.finish ?? .infinity
        if start + cost < known
          || start + cost == known && gang[0] < best.first?.device ?? .max
        {
          best = candidate
        }
      }
      if let leader = best.first { leaders[task] = leader }
      for entry in best {
        busy[entry.device].add(entry.start, entry.finish)
        ends[entry.device].append(entry.finish)
      }
      plan += best
    }
    return plan.sorted { ($0.task, $0.device) < ($1.task, $1.device) }
  }
}
