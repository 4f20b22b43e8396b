import Foundation
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing
import WorkflowLibrary

/// Makespans that SimGrid 4.1 gives on the layered benchmark (W = 100, seed 1) without contention,
/// the per-host order of the plan enforced: to the printed digits.
@Suite struct LayeredMakespanTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var tasks: Int
    var hosts: Int
    var mct: String
    var heft: String

    var testDescription: String { "N = \(tasks), P = \(hosts)" }
  }

  #if DEBUG
    static let cases = small
  #else
    static let cases = small + large
  #endif

  static let small = [
    Case(tasks: 1_000, hosts: 8, mct: "2429.333333", heft: "2415.4259"),
    Case(tasks: 1_000, hosts: 64, mct: "340.277595", heft: "311.615027"),
    Case(tasks: 1_000, hosts: 512, mct: "189.257635", heft: "185.7"),
  ]
  static let large = [
    Case(tasks: 10_000, hosts: 64, mct: "3162.109312", heft: "3074.123029"),
    Case(tasks: 10_000, hosts: 512, mct: "1638.072828", heft: "1573.1617"),
    Case(tasks: 100_000, hosts: 64, mct: "31354.625395", heft: "30681.330819"),
    Case(tasks: 100_000, hosts: 512, mct: "16029.962548", heft: "15467.8984"),
  ]

  @Test(arguments: cases)
  func planAndReplay(_ given: Case) throws {
    let workflow = try LayeredBenchmark(tasks: given.tasks, hosts: given.hosts).workflow()
    let instance = try Instance(
      workflow, on: LayeredBenchmark.star(hosts: given.hosts, seed: 1))
    for (name, parameters, expected) in [
      ("mct", [], given.mct), ("heft", [("mean-communication", "all-pairs")], given.heft),
    ] as [(String, [(name: String, value: String)], String)] {
      let entry = try PolicyCatalog.entry(named: name)
      let plan = try entry.makePlanner(parameters).plan(PlanningProblem(instance))
      #expect(printed(plan.lastFinish, like: expected) == expected, "\(name) plans")
      let result = Simulation(instance: instance).run(
        try entry.makePolicy(parameters, seed: 1))
      #expect(result.makespan == plan.lastFinish, "\(name) replayed")
      #expect(
        result.schedule.entries.sorted { $0.task < $1.task }
          == plan.entries.sorted { $0.task < $1.task }, "\(name) replayed")
    }
  }

  private func printed(_ value: Double, like expected: String) -> String {
    let digits = expected.split(separator: ".").last?.count ?? 0
    return String(format: "%.\(digits)f", value)
  }
}
