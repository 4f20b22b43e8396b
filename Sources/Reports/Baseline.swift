import Foundation
import Interchange
import Scenarios
import SchedulingPolicies
import SimulationEngine

/// A regression baseline: a comparison's CSV, whose runs are done again.
public struct Baseline: Sendable {
  /// One run that the baseline names, and what it gave.
  public struct Entry: Sendable, Equatable {
    /// The scenario's name.
    public var scenario: String
    /// The policy with its parameters.
    public var policy: String
    /// The seed.
    public var seed: UInt64
    /// How the run ended.
    public var status: String
    /// The makespan, in seconds, where it finished.
    public var makespan: Double?
    /// The input's path, relative to the baseline's folder.
    public var input: String
    /// The cluster of the command line.
    public var cluster: String
    /// The network model of the command line.
    public var network: String
    /// The cost profile of the command line; empty for the scenario's own.
    public var profile: String
    /// The recovery of the command line; empty for the scenario's own.
    public var recovery: String
    /// Its line in the file.
    public var line: Int
  }

  /// A run that ended otherwise than the baseline says.
  public struct Change: Sendable, Equatable {
    /// The baseline's entry.
    public var before: Entry
    /// How the run ended now.
    public var status: String
    /// The makespan now, in seconds.
    public var makespan: Double?
  }

  /// The file's path.
  public let path: String
  /// Its runs.
  public let entries: [Entry]

  /// Reads a baseline.
  ///
  /// - Throws: `FileError` or `FormatError`.
  public init(path: String) throws {
    self.path = path
    let table = try CSVTable(FileReading.text(at: path), name: path)
    let names = [
      "scenario", "policy", "seed", "status", "makespan_seconds", "input", "cluster", "network",
    ]
    var columns: [Int] = []
    for name in names { columns.append(try table.column(name)) }
    // Baselines that are older than these columns use the scenarios' own profiles and recoveries.
    let profile = table.header.firstIndex(of: "profile")
    let recovery = table.header.firstIndex(of: "recovery")
    var entries: [Entry] = []
    for row in table.rows {
      func field(_ index: Int) -> String { row.fields[columns[index]] }
      guard let seed = UInt64(field(2)) else {
        throw table.error(columns[2], of: row, expected: "an integer of at least 0")
      }
      let makespan = field(4).isEmpty ? nil : try table.real(columns[4], of: row)
      entries.append(
        Entry(
          scenario: field(0), policy: field(1), seed: seed, status: field(3), makespan: makespan,
          input: field(5), cluster: field(6), network: field(7),
          profile: profile.map { row.fields[$0] } ?? "",
          recovery: recovery.map { row.fields[$0] } ?? "", line: row.line))
    }
    guard !entries.isEmpty else {
      throw FormatError(
        input: path, place: .document, found: "no runs", expected: "at least one run to do again")
    }
    self.entries = entries
  }

  /// The runs to do again, in the file's order.
  ///
  /// Clusters and profiles that are files are looked for in the working folder, then in the
  /// baseline's own.
  ///
  /// - Parameter profile: a cost profile that replaces the baseline's.
  /// - Throws: `InputError` for an input or policy that no longer exists.
  public func items(profile: String? = nil) throws -> [Study.Item] {
    let folder = (path as NSString).deletingLastPathComponent
    var inputs: [[String]: StudyInput] = [:]
    return try entries.map { entry in
      let key = [entry.input, entry.cluster, entry.network, entry.profile, entry.recovery]
      func place(_ name: String) -> String? {
        if name.isEmpty { return nil }
        let beside = (folder as NSString).appendingPathComponent(name)
        let isBeside =
          !FileManager.default.fileExists(atPath: name)
          && FileManager.default.fileExists(atPath: beside)
        return isBeside ? beside : name
      }
      if inputs[key] == nil {
        let overrides = InputOverrides(
          cluster: place(entry.cluster), network: entry.network.isEmpty ? nil : entry.network,
          profile: profile ?? place(entry.profile),
          recovery: entry.recovery.isEmpty ? nil : entry.recovery)
        let location =
          folder.isEmpty ? entry.input : (folder as NSString).appendingPathComponent(entry.input)
        do throws(InputError) {
          var input = try StudyInput(
            loading: (location as NSString).standardizingPath, overrides: overrides,
            relativeTo: folder)
          (input.cluster, input.profile) = (entry.cluster, profile ?? entry.profile)
          inputs[key] = input
        } catch {
          // What the baseline names is the baseline's fault, not the command line's.
          guard error.file.hasPrefix("--") else { throw error }
          throw InputError(
            file: path, line: entry.line, key: String(error.file.dropFirst(2)),
            problem: error.problem)
        }
      }
      guard let input = inputs[key] else { preconditionFailure("an input was just stored") }
      do throws(PolicyError) {
        let policy = try PolicyName(parsing: entry.policy)
        _ = try PolicyCatalog.makePolicy(policy, seed: entry.seed)
        return Study.Item(input: input, policy: policy, seed: entry.seed)
      } catch {
        throw InputError(file: path, line: entry.line, key: "policy", problem: .policy(error))
      }
    }
  }

  /// The runs that ended otherwise.
  ///
  /// - Parameter tolerance: how far a makespan may move, as a fraction of what it was.
  public func changes(_ rows: [ResultRow], tolerance: Double) -> [Change] {
    zip(entries, rows).compactMap { entry, row in
      let makespan = row.metrics.makespan
      let isSame: Bool
      switch (entry.makespan, makespan) {
      case (let before?, let now?): isSame = abs(now - before) <= tolerance * before
      case (nil, nil): isSame = true
      default: isSame = false
      }
      if isSame, row.status.word == entry.status { return nil }
      return Change(before: entry, status: row.status.word, makespan: makespan)
    }
  }
}

extension Baseline.Change: CustomStringConvertible {
  public var description: String {
    func outcome(_ status: String, _ makespan: Double?) -> String {
      makespan.map { "\($0) s" } ?? status
    }
    let recovery = before.recovery.isEmpty ? "" : ", \(before.recovery)"
    var text = "\(before.scenario), \(before.policy)\(recovery), seed \(before.seed): "
    text += "\(outcome(before.status, before.makespan)) before, \(outcome(status, makespan)) now"
    if let old = before.makespan, let new = makespan, old > 0 {
      text += String(format: " (%+.3g %%)", (new - old) / old * 100)
    }
    return text
  }
}
