import ArgumentParser
import Foundation
import Reports
import Scenarios
import SchedulingPolicies

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run policies on the same inputs under the same seeds, and rank them.",
    discussion: """
      Every policy meets the same task lengths, arrivals and outages under one seed, so makespans \
      are compared pairwise by seed.

      EXAMPLES
        makespan compare scenarios/glm-lifecycle.yaml
        makespan compare scenarios/*.yaml --policies heft,fifo --csv out.csv
        makespan compare graph.stg --cluster identical:4 --policies all
        makespan compare scenarios/which-recovery.yaml --recovery all
        makespan compare run.json --cluster star:64@1 \\
          --policies mct,heft:mean-communication=all-pairs
      """)

  @Argument(help: "Scenarios (.yaml) or workflows (.json of WfFormat, .stg) with --cluster.")
  var inputs: [String]
  @OptionGroup var input: InputOptions
  @Option(help: "Policies, separated by commas, or 'all'; the scenario's own by default.")
  var policies: String?
  @OptionGroup var runs: SeedOptions
  @Option(help: ArgumentHelp("Write one row for each run to a CSV file.", valueName: "file"))
  var csv: String?
  @Option(help: ArgumentHelp("Write the comparison as an HTML page.", valueName: "file"))
  var html: String?
  @Option(help: ArgumentHelp("Write the comparison as JSON.", valueName: "file"))
  var json: String?
  @Flag(help: "Append wall-clock columns to the CSV; its bytes then differ from run to run.")
  var timing = false
  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    try checkOutputs([csv, html, json])
    for (index, path) in inputs.enumerated() where inputs[..<index].contains(path) {
      throw UsageError(message: "the input '\(path)' is given twice")
    }
    let names = try policies.map { try PolicyName.list($0) }
    let byInput = try inputs.map { try recoveries(of: $0) }
    for ofInput in byInput { describe(ofInput[0].scenario) }
    let studyInputs = byInput.flatMap(\.self)
    let study = Study(
      inputs: studyInputs, policies: names, seedCount: runs.seeds, firstSeed: runs.firstSeed)
    let showsProgress = Console.showsProgress && !verbosity.quiet
    let start = ContinuousClock.now
    let rows = try await study.run(workers: runs.jobs) { done, total in
      if showsProgress, done % max(1, total / 100) == 0 {
        Console.progress("\(done)/\(total) runs")
      }
    }
    if showsProgress { Console.progress("") }
    if verbosity.verbose {
      let planning = rows.reduce(0) { $0 + $1.planningSeconds }
      let simulation = rows.reduce(0) { $0 + $1.simulationSeconds }
      verbosity.note(
        String(
          format: "%d runs in %.2f s; CPU: %.2f s in policies, %.2f s in the engine", rows.count,
          (ContinuousClock.now - start) / .seconds(1), planning, simulation))
    }
    let comparisons = Comparison.all(rows)
    if let csv { try writeResult(ResultRow.csv(rows, timing: timing), to: csv) }
    if let json { try writeResult(ComparisonJSON.text(comparisons), to: json) }
    if let html {
      let page = try ComparisonPage.html(comparisons, scenarios: byInput.map { $0[0].scenario })
      try writeResult(page, to: html)
    }
    if csv != "-", json != "-", html != "-" {
      Console.output(comparisons.map(ComparisonTable.text).joined(separator: "\n"))
    }
  }

  /// An input with each recovery that is asked for; once where none is.
  private func recoveries(of path: String) throws -> [StudyInput] {
    func load(_ recovery: String?) throws(InputError) -> StudyInput {
      var overrides = input.overrides
      overrides.recovery = recovery
      return try StudyInput(loading: path, overrides: overrides, relativeTo: folder(of: csv))
    }
    guard let asked = input.recovery else { return [try load(nil)] }
    var names = asked.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if names == ["all"] {
      names = try load(nil).scenario.recoveryNames
      guard !names.isEmpty else {
        throw UsageError(message: "--recovery is 'all', but \(path) has no 'recoveries'")
      }
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw UsageError(message: "--recovery names '\(name)' twice")
    }
    return try names.map { try load($0) }
  }

  private func describe(_ scenario: Scenario) {
    if let profile = scenario.profile, let path = scenario.profilePath {
      verbosity.note(
        "\(scenario.name): stage costs from \(path) (\(profile.machine.cpu), "
          + "model '\(profile.model)')")
    }
    for note in scenario.notes { verbosity.note("\(scenario.name): note: \(note)") }
  }
}
