import Foundation
import RealExecution
import SchedulingModel
import Testing

/// One run of `makespan execute` that is struck at random and resumed until it is done.
struct Chaos {
  /// What was struck.
  struct Tally: CustomStringConvertible {
    var workersKilled = 0
    var workersStopped = 0
    var coordinatorsKilled = 0
    var coordinatorsStopped = 0

    var total: Int { workersKilled + workersStopped + coordinatorsKilled + coordinatorsStopped }

    var description: String {
      "\(workersKilled) workers killed, \(workersStopped) stopped; "
        + "\(coordinatorsKilled) coordinators killed, \(coordinatorsStopped) stopped"
    }
  }

  let input: String
  let folder: String
  private let seed: UInt64

  init(input: String, folder: String, seed: UInt64) throws {
    self.input = input
    self.folder = folder
    self.seed = seed
  }

  private func start(resuming: Bool) throws -> Process {
    try Tool.start(
      resuming
        ? ["execute", "--resume", folder]
        : ["execute", input, "--policy", "critical-path", "--workers", "2", "--directory", folder])
  }

  func runUndisturbed() throws {
    let process = try start(resuming: false)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Strikes until as many strikes as asked for have hit, then lets the run finish.
  func run(strikes: Int, tally: inout Tally) throws {
    var random = RandomStream(seed: seed, purpose: .policy, entity: 99)
    var process = try start(resuming: false)
    var left = strikes
    while left > 0, process.isRunning {
      Thread.sleep(forTimeInterval: 0.05 + 0.5 * random.unit())
      let hitsCoordinator = random.unit() < 0.35
      let stops = random.unit() < 0.4
      if hitsCoordinator {
        guard holdsRun, process.isRunning else { continue }
        if stops {
          kill(process.processIdentifier, SIGSTOP)
          Thread.sleep(forTimeInterval: 5)
          tally.coordinatorsStopped += 1
        } else {
          tally.coordinatorsKilled += 1
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        process = try start(resuming: true)
      } else {
        let workers = children(of: process.processIdentifier)
        guard !workers.isEmpty else { continue }
        let victim = workers[Int(random.unit() * Double(workers.count))]
        kill(victim, stops ? SIGSTOP : SIGKILL)
        if stops { tally.workersStopped += 1 } else { tally.workersKilled += 1 }
      }
      left -= 1
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
  }

  /// Whether the coordinator has come so far that there is something to resume.
  private var holdsRun: Bool {
    guard FileManager.default.fileExists(atPath: folder + "/journal.sqlite") else { return false }
    return (try? RunJournal(folder + "/journal.sqlite").setting("fingerprint")) ?? nil != nil
  }

  private func children(of parent: Int32) -> [Int32] {
    let path = "/proc/\(parent)/task/\(parent)/children"
    let direct = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    // Whichever thread started them.
    let threads =
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")) ?? []
    let all = threads.map { thread in
      (try? String(contentsOfFile: "/proc/\(parent)/task/\(thread)/children", encoding: .utf8))
        ?? ""
    }
    return Set(([direct] + all).flatMap { $0.split(separator: " ").compactMap { Int32($0) } })
      .sorted()
  }

  /// How often each task was completed, by the journal.
  func completions() throws -> [Int] {
    var counts: [Int: Int] = [:]
    for round in try RunJournal(folder + "/journal.sqlite").rounds() {
      for case .completed(let task, _, _) in round.events { counts[task, default: 0] += 1 }
    }
    return counts.keys.sorted().map { counts[$0] ?? 0 }
  }

  /// The name of each task's artefact, whose content has been checked.
  func artefacts() throws -> [Int: String] {
    let store = ArtefactStore(folder: folder + "/artefacts")
    let artefacts = try RunJournal(folder + "/journal.sqlite").artefacts()
    for artefact in artefacts.values { #expect(store.isIntact(artefact)) }
    return artefacts.mapValues(\.name)
  }

  /// Worker processes of the run that still live.
  func strayWorkers() throws -> [Int32] {
    try RunJournal(folder + "/journal.sqlite").workers().filter(\.isAlive).map(\.id)
  }
}
