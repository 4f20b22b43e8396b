import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// First in, first out: the order of becoming ready, and of nothing else.
@Suite struct FIFOTests {
  private func run(
    _ policy: String, _ works: [Double], edges: [(Int, Int)] = [], devices: Int,
    failures: TaskFailureModel = .never, seed: UInt64 = 1
  ) throws -> RunResult {
    var builder = WorkflowBuilder(name: "fifo")
    for (id, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(work)))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1) }
    let instance = try Instance(builder.build(), on: .identical(devices))
    let conditions = RunConditions(costs: instance.costs, taskFailures: failures)
    return Simulation(instance: instance, conditions: conditions, seed: seed)
      .run(try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: seed))
  }

  /// t4 becomes ready at 1 and t3 at 2, while t2, ready since 0, holds the second device until 3.
  @Test func readyFirstGoesFirst() throws {
    let result = try run(
      "fifo", [1, 1, 3, 1, 1], edges: [(1, 3), (0, 4)], devices: 1)
    #expect(result.trace.attempts.tasks == [0, 1, 2, 4, 3])
    let reversed = try run(
      "fifo", [1, 1, 3, 1, 1], edges: [(0, 3), (1, 4)], devices: 1)
    #expect(reversed.trace.attempts.tasks == [0, 1, 2, 3, 4])
  }

  /// A task that loses an attempt keeps its place: on one device it is tried until it succeeds.
  @Test(arguments: ["fifo", "random", "critical-path", "priority-list"])
  func aRetryKeepsItsPlace(policy: String) throws {
    for seed in UInt64(1)...10 {
      let result = try run(
        policy, [Double](repeating: 2, count: 12), devices: 1,
        failures: TaskFailureModel(probability: 0.5), seed: seed)
      let tasks = result.trace.attempts.tasks
      #expect(tasks.count > 12)
      let blocks = zip(tasks, tasks.dropFirst()).count { $0 != $1 } + 1
      #expect(blocks == 12, "\(policy), seed \(seed): \(tasks)")
      if policy != "random" { #expect(tasks == tasks.sorted(), "\(policy), seed \(seed)") }
    }
  }

  /// Random order is an order of its own for each seed, the same for one seed.
  @Test func randomOrder() throws {
    func order(_ seed: UInt64) throws -> [Int32] {
      try run("random", [Double](repeating: 1, count: 12), devices: 1, seed: seed)
        .trace.attempts.tasks
    }
    #expect(try order(1) == order(1))
    #expect(try order(1) != order(2))
    #expect(try order(1) != order(1).sorted())
  }
}
