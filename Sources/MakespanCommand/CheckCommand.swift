import ArgumentParser
import Foundation
import Interchange
import Reports

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run a baseline again, and fail if a makespan moved.",
    discussion: """
      A baseline is a CSV that 'makespan compare --csv' wrote. Its inputs are found relative to \
      its own folder.

      EXAMPLES
        makespan compare scenarios/*.yaml --seeds 3 --csv results/baseline.csv
        makespan check results/baseline.csv
        makespan check results/baseline.csv --update
      """)

  @Argument(help: "The baseline.")
  var baseline: String
  @Option(help: "How far a makespan may move, in percent of what it was.")
  var tolerance: Double = 0
  @Flag(help: "Write what the runs give now into the baseline.")
  var update = false
  @Option(help: ArgumentHelp("The cost profile that replaces the scenarios'.", valueName: "file"))
  var profile: String?
  @Option(help: "Runs at the same time.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard tolerance.isFinite, tolerance >= 0 else {
      throw ValidationError("--tolerance is \(tolerance), expected a number of at least 0")
    }
    if jobs < 1 { throw ValidationError("--jobs is \(jobs), expected at least 1") }
  }

  func run() async throws {
    let before = try Baseline(path: baseline)
    let rows = try await Study.run(before.items(profile: profile), workers: jobs)
    let changes = before.changes(rows, tolerance: tolerance / 100)
    if update {
      try AtomicFile.write(ResultRow.csv(rows, timing: false), to: baseline)
      verbosity.note("\(baseline): \(rows.count) runs written, \(changes.count) of them changed")
      return
    }
    guard changes.isEmpty else {
      let lines = changes.map { "  \($0)" }.joined(separator: "\n")
      throw CheckFailure(
        message: "\(baseline): \(changes.count) of \(rows.count) runs changed\n\(lines)\n"
          + "If this is meant, write the new values with --update.")
    }
    Console.output("\(baseline): \(rows.count) runs, none changed\n")
  }
}
