import Foundation
import Testing

/// Schedules, our own and others'.
@Suite struct ValidateTests {
  private func schedule(_ scratch: Scratch) throws -> String {
    let path = scratch.file("schedule.csv").path
    _ = try Tool.run([
      "run", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--schedule", path,
    ])
    return path
  }

  private func validate(_ path: String) throws -> Tool.Outcome {
    try Tool.run(["validate", path, "--workflow", "scenarios/topcuoglu2002.yaml"])
  }

  @Test func ownSchedulesPass() throws {
    let scratch = try Scratch()
    let outcome = try validate(try schedule(scratch))
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("ok, last finish at 80.0 s"))
  }

  @Test func everyViolationIsNamed() throws {
    let scratch = try Scratch()
    let path = try schedule(scratch)
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "T10,1,P2,73.0,80.0", with: "T10,1,P2,60.0,67.0")
    _ = try scratch.write(text, to: "schedule.csv")
    let outcome = try validate(path)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("4 violations"))
    #expect(outcome.output.contains("before its input from 'T7' arrives at 66.0"))
    #expect(outcome.output.contains("before its input from 'T8' arrives at 73.0"))
    #expect(outcome.output.contains("before its input from 'T9' arrives at 68.0"))
    #expect(outcome.output.contains("device 'P2' runs 'T10' from 60.0 while 'T9' holds it"))
  }

  @Test func roundingOfOtherToolsIsToleratedAndSaid() throws {
    let scratch = try Scratch()
    let path = try schedule(scratch)
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "T10,1,P2,73.0,80.0", with: "T10,1,P2,72.99999,79.99999")
    _ = try scratch.write(text, to: "schedule.csv")
    let outcome = try validate(path)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("note: times are off by up to 1.0"))
  }
}
