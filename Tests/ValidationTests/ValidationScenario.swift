import Analysis
import Foundation
import Scenarios
import SchedulingPolicies
import SimulationEngine
import Testing

/// A scenario file of this folder, decoded as any other and run by the engine under `fifo`.
///
/// The suites here compare the tool as a whole, from the file to the trace, with answers that are known
/// from elsewhere: closed forms of reliability and queueing theory, and published figures. Samples are
/// independent runs under fixed seeds. A sample agrees with an answer if |z| < 4, where z is the
/// difference of the means in standard errors, and it is large enough to tell a mistake if that gives
/// |z| > 6. Such samples take a release build.
struct ValidationScenario {
  let scenario: Scenario

  /// Reads `Scenarios/NAME.yaml`, after exchanging what `changes` says: text of the file, and what takes
  /// its place.
  init(_ name: String, _ changes: [(String, String)] = []) throws {
    let file = try #require(
      Bundle.module.url(forResource: "Scenarios/\(name)", withExtension: "yaml"))
    var text = try String(contentsOf: file, encoding: .utf8)
    for (old, new) in changes {
      try #require(text.contains(old), "\(name).yaml does not say '\(old)'")
      text = text.replacingOccurrences(of: old, with: new)
    }
    try self.init(text: text)
  }

  /// Reads a scenario that a test has written.
  init(text: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    scenario = try Scenario.load(file.path)
  }

  func run(seed: UInt64) throws -> RunResult {
    scenario.simulation(seed: seed)
      .run(try PolicyCatalog.makePolicy(PolicyName(parsing: "fifo"), seed: seed))
  }

  /// One value of each of several runs, under the seeds from 1 on.
  func sample(_ runs: Int, _ value: (RunResult) throws -> Double) throws -> ValidationSample {
    var sample = ValidationSample()
    for seed in 1...UInt64(runs) {
      let result = try run(seed: seed)
      sample.values.append(try value(result))
      sample.failures += result.trace.losses.causes.count { $0 == .task }
      sample.outages += result.trace.outages.count
      sample.slowAttempts += result.trace.attempts.slowdowns.count { $0 != 1 }
      sample.stoppedCopies += result.trace.attempts.outcomes.count { $0 == .cancelled }
      sample.struckTransfers += result.trace.linkOutages.transfers.reduce(0) { $0 + Int($1) }
    }
    return sample
  }

  /// Makespans in seconds. A run that the time limit stopped counts with the limit, so that the true mean
  /// is above the sample's.
  func makespans(_ runs: Int) throws -> ValidationSample {
    try sample(runs) { result in
      guard result.status != .timeLimit else { return result.endTime }
      return try #require(result.makespan)
    }
  }
}

/// Values of independent runs, and how often something failed in these.
struct ValidationSample {
  var values: [Double] = []
  /// Attempts that failed by themselves.
  var failures = 0
  /// Outages of nodes.
  var outages = 0
  /// Attempts of stragglers.
  var slowAttempts = 0
  /// Attempts that were stopped, since a copy was first.
  var stoppedCopies = 0
  /// Transfers that outages of links found in flight, and changed.
  var struckTransfers = 0

  private var summary: SampleSummary? { SampleSummary(values) }
  var mean: Double { summary?.mean ?? .nan }
  var deviation: Double { summary?.standardDeviation ?? .nan }
  var standardError: Double { summary?.standardError ?? .nan }

  /// The distance of a known mean in standard errors of the sample.
  func z(_ known: Double) -> Double { (mean - known) / standardError }
}
