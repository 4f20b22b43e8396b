import Analysis
import SchedulingModel
import SimulationEngine
import Testing

/// Figures of runs in which tasks were skipped, or work was saved.
@Suite struct SkippingAndRecoveryMetricsTests {
  /// `judge` (2) → `good` (4) if it passed, `bad` (40) if not; `end` (1) needs either.
  private func instance(pass: Double) throws -> Instance {
    var builder = WorkflowBuilder(name: "w")
    builder.add(
      Workflow.Task(name: "judge", cost: .work(2), verdict: .init(passProbability: pass)))
    builder.add(Workflow.Task(name: "good", cost: .work(4)))
    builder.add(Workflow.Task(name: "bad", cost: .work(40)))
    builder.add(Workflow.Task(name: "end", cost: .work(1), join: .any))
    builder.connect(0, to: 1, when: .passed)
    builder.connect(0, to: 2, when: .failed)
    builder.connect(1, to: 3)
    builder.connect(2, to: 3)
    return try Instance(builder.build(), on: Cluster.identical(2))
  }

  private struct Ready: Policy {
    var count = 4

    mutating func decide(in system: inout SystemState) throws(PolicyError) {
      do {
        for task in 0..<count where system.state(of: task) == .ready {
          try system.assign(task, to: 0)
        }
      } catch {
        throw .broke(error)
      }
    }
  }

  @Test func skippedTasksDoNotCount() throws {
    let instance = try instance(pass: 1)
    let result = Simulation(instance: instance).run(Ready())
    let metrics = Metrics(result, costs: instance.costs)
    #expect(metrics.makespan == 7 && metrics.lowerBound == 7 && metrics.slr == 1)
    #expect(metrics.speedup == 1 && metrics.efficiency == 0.5 && metrics.utilization == 0.5)
    #expect(metrics.attempts == 3 && metrics.failures == 0 && metrics.skippedTasks == 1)
  }

  /// 10 s of work, segments of 3 s, a second for each checkpoint, half a second for a restart; down
  /// from 9 to 11: 6 s are saved and 1 s is lost; the second attempt takes 5.5 s, of which 4 are work.
  @Test func savedWorkIsNotLost() throws {
    let cluster = try Cluster(
      name: "one", classes: [DeviceClass(name: "c")],
      nodes: [
        .init(
          name: "n", deviceClasses: ["c"], outages: .scheduled([.init(start: 9, duration: 2)]))
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Hand.instance([10], on: cluster)
    let recovery = RecoveryModel(
      checkpoint: .init(interval: .seconds(3), writeSeconds: 1), restartSeconds: 0.5)
    let result = Simulation(
      instance: instance, conditions: RunConditions(costs: instance.costs, recovery: recovery),
      seed: 1
    ).run(Ready(count: 1))
    let metrics = Metrics(result, costs: instance.costs)
    #expect(metrics.makespan == 16.5 && metrics.lowerBound == 10)
    #expect(metrics.lostSeconds == 1 && metrics.checkpointSeconds == 3)
    #expect(metrics.utilization == 10 / 16.5 && metrics.failures == 1)
  }

  /// 4 s of work for 6 s of another task on one node, which is down from 7 to 9 and loses all: both begin
  /// again, each with half a second for its restart.
  @Test func outputsThatWereLostAreLostTime() throws {
    let cluster = try Hand.cluster([.scheduled([.init(start: 7, duration: 2)])])
    let instance = try Hand.instance([4, 6], edges: [(0, 1)], bytes: 1, on: cluster)
    let recovery = RecoveryModel(restartSeconds: 0.5, outputs: .lost)
    let result = Simulation(
      instance: instance, conditions: RunConditions(costs: instance.costs, recovery: recovery),
      seed: 1
    ).run(Ready(count: 2))
    let metrics = Metrics(result, costs: instance.costs)
    #expect(metrics.makespan == 20 && metrics.attempts == 4)
    #expect(metrics.failures == 1 && metrics.reruns == 1)
    #expect(metrics.lostSeconds == 4 + 3 && metrics.restartSeconds == 1)
    #expect(metrics.utilization == 0.5)
    let time = try #require(metrics.deviceTime)
    #expect(time.useful == 10 && time.failures == 8 && time.down == 2 && time.waiting == 0)
  }

  @Test func bounds() throws {
    let instance = try instance(pass: 0.5)
    let passed = Bounds(instance, verdicts: [true, true, true, true])
    #expect(passed.criticalPath == 7 && passed.area == 4)
    let failed = Bounds(instance, verdicts: [false, true, true, true])
    #expect(failed.criticalPath == 43 && failed.area == 22)
    // Whatever the verdict is, `judge` runs.
    #expect(Bounds(instance).criticalPath == 2 && Bounds(instance).area == 1)
  }
}
