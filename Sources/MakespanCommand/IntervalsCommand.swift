import ArgumentParser
import Foundation
import Reports
import SchedulingPolicies

struct IntervalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intervals",
    abstract: "Find the checkpoint interval: run a scenario at many of them.",
    discussion: """
      The scenario's own 'checkpoint' is kept but for its interval. The intervals form a geometric \
      series around the exact optimum for the longest task's failures (Young's and Daly's are shown, \
      too). Every interval meets the same failures under one seed. Where a closed form gives the \
      expected makespan (one task on all devices, exponential failures), it stands beside the mean.

      EXAMPLES
        makespan intervals scenarios/llama3-like.yaml
        makespan intervals scenarios/llama3-like.yaml --points 7 --spread 4 --svg intervals.svg
      """)

  @Argument(help: "A scenario (.yaml) with 'checkpoint' under 'recovery'.")
  var scenario: String
  @OptionGroup var input: InputOptions
  @Option(help: "The policy; the scenario's first by default.")
  var policy: String?
  @Option(help: "How many intervals.")
  var points: Int = 15
  @Option(help: "The largest interval over the optimum, and the optimum over the least.")
  var spread: Double = 8
  @OptionGroup var runs: SeedOptions
  @Option(help: ArgumentHelp("Write one row for each interval to a CSV file.", valueName: "file"))
  var csv: String?
  @Option(help: ArgumentHelp("Draw makespan against interval as SVG.", valueName: "file"))
  var svg: String?
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if !(1...1000).contains(points) {
      throw ValidationError("--points is \(points), expected 1 to 1000")
    }
    if !(spread > 1 && spread <= 1e6) {
      throw ValidationError("--spread is \(spread), expected a number above 1, at most 1000000")
    }
  }

  func run() async throws {
    try checkOutputs([csv, svg])
    let name = try policy.map { try PolicyName(parsing: $0) }
    let studyInput = try StudyInput(
      loading: scenario, overrides: input.overrides, relativeTo: folder(of: csv))
    for note in studyInput.scenario.notes {
      verbosity.note("\(studyInput.scenario.name): note: \(note)")
    }
    guard
      let intervals = IntervalStudy.intervals(
        for: studyInput.scenario, count: points, spread: spread)
    else {
      throw UsageError(
        message: "\(scenario): no interval is best: it needs 'recovery: {checkpoint: …}' with a "
          + "'write' above 0, and failures at a rate")
    }
    guard let chosen = name ?? studyInput.scenario.policies.first else {
      throw UsageError(message: "\(scenario): names no policy, expected --policy")
    }
    let showsProgress = Console.showsProgress && !verbosity.quiet
    let study = try await IntervalStudy(
      studyInput, policy: chosen, intervals: intervals,
      seeds: runs.seeds ?? studyInput.scenario.seedCount, firstSeed: runs.firstSeed,
      workers: runs.jobs
    ) { done, total in
      if showsProgress, done % max(1, total / 100) == 0 {
        Console.progress("\(done)/\(total) runs")
      }
    }
    if showsProgress { Console.progress("") }
    if let csv { try writeResult(IntervalTable.csv(study), to: csv) }
    if let svg {
      guard let chart = IntervalChart(study) else {
        throw UsageError(message: "\(scenario): no run finished, so there is nothing to draw")
      }
      try writeResult(try chart.svg(), to: svg)
    }
    if csv != "-", svg != "-" { Console.output(IntervalTable.text(study)) }
  }
}
