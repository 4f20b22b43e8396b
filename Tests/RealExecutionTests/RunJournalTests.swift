import Foundation
import GRDB
import LanguageModel
import RealExecution
import Testing

@Suite struct RunJournalTests {
  private let rounds = [
    ExecutionRound(
      time: 0, events: [.arrived(job: 0)],
      starts: [AttemptStart(task: 0, attempt: 1, device: 1)]),
    ExecutionRound(
      time: 0.1 + 0.2, events: [.workerDown(node: 1, reason: "it's gone; \"really\"")], starts: []),
    ExecutionRound(time: 0.5, events: [.workerUp(node: 1), .released(task: 0)], starts: []),
    ExecutionRound(
      time: 0.75, events: [.failed(task: 2, attempt: 3, reason: "disk full\nsecond line")],
      starts: [AttemptStart(task: 2, attempt: 4, device: 0)]),
    ExecutionRound(
      time: 1e-9 + 1, events: [.completed(task: 2, attempt: 4, level: 0)], starts: []),
  ]

  @Test func whatWasAppendedComesBackFromTheFile() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/journal.sqlite"
    let artefact = Artefact(
      name: "abc.txt", bytes: 7, report: StageReport(units: 0.25), workSeconds: 0.1 + 0.2)
    do {
      let journal = try RunJournal(path)
      for round in rounds { try journal.append(round, artefacts: [2: artefact]) }
      try journal.addWorker(ProcessIdentity(id: 12, startTicks: 345), node: 1)
      try journal.set("began", "1.5")
    }
    let again = try RunJournal(path)
    #expect(try again.rounds() == rounds)
    #expect(try again.artefacts() == [2: artefact])
    #expect(try again.workers() == [ProcessIdentity(id: 12, startTicks: 345)])
    #expect(try again.setting("began") == "1.5")
    #expect(try again.setting("absent") == nil)
  }

  @Test func noTaskIsCompletedTwice() throws {
    let scratch = try Scratch()
    let journal = try RunJournal(scratch.path + "/journal.sqlite")
    for round in rounds { try journal.append(round, artefacts: [:]) }
    let second = ExecutionRound(
      time: 2,
      events: [.workerUp(node: 0), .completed(task: 2, attempt: 5, level: 1)], starts: [])
    #expect(throws: ExecutionError.self) { try journal.append(second, artefacts: [:]) }
    // A round is kept whole or not at all.
    #expect(try journal.rounds() == rounds)
  }

  @Test func anotherVersionAndADamagedFileAreRefused() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/journal.sqlite"
    try RunJournal(path).set("version", "9")
    #expect(throws: ExecutionError.wrongVersion(path: path, found: "9", expected: "1")) {
      try RunJournal(path)
    }
    let damaged = try scratch.write(String(repeating: "no database ", count: 500), to: "bad.sqlite")
    #expect(throws: ExecutionError.self) { try RunJournal(damaged) }
  }
}
