import Analysis
import ArgumentParser
import Foundation
import Reports
import Scenarios

struct BoundsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bounds",
    abstract: "Lower bounds on the makespan, and the optimum where it can be proved.",
    discussion: """
      The bounds assume no duplication, no preemption and no failures. The optimum is proved where \
      the schedule of some policy meets the largest bound. With --seconds, list scheduling in random \
      order goes on looking for such a schedule; what it finds depends on the machine's speed.

      EXAMPLES
        makespan bounds graph.stg --cluster identical:4
        makespan bounds scenarios/*.yaml --format json
      """)

  @Argument(help: "Scenarios (.yaml) or workflows (.json of WfFormat, .stg) with --cluster.")
  var inputs: [String]
  @OptionGroup var input: InputOptions
  @Option(help: "How long to go on looking, in seconds for each input.")
  var seconds: Double = 0
  @Option(help: "The form of the result.")
  var format: OutputFormat = .text
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard seconds >= 0, seconds <= 1e6 else {
      throw ValidationError("--seconds is \(seconds), expected a number from 0 to 1e6")
    }
  }

  func run() throws {
    let scenarios = try inputs.map { try Scenario.load($0, overrides: input.overrides) }
    for scenario in scenarios {
      let report = BoundsReport(scenario, searchSeconds: seconds)
      Console.output(format == .json ? try report.json() : report.text())
    }
  }
}

/// Text for people, JSON for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
