import Foundation
import Scenarios
import SchedulingModel
import Testing

/// `recovery: {gang: …}`.
@Suite struct RecoveryDecoderTests {
  private func recovery(_ gang: String) throws -> RecoveryModel {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster: identical:2
      workflows: {w: {tasks: [{name: a, work: 10, gang: 2}]}}
      recovery: {gang: \(gang)}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path).conditions.recovery
  }

  @Test func whatAGangLoses() throws {
    #expect(try recovery("{loses: share}") == RecoveryModel(gangLoss: .share))
    #expect(try recovery("{loses: attempt}") == .none)
    for (text, message) in [
      (
        "{loses: shares}",
        ":3: recovery.gang.loses: found 'shares', expected one of attempt, share (nearest: 'share')"
      ),
      ("{loses: [share]}", "recovery.gang.loses: found a list, expected one of attempt, share"),
      ("{}", ":3: recovery.gang: missing key 'loses'"),
      ("{lose: share}", "unknown key 'lose' (nearest: 'loses')"),
      ("share", "recovery.gang: found 'share', expected a mapping with some of the keys loses"),
    ] {
      let error = #expect(throws: InputError.self) { try recovery(text) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }
}
