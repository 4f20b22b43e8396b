import Foundation
import Scenarios
import Testing

/// `recovery: {retry: …}`.
@Suite struct RetryScenarioTests {
  @Test func differentNode() throws {
    #expect(try scenario("{different_node: true}").conditions.recovery.retriesElsewhere)
    #expect(try !scenario("{different_node: false}").conditions.recovery.retriesElsewhere)
    let simulation = try scenario("{different_node: true}").simulation(seed: 1)
    #expect(simulation.instance.reliability.recovery.retriesElsewhere)
    for (text, message) in [
      ("{}", "recovery.retry: missing key 'different_node'"),
      ("{different_node: 1}", "expected true or false"),
      ("{diferent_node: true}", "unknown key 'diferent_node' (nearest: 'different_node')"),
    ] {
      let error = #expect(throws: InputError.self) { try scenario(text) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  private func scenario(_ retry: String) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster: identical:2
      workflows: {w: {tasks: [{name: a, work: 10}]}}
      recovery: {retry: \(retry)}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }
}
