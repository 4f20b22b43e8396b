import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing
import WorkflowLibrary

/// Replaying a plan gives the plan's times exactly: every planner on every generator.
@Suite struct GeneratorReplayTests {
  private static let planners = PolicyCatalog.entries.filter { $0.kind == .planner }.map(\.name)

  /// Two pods of unequal nodes, so that every level of the interconnect is crossed.
  private static func cluster() throws -> Cluster {
    try Cluster(
      name: "two pods",
      classes: [
        DeviceClass(name: "fast", speed: 3, memoryBytes: 2e9),
        DeviceClass(name: "slow", speed: 1.7, memoryBytes: 1e9),
      ],
      nodes: [
        .init(name: "a", pod: "x", deviceClasses: ["fast", "fast"]),
        .init(name: "b", pod: "x", deviceClasses: ["slow"]),
        .init(name: "c", pod: "y", deviceClasses: ["slow", "fast", "slow"]),
      ],
      interconnect: Interconnect(
        node: .init(latency: 2e-6, bandwidth: 300e9), pod: .init(latency: 5e-6, bandwidth: 25e9),
        across: .init(latency: 5e-5, bandwidth: 1.3e9)))
  }

  private static func instances() throws -> [(name: String, instance: Instance)] {
    var lifecycle = GLMLifecycle()
    lifecycle.memoryBytes = ["train": 1.5e9]
    lifecycle.placements = ["load_data": .classes(["slow"]), "evaluate": .device("c/1")]
    let stageCosts = [
      "load_data": [0.11, 0.13], "preprocess": [0.7, 0.9], "train": [1e-6, .infinity],
      "evaluate": [3e-7, 5e-7], "optimize": [7.3, 19.1],
    ].mapValues { row in
      row.map { StageCost(fixedSeconds: 0.25, secondsPerUnit: $0) }
    }
    return [
      (
        "layered",
        try Instance(
          LayeredBenchmark(tasks: 600, hosts: 1, width: 30, seed: 5).workflow(), on: cluster())
      ),
      (
        "fork-join",
        try Instance(
          ForkJoin(stages: 4, width: 17, work: .uniform(0.3...9, seed: 2), bytes: 3e8).workflow(),
          on: cluster())
      ),
      (
        "fork-join without data",
        try Instance(
          ForkJoin(stages: 3, width: 9).workflow(), on: cluster())
      ),
      (
        "chain",
        try Instance(
          Chain(tasks: 40, work: .uniform(0...2, seed: 3), bytes: 1e9).workflow(), on: cluster())
      ),
      (
        "glm-lifecycle",
        try Instance(
          lifecycle.workflow(), on: cluster(), stageCosts: stageCosts)
      ),
    ]
  }

  @Test(arguments: planners)
  func replayIsThePlan(planner: String) throws {
    let entry = try PolicyCatalog.entry(named: planner)
    for (name, instance) in try Self.instances() {
      let plan = try entry.makePlanner().plan(PlanningProblem(instance))
      let result = Simulation(instance: instance).run(try entry.makePolicy(seed: 1))
      #expect(result.status == .ok, "\(planner) on \(name)")
      let executed = result.schedule.entries.sorted { $0.task < $1.task }
      #expect(executed == plan.entries.sorted { $0.task < $1.task }, "\(planner) on \(name)")
      let referee = ScheduleValidator(instance: instance)
      #expect(referee.check(plan).violations == [], "\(planner) on \(name)")
    }
  }
}
