import Analysis
import SchedulingPolicies
import SimulationEngine

/// The policies of one input, and its recoveries, against each other, paired by seed, best first.
public struct Comparison: Sendable {
  /// One policy's figures. Means are over the seeds that it finished.
  public struct Line: Sendable {
    /// The policy with its parameters.
    public var policy: PolicyName
    /// The recovery of the command line; empty for the scenario's own.
    public var recovery: String
    /// The seeds that it finished.
    public var finished: Int
    /// All seeds.
    public var total: Int
    /// The makespan, in seconds; nil if it never finished.
    public var makespan: SampleSummary?
    /// Its makespan less the best policy's over the seeds that both finished, in seconds; nil for
    /// the best itself, and where no seed was finished by both.
    public var difference: SampleSummary?
    /// Means; nil where no run has the figure.
    public var slr: Double?
    /// The mean utilization.
    public var utilization: Double?
    /// The mean number of lost attempts, over all seeds.
    public var failures: Double
    /// Where the devices' time went, as means of shares; nil if it never finished.
    public var shares: Shares?
    /// The mean number of tasks that conditions ruled out, over all seeds; nil where there never is any.
    public var skipped: Double?
    /// The mean cost, in US dollars.
    public var cost: Double?
    /// How the unfinished runs ended and how many of them, such as `time-limit 9`.
    public var otherEndings: [String]
  }

  /// Shares of devices × makespan (see ``DeviceTime``).
  public struct Shares: Sendable, Equatable {
    /// Work, time to notice, and restarts that failures cost.
    public var failures: Double
    /// Writing checkpoints.
    public var checkpoints: Double
    /// Down.
    public var down: Double
    /// Up and idle.
    public var waiting: Double
  }

  /// Whether recoveries are compared, too.
  public var hasRecoveries: Bool { lines.contains { !$0.recovery.isEmpty } }

  /// Whether anything was lost or written in any run, so that it is worth telling what that cost.
  public var hasLosses: Bool {
    lines.contains { line in
      line.failures > 0
        || line.shares.map { $0.failures + $0.checkpoints + $0.down > 0 } ?? false
    }
  }

  /// Whether any run wrote checkpoints.
  public var hasCheckpoints: Bool { lines.contains { $0.shares?.checkpoints ?? 0 > 0 } }

  /// The scenario's name, or the workflow file's.
  public var scenario: String
  /// The input's path.
  public var input: String
  /// The policies: those that finished every seed by mean makespan, then the others by how many
  /// they finished; ties in the order given.
  public var lines: [Line]

  /// The policies whose paired difference from the best has an interval that holds zero.
  public var unresolved: [String] {
    lines.dropFirst().compactMap { line in
      guard let difference = line.difference, let half = difference.halfWidth95, half > 0,
        difference.mean - half <= 0
      else { return nil }
      return line.name
    }
  }

  /// Compares the rows of one input.
  public init(_ rows: [ResultRow]) {
    scenario = rows.first?.scenario ?? ""
    input = rows.first?.input ?? ""
    var contenders: [Contender] = []
    for row in rows where !contenders.contains(Contender(row)) { contenders.append(Contender(row)) }
    let own = contenders.map { contender in rows.filter { Contender($0) == contender } }
    var lines = zip(contenders, own).map(Self.line)
    let order = lines.indices.sorted { left, right in
      let (first, second) = (lines[left], lines[right])
      let missing = (first.total - first.finished, second.total - second.finished)
      if missing.0 != missing.1 { return missing.0 < missing.1 }
      let means = (first.makespan?.mean ?? .infinity, second.makespan?.mean ?? .infinity)
      return means.0 != means.1 ? means.0 < means.1 : left < right
    }
    lines = order.map { lines[$0] }
    if !lines.isEmpty {
      for index in lines.indices.dropFirst() {
        lines[index].difference = Self.difference(own[order[index]], own[order[0]])
      }
    }
    self.lines = lines
  }

  /// The rows of several inputs, one comparison for each, in order.
  public static func all(_ rows: [ResultRow]) -> [Comparison] {
    var inputs: [String] = []
    for row in rows where !inputs.contains(row.input) { inputs.append(row.input) }
    return inputs.map { input in Comparison(rows.filter { $0.input == input }) }
  }

  /// What is compared.
  private struct Contender: Equatable {
    var policy: PolicyName
    var recovery: String

    init(_ row: ResultRow) {
      policy = row.policy
      recovery = row.recovery
    }
  }

  private static func line(_ contender: Contender, rows: [ResultRow]) -> Line {
    func mean(_ value: (ResultRow) -> Double?) -> Double? {
      SampleSummary(rows.compactMap(value))?.mean
    }
    var endings: [String] = []
    for row in rows where row.status != .ok && !endings.contains(row.status.word) {
      endings.append(row.status.word)
    }
    return Line(
      policy: contender.policy, recovery: contender.recovery,
      finished: rows.count { $0.status == .ok }, total: rows.count,
      makespan: SampleSummary(rows.compactMap(\.metrics.makespan)), difference: nil,
      slr: mean(\.metrics.slr), utilization: mean(\.metrics.utilization),
      failures: mean { Double($0.metrics.failures) } ?? 0, shares: shares(rows),
      skipped: rows.contains { $0.metrics.skippedTasks > 0 }
        ? mean { Double($0.metrics.skippedTasks) } : nil, cost: mean(\.metrics.costDollars),
      otherEndings: endings.map { word in
        "\(word) \(rows.count { $0.status.word == word })"
      })
  }

  private static func shares(_ rows: [ResultRow]) -> Shares? {
    let times = rows.compactMap(\.metrics.deviceTime).filter { $0.total > 0 }
    func mean(_ part: KeyPath<DeviceTime, Double>) -> Double? {
      SampleSummary(times.map { $0[keyPath: part] / $0.total })?.mean
    }
    guard let failures = mean(\.failures), let checkpoints = mean(\.checkpoints),
      let down = mean(\.down), let waiting = mean(\.waiting)
    else { return nil }
    return Shares(failures: failures, checkpoints: checkpoints, down: down, waiting: waiting)
  }

  private static func difference(_ rows: [ResultRow], _ best: [ResultRow]) -> SampleSummary? {
    func makespans(_ rows: [ResultRow]) -> [UInt64: Double] {
      var values: [UInt64: Double] = [:]
      for row in rows { values[row.seed] = row.metrics.makespan }
      return values
    }
    let reference = makespans(best)
    let own = makespans(rows)
    let differences = own.keys.sorted().compactMap { seed in
      reference[seed].flatMap { base in own[seed].map { $0 - base } }
    }
    return SampleSummary(differences)
  }
}

extension Comparison.Line {
  /// The policy, and the recovery where several are compared.
  public var name: String {
    recovery.isEmpty ? policy.description : "\(policy) with \(recovery)"
  }
}
