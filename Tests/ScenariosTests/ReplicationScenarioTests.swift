import Foundation
import Scenarios
import SchedulingModel
import Testing

/// `recovery: {replicate: …}` and `{speculate: …}`.
@Suite struct ReplicationScenarioTests {
  @Test func copies() throws {
    let three = try scenario("replicate: {copies: 3, stages: [train]}")
    #expect(three.conditions.recovery.replication == .init(copies: 3, stages: ["train"]))
    let workflow = three.instance(seed: 1).workflow
    #expect(workflow.tasks.map(\.name) == ["a", "b", "a~2", "a~3"])
    let late = try scenario("speculate: {after: 1.5}").conditions.recovery.replication
    #expect(late == .init(copies: 2, start: .late(factor: 1.5)))
  }

  @Test func badInput() throws {
    for (text, message) in [
      ("replicate: {}", "recovery.replicate: missing key 'copies'"),
      ("replicate: {copies: 1}", "expected an integer from 2 to 100"),
      ("replicate: {copys: 2}", "unknown key 'copys' (nearest: 'copies')"),
      ("replicate: {copies: 2, stages: [trian]}", "nearest: 'train'"),
      ("replicate: {copies: 2, stages: []}", "no task to copy"),
      ("speculate: {}", "recovery.speculate: missing key 'after'"),
      ("speculate: {after: 0}", "expected a number above 0"),
      ("speculate: {after: 1e9}", "a factor of at most 1e6"),
      ("speculate: {after: 2}, replicate: {copies: 2}", "replicate"),
    ] {
      let error = #expect(throws: InputError.self) { try scenario(text) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  private func scenario(_ recovery: String) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster: identical:2
      workflows: {w: {tasks: [{name: a, stage: train, work: 10}, {name: b, work: 1}]}}
      recovery: {\(recovery)}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }
}
