import Foundation
import RealExecution
import Scenarios
import SchedulingPolicies
import Testing

/// Real runs through the command line.
@Suite(.serialized) struct ExecuteTests {
  static let profile =
    Tool.root.appendingPathComponent("scenarios/profiles/reference.json").path

  /// `loads` pairs of load_data and preprocess.
  private func dataStages(
    _ loads: Int, units: Double, attempts: Int = 3, in scratch: Scratch
  ) throws -> String {
    var text = """
      name: data
      profile: \(Self.profile)
      noise: measured
      attempts: \(attempts)
      cluster: workers:2
      workflows:
        data:
          tasks:

      """
    for load in 0..<loads {
      text += """
              - {name: load-\(load), stage: load_data, units: \(units)}
              - {name: clean-\(load), stage: preprocess, units: \(units), needs: [load-\(load)]}

        """
    }
    return try scratch.write(text, to: "data.yaml")
  }

  static func names(_ folder: String) throws -> [Int: String] {
    try RunJournal(folder + "/journal.sqlite").artefacts().mapValues(\.name)
  }

  @Test func aRunLeavesAScheduleThatIsValid() throws {
    let scratch = try Scratch()
    let input = try dataStages(3, units: 0.02, in: scratch)
    let folder = scratch.file("run").path
    let outcome = try Tool.run([
      "execute", input, "--policy", "heft", "--workers", "2", "--directory", folder,
      "--schedule", scratch.file("schedule.csv").path, "--gantt", scratch.file("run.svg").path,
      "--trace", scratch.file("run.json").path, "--csv", scratch.file("run.csv").path,
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("status       ok\nattempts     6, of which 0 were lost\n"))
    #expect(outcome.output.contains("made of      failures and verdicts +0.000 s, durations "))
    let valid = try Tool.run([
      "validate", scratch.file("schedule.csv").path, "--workflow", input, "--cluster", "workers:2",
    ])
    #expect(valid.status == 0, "\(valid.output)\(valid.error)")
    let predicted = try String(contentsOfFile: folder + "/predicted.csv", encoding: .utf8)
    #expect(predicted.split(separator: "\n").count == 7)
    let row = try String(contentsOf: scratch.file("run.csv"), encoding: .utf8)
    #expect(row.split(separator: "\n")[1].hasPrefix("data,heft,1,ok,"))
    #expect(row.hasSuffix(",6,0,0\n"))

    let again = try Tool.run(["execute", input, "--policy", "heft", "--directory", folder])
    #expect(again.status == 65)
    #expect(again.error.contains("holds a run already"))
    // A finished run is only reported again.
    let resumed = try Tool.run(["execute", "--resume", folder])
    #expect(resumed.status == 0)
    #expect(resumed.output.contains("attempts     6, of which 0 were lost\n"))
  }

  @Test func whatCannotBeRunIsRefusedBeforeAFolderIsMade() throws {
    let scratch = try Scratch()
    let folder = scratch.file("run").path
    let outcome = try Tool.run([
      "execute", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--directory", folder,
    ])
    #expect(outcome.status == 65)
    #expect(!FileManager.default.fileExists(atPath: folder))
    let input = try dataStages(1, units: 0.02, in: scratch)
    for arguments in [
      ["execute", input], ["execute", "--policy", "heft"],
      ["execute", input, "--policy", "heft", "--workers", "0"],
      ["execute", input, "--policy", "heft", "--kill", "often"],
      ["execute", input, "--policy", "heft", "--kill", "1s", "--kill-signal", "hup"],
      ["execute", input, "--resume", folder], ["execute", input, "--policy", "hefd"],
    ] {
      let refused = try Tool.run(arguments, in: scratch.folder)
      #expect(refused.status == 64, "\(arguments): \(refused.error)")
    }
    let missing = try Tool.run(["execute", "--resume", folder])
    #expect(missing.status == 65)
    #expect(missing.error.contains("holds no run"))
  }

  /// A file-size limit stands in for a full disk.
  @Test func aTaskThatFillsTheDiskIsTriedAgainAndThenGivenUp() throws {
    let scratch = try Scratch()
    let input = try dataStages(1, units: 0.5, in: scratch)
    let folder = scratch.file("run").path
    let outcome = try limited(
      kibibytes: 400, ["execute", input, "--policy", "fifo", "--directory", folder])
    #expect(outcome.status == 1, "\(outcome.error)")
    #expect(outcome.error.contains("task 'load-0' was given up after 3 lost attempts"))
    #expect(outcome.error.contains("File too large"))
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder + "/attempts")
    #expect(leftovers.isEmpty)
  }

  @Test func aJournalThatCannotBeWrittenEndsTheRunWhichThenGoesOn() throws {
    let scratch = try Scratch()
    let input = try dataStages(30, units: 0.002, in: scratch)
    let folder = scratch.file("run").path
    let outcome = try limited(
      kibibytes: 120, ["execute", input, "--policy", "fifo", "--directory", folder])
    #expect(outcome.status == 65, "\(outcome.error)")
    #expect(outcome.error.contains("journal.sqlite: the journal cannot be written or read"))
    let before = try RunJournal(folder + "/journal.sqlite").rounds()
    let done = before.flatMap(\.events).filter {
      if case .completed = $0 { true } else { false }
    }
    #expect(!done.isEmpty && done.count < 60)
    let resumed = try Tool.run(["execute", "--resume", folder])
    #expect(resumed.status == 0, "\(resumed.error)")
    let all = try RunJournal(folder + "/journal.sqlite").rounds().flatMap(\.events)
    #expect(Array(all.prefix(before.flatMap(\.events).count)) == before.flatMap(\.events))
    #expect(try Self.names(folder).count == 60)
  }

  private func limited(kibibytes: Int, _ arguments: [String]) throws -> Tool.Outcome {
    try Tool.run(
      ["-c", "ulimit -f \(kibibytes); exec \"$0\" \"$@\"", Tool.executable.path] + arguments,
      program: URL(fileURLWithPath: "/bin/bash"))
  }

  @Test func twoCoordinatorsDoNotShareARun() throws {
    let scratch = try Scratch()
    let input = try dataStages(2, units: 0.02, in: scratch)
    let folder = scratch.file("run").path
    #expect(
      try Tool.run(["execute", input, "--policy", "fifo", "--directory", folder]).status == 0)
    let descriptor = open(folder + "/lock", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let outcome = try Tool.run(["execute", "--resume", folder])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("another coordinator is at work on this run"))
  }

  @Test func aRunThatIsEndedFromTheTerminalSaysHowItGoesOn() throws {
    let scratch = try Scratch()
    let input = try dataStages(8, units: 0.5, in: scratch)
    let folder = scratch.file("run").path
    let messages = scratch.file("messages")
    try Data().write(to: messages)
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = ["execute", input, "--policy", "fifo", "--directory", folder]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    let artefacts = folder + "/artefacts"
    for _ in 0..<600 {
      Thread.sleep(forTimeInterval: 0.02)
      let files = (try? FileManager.default.contentsOfDirectory(atPath: artefacts)) ?? []
      if !files.isEmpty { break }
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGINT)
    let text = try String(contentsOf: messages, encoding: .utf8)
    #expect(text.contains("makespan execute --resume \(folder) goes on with it\n"), "\(text)")
    let resumed = try Tool.run(["execute", "--resume", folder])
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(try Self.names(folder).count == 16)
  }

  @Test func aChangedScenarioIsNotResumed() throws {
    let scratch = try Scratch()
    let folder = scratch.file("run").path
    let input = try dataStages(2, units: 0.02, in: scratch)
    #expect(
      try Tool.run(["execute", input, "--policy", "fifo", "--directory", folder]).status == 0)
    _ = try dataStages(2, units: 0.03, in: scratch)
    let outcome = try Tool.run(["execute", "--resume", folder])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("the scenario changed since the run began"))
  }
}
