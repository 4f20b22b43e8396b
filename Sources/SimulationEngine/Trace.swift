import SchedulingModel

/// What happened in a run, as columns.
public struct Trace: Sendable, Equatable {
  /// One row for each attempt that ended or was running when the run ended.
  public struct Attempts: Sendable, Equatable {
    /// The task's id.
    public var tasks: [Int32] = []
    /// 1 for the first attempt of the task.
    public var numbers: [Int32] = []
    /// The device's id; of a gang, the lowest.
    public var devices: [Int32] = []
    /// The devices of all attempts as runs of consecutive ids, row by row; empty where no task is a gang.
    var deviceRuns: [Range<Int32>] = []
    /// For each row, the end of its part of ``deviceRuns``.
    var deviceRunEnds: [Int32] = []
    /// In seconds.
    public var starts: [Double] = []
    /// In seconds.
    public var finishes: [Double] = []
    /// What became of it.
    public var outcomes: [Schedule.Outcome] = []
    /// Seconds that the attempt spent on its restart.
    public var restartSeconds: [Double] = []
    /// Seconds that it spent on writing checkpoints, also on one that it did not complete.
    public var checkpointSeconds: [Double] = []
    /// Seconds of its work that are done for good, for an attempt that did not succeed: what checkpoints
    /// hold, and what outlives an outage of other devices of a gang.
    public var savedSeconds: [Double] = []
    /// How many times as long the attempt took for its work as its task's length says; empty where no
    /// attempt can straggle.
    public var slowdowns: [Double] = []
    /// The number of rows.
    public var count: Int { tasks.count }

    /// The devices of an attempt, as runs of consecutive ids, ascending.
    public func deviceRuns(of row: Int) -> ArraySlice<Range<Int32>> {
      if deviceRunEnds.isEmpty { return [devices[row]..<(devices[row] + 1)] }
      return deviceRuns[Int(row == 0 ? 0 : deviceRunEnds[row - 1])..<Int(deviceRunEnds[row])]
    }

    /// How many devices an attempt runs on.
    public func deviceCount(of row: Int) -> Int {
      deviceRunEnds.isEmpty ? 1 : deviceRuns(of: row).reduce(0) { $0 + $1.count }
    }

    /// Adds to the devices of the row that was added last; ``endDeviceRuns()`` follows, for every row or for
    /// none.
    ///
    /// - Parameter run: consecutive ids, all above those that were added before.
    mutating func append(deviceRun run: Range<Int>) {
      deviceRuns.append(Int32(run.lowerBound)..<Int32(run.upperBound))
    }

    /// The devices of the row that was added last are complete.
    mutating func endDeviceRuns() { deviceRunEnds.append(Int32(deviceRuns.count)) }

    /// The slowdown of an attempt; 1 where none can straggle.
    public func slowdown(ofRow row: Int) -> Double { slowdowns.isEmpty ? 1 : slowdowns[row] }

    /// Adds a row for an attempt that starts now: with an infinite finish, as `cancelled`, and without
    /// recovery, until it ends.
    package mutating func append(task: Int, number: Int, device: Int, start: Double) {
      tasks.append(Int32(task))
      numbers.append(Int32(number))
      devices.append(Int32(device))
      starts.append(start)
      finishes.append(.infinity)
      outcomes.append(.cancelled)
      restartSeconds.append(0)
      checkpointSeconds.append(0)
      savedSeconds.append(0)
    }
  }

  /// One row for each attempt that was lost.
  public struct Losses: Sendable, Equatable {
    /// The attempt's row in ``Trace/attempts``.
    public var rows: [Int32] = []
    /// What it was lost to.
    public var causes: [FailureCause] = []
    /// For attempts that failed by themselves, an index of ``TaskFailureModel/causes``; −1 for others, and
    /// where causes are not told apart.
    public var indices: [Int32] = []
    /// The number of rows.
    public var count: Int { rows.count }

    mutating func append(row: Int, cause: FailureCause, index: Int) {
      rows.append(Int32(row))
      causes.append(cause)
      indices.append(Int32(index))
    }
  }

  /// One row for each outage that began before the run ended; of a domain's and of maintenance, one for
  /// each node.
  public struct Outages: Sendable, Equatable {
    /// The node's id.
    public var nodes: [Int32] = []
    /// When the node failed, in seconds; it may have been noticed later.
    public var starts: [Double] = []
    /// In seconds, even where the run ended before; the end of the run for a node that was still waiting
    /// for a crew or a spare then.
    public var finishes: [Double] = []
    /// Whether it was maintenance, known beforehand; empty where no node has any.
    public var planned: [Bool] = []
    /// The number of rows.
    public var count: Int { nodes.count }

    /// Whether a row is about maintenance.
    public func isPlanned(_ row: Int) -> Bool { !planned.isEmpty && planned[row] }
  }

  /// One row for each outage of a link that began before the run ended.
  public struct LinkOutages: Sendable, Equatable {
    /// The index of the cluster's uplink.
    public var uplinks: [Int32] = []
    /// In seconds.
    public var starts: [Double] = []
    /// In seconds, even where the run ended before.
    public var finishes: [Double] = []
    /// How many transfers in flight it stopped, slowed down or sent around when it began.
    public var transfers: [Int32] = []
    /// The number of rows.
    public var count: Int { uplinks.count }
  }

  /// One row for each task that a condition ruled out.
  public struct Skips: Sendable, Equatable {
    /// The task's id.
    public var tasks: [Int32] = []
    /// When it was ruled out, in seconds.
    public var times: [Double] = []
    /// The number of rows.
    public var count: Int { tasks.count }
  }

  /// The attempts, in order of start.
  public var attempts = Attempts()
  /// Lost attempts, in the order in which they were lost; empty in a real run.
  public var losses = Losses()
  /// The outages, in order of start.
  public var outages = Outages()
  /// The outages of links, in order of start.
  public var linkOutages = LinkOutages()
  /// The skipped tasks, by time and then id.
  public var skips = Skips()

  package init() {}

  /// The attempts as a schedule, gangs with an entry for each device, and after them the skipped tasks: each one entry on device −1 that
  /// starts and finishes when the task was ruled out.
  public var schedule: Schedule {
    var entries: [Schedule.Entry] = []
    entries.reserveCapacity(attempts.count)
    for row in 0..<attempts.count {
      var entry = Schedule.Entry(
        task: Int(attempts.tasks[row]), attempt: Int(attempts.numbers[row]),
        device: Int(attempts.devices[row]), start: attempts.starts[row],
        finish: attempts.finishes[row], outcome: attempts.outcomes[row])
      if attempts.deviceRunEnds.isEmpty {
        entries.append(entry)
        continue
      }
      for device in attempts.deviceRuns(of: row).joined() {
        entry.device = Int(device)
        entries.append(entry)
      }
    }
    entries += (0..<skips.count).map { row in
      Schedule.Entry(
        task: Int(skips.tasks[row]), device: -1, start: skips.times[row],
        finish: skips.times[row], outcome: .skipped)
    }
    return Schedule(entries: entries)
  }
}
