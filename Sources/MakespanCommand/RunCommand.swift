import Analysis
import ArgumentParser
import Foundation
import Interchange
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run one policy once, and write what happened.",
    discussion: """
      EXAMPLES
        makespan run scenarios/topcuoglu2002.yaml --policy heft --schedule -
        makespan run scenarios/glm-lifecycle.yaml --policy fifo --gantt run.svg
        makespan run graph.stg --cluster identical:4 --policy heft \\
          --matrices model
      """)

  @Argument(help: "A scenario (.yaml), or a workflow (.json of WfFormat, .stg) with --cluster.")
  var path: String
  @Option(help: "The policy, with parameters after colons.")
  var policy: String
  @OptionGroup var input: InputOptions
  @Option(help: "The seed of every random stream.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Write the executed schedule as CSV.", valueName: "file"))
  var schedule: String?
  @Option(help: ArgumentHelp("Draw the executed schedule as SVG.", valueName: "file"))
  var gantt: String?
  @Option(
    help: ArgumentHelp("Write a Chrome trace (chrome://tracing, Perfetto).", valueName: "file"))
  var trace: String?
  @Option(
    help: ArgumentHelp(
      "Write the dependency matrix, priority vector and strategy vector as CSV.",
      valueName: "folder"))
  var matrices: String?
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    try checkOutputs([schedule, gantt, trace])
    let name = try PolicyName(parsing: policy)
    let made = try PolicyCatalog.makePolicy(name, seed: seed)
    let scenario = try Scenario.load(path, overrides: input.overrides)
    for note in scenario.notes { verbosity.note("\(scenario.name): note: \(note)") }
    let simulation = scenario.simulation(seed: seed)
    let start = ContinuousClock.now
    let result = simulation.run(made, recordsPriorities: matrices != nil)
    if verbosity.verbose {
      verbosity.note(
        String(format: "simulated in %.3f s", (ContinuousClock.now - start) / .seconds(1)))
    }
    if let schedule {
      try writeResult(
        ScheduleCSV.text(result.schedule, instance: result.instance), to: schedule)
    }
    if let gantt {
      let title = "\(scenario.name) under \(name), seed \(seed)"
      try writeResult(try GanttChart(result, title: title).svg(), to: gantt)
    }
    if let trace {
      let json = try ChromeTrace.json(result, failures: scenario.conditions.taskFailures)
      try writeResult(json, to: trace)
    }
    if let matrices {
      try writeMatrices(
        FormalModel(
          result, policy: name, attemptLimit: scenario.conditions.attemptLimit,
          recovery: scenario.conditions.recovery),
        to: matrices)
    }
    if ![schedule, gantt, trace].contains("-") {
      let metrics = Metrics(result, costs: simulation.conditions.costs)
      Console.output(RunSummary.text(result, metrics: metrics, policy: name, scenario: scenario))
    }
    if result.status != .ok {
      verbosity.note("the run did not finish: \(RunSummary.reason(result))")
    }
  }

  private func writeMatrices(_ model: FormalModel, to folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError.unwritable(path: folder, reason: error.localizedDescription)
    }
    let base = folder as NSString
    try AtomicFile.write(
      model.dependencies, to: base.appendingPathComponent("dependencies.csv"))
    try AtomicFile.write(model.priorities, to: base.appendingPathComponent("priorities.csv"))
    try AtomicFile.write(model.strategy, to: base.appendingPathComponent("strategy.csv"))
  }
}
