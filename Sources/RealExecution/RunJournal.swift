import Foundation
import GRDB

/// The durable record of a run: what happened, in order, in one SQLite file.
///
/// A round (what happened at one instant, and what was started because of it) is one transaction,
/// and is on the disk before anything is done about it. Since policies are deterministic, the events
/// alone rebuild the whole state; the starts are kept to check that.
package final class RunJournal {
  /// The version of the tables.
  package static let version = "1"

  package let path: String
  private let database: DatabaseQueue
  private var nextRound: Int

  /// Opens a journal, or makes a new one.
  ///
  /// - Throws: `ExecutionError.journal` or `wrongVersion`.
  package init(_ path: String) throws(ExecutionError) {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // With a write-ahead log and full synchronization, a commit is one write and one flush.
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.write { try Self.createTables($0) }
      nextRound = try database.read {
        try Int.fetchOne($0, sql: "SELECT max(round) FROM event") ?? 0
      }
    } catch {
      throw .journal(path: path, reason: Self.reason(error))
    }
    let found = try setting("version")
    if let found, found != Self.version {
      throw .wrongVersion(path: path, found: found, expected: Self.version)
    }
    if found == nil { try set("version", Self.version) }
  }

  private static func createTables(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS event (
          sequence INTEGER PRIMARY KEY, round INTEGER NOT NULL, seconds REAL NOT NULL,
          kind TEXT NOT NULL, subject INTEGER NOT NULL, attempt INTEGER, device INTEGER,
          passed INTEGER, reason TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS one_completion ON event (subject)
          WHERE kind = 'completed';
        CREATE UNIQUE INDEX IF NOT EXISTS one_start ON event (subject, attempt)
          WHERE kind = 'started';
        CREATE TABLE IF NOT EXISTS artefact (
          task INTEGER PRIMARY KEY, attempt INTEGER NOT NULL, name TEXT NOT NULL,
          bytes INTEGER NOT NULL, report TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS worker (
          id INTEGER PRIMARY KEY, start_ticks INTEGER NOT NULL, node INTEGER NOT NULL);
        """)
  }

  /// A named fact about the run.
  package func setting(_ name: String) throws(ExecutionError) -> String? {
    try attempt {
      try $0.read {
        try String.fetchOne($0, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
      }
    }
  }

  /// Sets a named fact, once and for all.
  package func set(_ name: String, _ value: String) throws(ExecutionError) {
    try attempt {
      try $0.write {
        try $0.execute(
          sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
          arguments: [name, value])
      }
    }
  }

  /// Appends a round, with the artefacts of the tasks that it completes.
  package func append(
    _ round: ExecutionRound, artefacts: [Int: Artefact]
  ) throws(ExecutionError) {
    let number = nextRound + 1
    try attempt {
      try $0.write { database in
        for event in round.events {
          try JournalRow(event, round: number, seconds: round.time).insert(database)
          guard case .completed(let task, let attempt, _) = event, let artefact = artefacts[task]
          else { continue }
          let report = try JSONEncoder().encode(artefact.report)
          try database.execute(
            sql: "INSERT INTO artefact (task, attempt, name, bytes, report) VALUES (?, ?, ?, ?, ?)",
            arguments: [
              task, attempt, artefact.name, artefact.bytes, String(decoding: report, as: UTF8.self),
            ])
        }
        for start in round.starts {
          try JournalRow(start, round: number, seconds: round.time).insert(database)
        }
      }
    }
    nextRound = number
  }

  /// Everything that was appended, in order.
  package func rounds() throws(ExecutionError) -> [ExecutionRound] {
    let rows = try attempt {
      try $0.read { try JournalRow.fetchAll($0, sql: "SELECT * FROM event ORDER BY sequence") }
    }
    var rounds: [ExecutionRound] = []
    var last = 0
    for row in rows {
      if row.round != last {
        rounds.append(ExecutionRound(time: row.seconds, events: [], starts: []))
        last = row.round
      }
      if let start = row.start {
        rounds[rounds.count - 1].starts.append(start)
      } else if let event = row.event {
        rounds[rounds.count - 1].events.append(event)
      } else {
        throw .journal(path: path, reason: "an event of the unknown kind '\(row.kind)'")
      }
    }
    return rounds
  }

  /// The artefact of each finished task.
  package func artefacts() throws(ExecutionError) -> [Int: Artefact] {
    try attempt {
      try $0.read { database in
        var artefacts: [Int: Artefact] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT * FROM artefact") {
          let report: String = row["report"]
          artefacts[row["task"]] = Artefact(
            name: row["name"], bytes: row["bytes"],
            report: try JSONDecoder().decode(from: report))
        }
        return artefacts
      }
    }
  }

  /// Records a worker process before it is given anything to do.
  package func addWorker(_ process: ProcessIdentity, node: Int) throws(ExecutionError) {
    try attempt {
      try $0.write {
        try $0.execute(
          sql: "INSERT OR REPLACE INTO worker (id, start_ticks, node) VALUES (?, ?, ?)",
          arguments: [process.id, process.startTicks, node])
      }
    }
  }

  /// The worker processes of all coordinators so far, ended or not.
  package func workers() throws(ExecutionError) -> [ProcessIdentity] {
    try attempt {
      try $0.read {
        try Row.fetchAll($0, sql: "SELECT id, start_ticks FROM worker").map {
          ProcessIdentity(id: $0["id"], startTicks: $0["start_ticks"])
        }
      }
    }
  }

  /// The worker processes that have served a node, in order of their start.
  package func workers(ofNode node: Int) throws(ExecutionError) -> [ProcessIdentity] {
    try attempt {
      try $0.read {
        try Row.fetchAll(
          $0, sql: "SELECT id, start_ticks FROM worker WHERE node = ? ORDER BY start_ticks",
          arguments: [node]
        ).map { ProcessIdentity(id: $0["id"], startTicks: $0["start_ticks"]) }
      }
    }
  }

  private func attempt<Value>(
    _ body: (DatabaseQueue) throws -> Value
  ) throws(ExecutionError) -> Value {
    do {
      return try body(database)
    } catch {
      throw .journal(path: path, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? DatabaseError)?.message ?? "\(error)"
  }
}

extension JSONDecoder {
  fileprivate func decode<Value: Decodable>(from text: String) throws -> Value {
    try decode(Value.self, from: Data(text.utf8))
  }
}
