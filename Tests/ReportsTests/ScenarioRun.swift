import Analysis
import Foundation
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine

/// A scenario, given as text, run once under `fifo` with seed 1.
struct ScenarioRun {
  let scenario: Scenario
  let result: RunResult
  /// What `makespan run` prints.
  let summary: String

  init(_ text: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    scenario = try Scenario.load(file.path)
    let policy = try PolicyName(parsing: "fifo")
    result = scenario.simulation(seed: 1).run(try PolicyCatalog.makePolicy(policy, seed: 1))
    let metrics = Metrics(result, costs: scenario.conditions.costs)
    summary = RunSummary.text(result, metrics: metrics, policy: policy, scenario: scenario)
  }
}
