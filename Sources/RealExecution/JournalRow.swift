import GRDB

/// One event or start as a row of the journal.
struct JournalRow: FetchableRecord {
  let round: Int
  let seconds: Double
  let kind: String
  /// A task, node or job.
  let subject: Int
  var attempt: Int?
  var device: Int?
  /// In the column `passed`: 1 or 0, or a number of copies.
  var level: Int?
  var reason: String?

  init(_ event: ExecutionEvent, round: Int, seconds: Double) {
    self.round = round
    self.seconds = seconds
    switch event {
    case .arrived(let job): (kind, subject) = ("arrived", job)
    case .completed(let task, let attempt, let level):
      (kind, subject) = ("completed", task)
      (self.attempt, self.level) = (attempt, level)
    case .failed(let task, let attempt, let reason):
      (kind, subject) = ("failed", task)
      (self.attempt, self.reason) = (attempt, reason)
    case .workerDown(let node, let reason):
      (kind, subject) = ("down", node)
      self.reason = reason
    case .workerUp(let node): (kind, subject) = ("up", node)
    case .released(let task): (kind, subject) = ("released", task)
    }
  }

  init(_ start: AttemptStart, round: Int, seconds: Double) {
    self.round = round
    self.seconds = seconds
    (kind, subject) = ("started", start.task)
    (attempt, device) = (start.attempt, start.device)
  }

  init(row: Row) {
    round = row["round"]
    seconds = row["seconds"]
    kind = row["kind"]
    subject = row["subject"]
    attempt = row["attempt"]
    device = row["device"]
    level = row["passed"]
    reason = row["reason"]
  }

  /// The event, unless the row is a start or of a kind that this version does not know.
  var event: ExecutionEvent? {
    switch kind {
    case "arrived": .arrived(job: subject)
    case "completed": .completed(task: subject, attempt: attempt ?? 0, level: level ?? 1)
    case "failed": .failed(task: subject, attempt: attempt ?? 0, reason: reason ?? "")
    case "down": .workerDown(node: subject, reason: reason ?? "")
    case "up": .workerUp(node: subject)
    case "released": .released(task: subject)
    default: nil
    }
  }

  /// The start, if the row is one.
  var start: AttemptStart? {
    guard kind == "started", let attempt, let device else { return nil }
    return AttemptStart(task: subject, attempt: attempt, device: device)
  }

  func insert(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO event (round, seconds, kind, subject, attempt, device, passed, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [round, seconds, kind, subject, attempt, device, level, reason])
  }
}
