import Foundation
import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

private let taskGraphs = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("shared/data/stg")

/// The Standard Task Graph Set's random graphs of 50 tasks on m identical processors, against
/// proven optima. The files are not part of this project; without them the suite is skipped.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: taskGraphs.path),
    "the Standard Task Graph Set is not here"))
struct ProvenOptimaTests {
  struct Pair: Sendable {
    var file: String
    var processors: Int
    var optimum: Double
  }

  static func pairs() throws -> [Pair] {
    let path = taskGraphs.appendingPathComponent("optima.csv").path
    let table = try CSVTable(FileReading.text(at: path), name: "optima.csv")
    let (file, processors) = (try table.column("file"), try table.column("processors"))
    let optimum = try table.column("optimum")
    return try table.rows.map { row in
      Pair(
        file: row.fields[file], processors: Int(try table.real(processors, of: row)),
        optimum: try table.real(optimum, of: row))
    }
  }

  @Test func everyPolicyIsAtLeastTheOptimumAndListPoliciesAreCloseToIt() throws {
    let pairs = try Self.pairs()
    #expect(pairs.count == 706)
    var worst: [String: Double] = [:]
    // A debug build takes half a minute for all of them.
    #if DEBUG
      let step = 10
    #else
      let step = 1
    #endif
    for pair in stride(from: 0, to: pairs.count, by: step).map({ pairs[$0] }) {
      let path = taskGraphs.appendingPathComponent(pair.file).path
      let workflow = try STGReader.read(FileReading.text(at: path), name: pair.file).workflow
      let instance = try Instance(workflow, on: .identical(pair.processors))
      for entry in PolicyCatalog.entries {
        let result = Simulation(instance: instance).run(try entry.makePolicy(seed: 1))
        let makespan = try #require(result.makespan)
        #expect(makespan >= pair.optimum, "\(entry.name) on \(pair)")
        let ratio = makespan / pair.optimum
        worst[entry.name] = max(worst[entry.name] ?? 0, ratio)
        // Graham 1969: any list schedule is within 2 − 1/m of the optimum.
        if ["critical-path", "priority-list", "fifo"].contains(entry.name) {
          #expect(ratio <= 2 - 1 / Double(pair.processors), "\(entry.name) on \(pair)")
        }
        // Not a theorem: what these two reach on every pair, held as a regression.
        if entry.name == "critical-path" { #expect(ratio <= 1.10, "\(pair)") }
        if entry.name == "heft" { #expect(ratio <= 1.12, "\(pair)") }
      }
    }
    print("worst ratio to the optimum:", worst.sorted { $0.key < $1.key })
  }
}
