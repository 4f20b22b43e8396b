import Analysis
import SchedulingModel
import SimulationEngine
import Testing

/// Each metric as the command line defines it, on a run made by hand.
@Suite struct MetricsTests {
  /// Works 6, 4 and 2 on two devices of speed 1 and one of speed 2; t0 → t1.
  private func instance(dollars: Double? = 3.6, watts: Double? = 720) throws -> Instance {
    let classes = [
      DeviceClass(name: "slow", speed: 1, dollarsPerHour: 1.8, watts: 360),
      DeviceClass(name: "fast", speed: 2, dollarsPerHour: dollars, watts: watts),
    ]
    let nodes = ["slow", "slow", "fast"].enumerated().map {
      Cluster.NodeSpecification(name: "n\($0)", deviceClasses: [$1])
    }
    let cluster = try Cluster(
      name: "three", classes: classes, nodes: nodes,
      interconnect: .uniform(latency: 0, bandwidth: 1))
    return try Hand.instance([6, 4, 2], edges: [(0, 1)], on: cluster)
  }

  /// t0 fails on device 2 from 0 to 1, succeeds there from 1 to 4; t1 on device 0 from 6 to 10; t2 on
  /// device 1 from 0 to 2.
  private func result(_ instance: Instance, factors: [Double]? = nil) -> RunResult {
    var trace = Trace()
    let rows: [(Int, Int, Int, Double, Double, Schedule.Outcome)] = [
      (0, 1, 2, 0, 1, .failed), (2, 1, 1, 0, 2, .succeeded), (0, 2, 2, 1, 4, .succeeded),
      (1, 1, 0, 6, 10, .succeeded),
    ]
    for row in rows {
      trace.attempts.append(task: row.0, number: row.1, device: row.2, start: row.3)
      trace.attempts.finishes[trace.attempts.count - 1] = row.4
      trace.attempts.outcomes[trace.attempts.count - 1] = row.5
    }
    return RunResult(
      status: .ok, endTime: 10, makespan: 10, trace: trace, transferredBytes: 2,
      instance: instance, lengthFactors: factors, priorities: nil, assignmentOrder: [1, 3, 2])
  }

  @Test func definitions() throws {
    let instance = try instance()
    let metrics = Metrics(result(instance), costs: instance.costs)
    #expect(metrics.makespan == 10)
    // Critical path at the least costs: 3 + 2; area 12 / 4.
    #expect(metrics.lowerBound == 5 && metrics.slr == 2)
    // All work on the fast device takes 6 s.
    #expect(metrics.speedup == 0.6)
    #expect(metrics.efficiency == 0.6 / 3)
    // Useful: 2 + 3 + 4 of 3 × 10.
    #expect(metrics.utilization == 0.3)
    #expect(metrics.attempts == 4 && metrics.failures == 1)
    #expect(metrics.lostSeconds == 1 && metrics.checkpointSeconds == 0)
    #expect(metrics.transferredBytes == 2)
    // (1.8 + 1.8 + 3.6) $/h for 10 s.
    #expect(abs(try #require(metrics.costDollars) - 0.02) < 1e-15)
    // Busy: 4 s and 2 s at 360 W, 4 s at 720 W: 5040 J.
    #expect(abs(try #require(metrics.energyKilowattHours) - 5040 / 3.6e6) < 1e-15)
  }

  @Test func boundsAreOfActualLengths() throws {
    let instance = try instance()
    let metrics = Metrics(result(instance, factors: [2, 1, 1]), costs: instance.costs)
    #expect(metrics.lowerBound == 8 && metrics.slr == 10.0 / 8 && metrics.speedup == 0.9)
    let slower = instance.costs.scaled(by: [1, 3, 1])
    #expect(Metrics(result(instance), costs: slower).lowerBound == 9)
  }

  @Test func unknownFiguresStayUnknown() throws {
    let instance = try instance(dollars: nil, watts: nil)
    let metrics = Metrics(result(instance), costs: instance.costs)
    #expect(metrics.costDollars == nil && metrics.energyKilowattHours == nil)
    #expect(metrics.makespan == 10)
  }

  /// No device can run everything: there is no speedup, and no efficiency.
  @Test func speedupNeedsADeviceForEverything() throws {
    var builder = WorkflowBuilder(name: "apart")
    for (id, name) in ["p0", "p1"].enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(1), placement: .device(name)))
    }
    let instance = try Instance(builder.build(), on: .identical(2))
    var made = result(instance)
    made.trace = Trace()
    let metrics = Metrics(made, costs: instance.costs)
    #expect(metrics.speedup == nil && metrics.efficiency == nil)
    #expect(metrics.slr == 10 && metrics.utilization == 0)
  }

  @Test func unfinishedRunsHaveNoRatios() throws {
    let instance = try instance()
    var made = result(instance)
    made.makespan = nil
    made.status = .timeLimit
    let metrics = Metrics(made, costs: instance.costs)
    #expect(metrics.makespan == nil && metrics.slr == nil && metrics.speedup == nil)
    #expect(metrics.utilization == nil && metrics.costDollars == nil)
    #expect(metrics.attempts == 4 && metrics.failures == 1 && metrics.lostSeconds == 1)
  }
}
