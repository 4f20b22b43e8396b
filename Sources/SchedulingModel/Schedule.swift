/// Placements of tasks on devices with start and finish times, in seconds.
///
/// A plan is a schedule made before the run: one entry for each planned task. An executed schedule
/// has one entry for each attempt. Of a gang there is one entry for each of its devices, alike but for
/// the device; the lowest device is where its data is.
public struct Schedule: Sendable, Equatable {
  /// What became of an attempt.
  public enum Outcome: String, Sendable, CaseIterable {
    /// It finished; in a plan, it is expected to.
    case succeeded
    /// It was lost to an outage or a failure of its own.
    case failed
    /// It finished, but what it produced was lost before it was used up, and the task ran again.
    case lost
    /// It was stopped because it was no longer needed.
    case cancelled
    /// It never ran: a condition ruled the task out.
    case skipped
  }

  /// One attempt of one task on one device.
  public struct Entry: Sendable, Equatable {
    /// The task's id.
    public var task: Int
    /// 1 for the first attempt.
    public var attempt: Int
    /// The device's id.
    public var device: Int
    /// In seconds.
    public var start: Double
    /// In seconds.
    public var finish: Double
    /// What became of it.
    public var outcome: Outcome

    /// Creates an entry; the first attempt and success are the default.
    public init(
      task: Int, attempt: Int = 1, device: Int, start: Double, finish: Double,
      outcome: Outcome = .succeeded
    ) {
      self.task = task
      self.attempt = attempt
      self.device = device
      self.start = start
      self.finish = finish
      self.outcome = outcome
    }
  }

  /// The entries, in no particular order.
  public var entries: [Entry]

  /// Creates a schedule.
  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  /// The latest finish, in seconds; 0 if the schedule is empty.
  public var lastFinish: Double { entries.lazy.map(\.finish).max() ?? 0 }

  /// The entries in report order: by start, then finish, device, task and attempt.
  public var sortedEntries: [Entry] {
    entries.sorted { left, right in
      (left.start, left.finish, left.device, left.task, left.attempt)
        < (right.start, right.finish, right.device, right.task, right.attempt)
    }
  }
}
