import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Devices in turn, tasks in the order in which they became ready.
@Suite struct RoundRobinTests {
  private func run(
    _ tasks: [Workflow.Task], edges: [(Int, Int)] = [], devices: Int,
    failures: TaskFailureModel = .never, seed: UInt64 = 1
  ) throws -> RunResult {
    var builder = WorkflowBuilder(name: "turns")
    for task in tasks { builder.add(task) }
    for edge in edges { builder.connect(edge.0, to: edge.1) }
    let instance = try Instance(builder.build(), on: .identical(devices))
    let conditions = RunConditions(costs: instance.costs, taskFailures: failures)
    return Simulation(instance: instance, conditions: conditions, seed: seed)
      .run(try PolicyCatalog.makePolicy(PolicyName(parsing: "round-robin"), seed: seed))
  }

  private func task(_ id: Int, _ work: Double = 1, on device: String? = nil) -> Workflow.Task {
    Workflow.Task(
      name: "t\(id)", cost: .work(work),
      placement: device.map { .device($0) } ?? .anywhere)
  }

  @Test func devicesTakeTurns() throws {
    let result = try run(
      (0..<7).map { task($0) }, edges: (1..<7).map { ($0 - 1, $0) }, devices: 3)
    #expect(result.trace.attempts.devices == [0, 1, 2, 0, 1, 2, 0])
  }

  /// Device 1 is busy until 5, so turns go on without it.
  @Test func busyDevicesMissTheirTurn() throws {
    let tasks = [task(0), task(1, 5), task(2), task(3), task(4), task(5)]
    let result = try run(tasks, edges: [(0, 2), (2, 3), (3, 4), (4, 5)], devices: 3)
    let devices = Dictionary(
      uniqueKeysWithValues: result.schedule.entries.map { ($0.task, $0.device) })
    #expect((0..<6).map { devices[$0] } == [0, 1, 2, 0, 2, 0])
  }

  /// t0 and t1 hold both devices; of the three that wait for device 0, the one pinned there and the
  /// two that may go anywhere, the longest waiting goes first, whatever its group.
  @Test func theLongestWaitingGoesFirst() throws {
    let tasks = [
      task(0, 2), task(1, 9), task(2, 1), task(3, 1, on: "p0"), task(4, 1), task(5, 1, on: "p0"),
    ]
    let result = try run(tasks, devices: 2)
    #expect(result.trace.attempts.tasks == [0, 1, 2, 3, 4, 5])
  }

  /// A task that loses an attempt queues up again, behind the others.
  @Test func aRetryGoesToTheBack() throws {
    var retries = 0
    for seed in UInt64(1)...10 {
      let result = try run(
        (0..<6).map { task($0) }, devices: 1, failures: TaskFailureModel(probability: 0.5),
        seed: seed)
      let rows = result.trace.attempts
      var queue = Array(Int32(0)..<6)
      for row in 0..<rows.count {
        #expect(rows.tasks[row] == queue.first, "seed \(seed)")
        let task = queue.removeFirst()
        if rows.outcomes[row] == .failed {
          queue.append(task)
          retries += 1
        }
      }
      #expect(queue.isEmpty)
    }
    #expect(retries > 20)
  }
}
