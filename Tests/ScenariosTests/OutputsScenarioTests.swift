import Foundation
import Scenarios
import SchedulingModel
import Testing

/// `recovery: {outputs: …}`.
@Suite struct OutputsScenarioTests {
  @Test(arguments: [
    ("kept", RecoveryModel.Outputs.kept), ("lost", .lost),
    (
      "{store: {bandwidth: 10 GB/s, latency: 1 ms}}",
      .stored(.init(latency: 0.001, bandwidth: 1e10))
    ),
    ("{store: {bandwidth: 5}}", .stored(.init(latency: 0, bandwidth: 5))),
  ])
  func outputs(_ known: (String, RecoveryModel.Outputs)) throws {
    let scenario = try scenario(known.0)
    #expect(scenario.conditions.recovery == RecoveryModel(outputs: known.1))
    #expect(scenario.simulation(seed: 1).instance.reliability.recovery.outputs == known.1)
  }

  @Test(arguments: [
    ("lots", "found 'lots', expected kept, lost, or a mapping with 'store' (nearest: 'lost')"),
    ("[lost]", "recovery.outputs: found a list, expected kept, lost, or"),
    ("{}", "recovery.outputs: missing key 'store'"),
    ("{stor: {bandwidth: 1}}", "unknown key 'stor' (nearest: 'store')"),
    ("{store: 3}", "recovery.outputs.store: found '3', expected a mapping"),
    ("{store: {latency: 1}}", "recovery.outputs.store: missing key 'bandwidth'"),
    ("{store: {bandwidth: 0}}", "store.bandwidth: found '0', expected a rate"),
    ("{store: {bandwidth: 1, latency: -1}}", "store.latency: found '-1', expected a time"),
  ])
  func errors(_ known: (String, String)) throws {
    let error = #expect(throws: InputError.self) { try scenario(known.0) }
    #expect(error?.description.contains(known.1) == true, "\(String(describing: error))")
  }

  private func scenario(_ outputs: String) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster: identical:2
      workflows: {w: {tasks: [{name: a, work: 10}]}}
      recovery: {outputs: \(outputs)}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }
}
