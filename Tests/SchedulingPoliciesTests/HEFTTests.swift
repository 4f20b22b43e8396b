import SchedulingModel
import SchedulingPolicies
import Testing

/// HEFT against a twin without chunks, ranges or limits: ranks by loops over pairs, and gaps found
/// by scanning the busy intervals of every eligible device.
@Suite struct HEFTTests {
  static let shapes = InstanceShape.allCases.filter { ![.twoJobs, .fourJobs, .gangs].contains($0) }

  @Test(arguments: shapes)
  func ranks(shape: InstanceShape) throws {
    for seed in UInt64(1)...20 {
      let instance = try shape.instance(seed: seed)
      let found = try #require(HEFT().priorities(PlanningProblem(instance)))
      for (task, expected) in upwardRanks(instance).enumerated() {
        #expect(
          abs(found[task] - expected) <= 1e-12 * max(expected, 1), "\(shape), seed \(seed), \(task)"
        )
      }
    }
  }

  @Test(arguments: shapes)
  func placements(shape: InstanceShape) throws {
    for seed in UInt64(1)...40 {
      let instance = try shape.instance(seed: seed)
      let problem = PlanningProblem(instance)
      let ranks = try #require(HEFT().priorities(problem))
      let plan = try HEFT().plan(problem).entries.sorted { $0.task < $1.task }
      #expect(plan == twin(instance, ranks: ranks), "\(shape), seed \(seed)")
    }
  }

  private func upwardRanks(_ instance: Instance) -> [Double] {
    let workflow = instance.workflow
    var ranks = [Double?](repeating: nil, count: workflow.taskCount)
    func rank(_ task: Int) -> Double {
      if let known = ranks[task] { return known }
      let devices = instance.costs.eligibleDevices(of: task).map(Int.init)
      let costs = devices.map { instance.costs.seconds(task, on: $0) }
      var longest = 0.0
      for edge in workflow.outputs(of: task) {
        let tail = rank(workflow.target(of: edge))
        longest = max(longest, BruteForce.mean(instance, edge: edge) + tail)
      }
      let value = costs.reduce(0, +) / Double(devices.count) + longest
      ranks[task] = value
      return value
    }
    return workflow.tasks.indices.map(rank)
  }

  private func twin(_ instance: Instance, ranks: [Double]) -> [Schedule.Entry] {
    let workflow = instance.workflow
    let position = workflow.topologicalPosition
    let order = workflow.tasks.indices.sorted {
      (-ranks[$0], position[$0]) < (-ranks[$1], position[$1])
    }
    var busy = [DeviceTimelineTests.BusyIntervals](
      repeating: .init(), count: instance.cluster.deviceCount)
    var placed: [Int: Schedule.Entry] = [:]
    for task in order {
      var best: Schedule.Entry?
      for device in instance.costs.eligibleDevices(of: task).map(Int.init) {
        let ready = BruteForce.inputsReady(task, on: device, instance, placed)
        let cost = instance.costs.seconds(task, on: device)
        let start = busy[device].earliest(ready: ready, duration: cost, limit: .infinity)
        guard let start, start + cost < best?.finish ?? .infinity else { continue }
        best = Schedule.Entry(task: task, device: device, start: start, finish: start + cost)
      }
      guard let best else { continue }
      placed[task] = best
      busy[best.device].add(best.start, best.finish)
    }
    return placed.values.sorted { $0.task < $1.task }
  }
}
