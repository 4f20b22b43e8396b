import ArgumentParser
import Foundation
import Interchange
import Reports
import Scenarios
import SchedulingModel

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check scenarios, workflows, clusters and schedules.",
    discussion: """
      A schedule (.csv with task, attempt, devices, start_seconds, finish_seconds, outcome) is \
      checked against --workflow and, for a workflow file, --cluster; it may come from another tool.

      EXAMPLES
        makespan validate scenarios/*.yaml
        makespan validate graph.stg run.json --format json
        makespan validate plan.csv --workflow graph.stg --cluster identical:4
      """)

  @Argument(help: "Files: .yaml, .json, .stg, .csv.")
  var files: [String]
  @OptionGroup var input: InputOptions
  @Option(help: ArgumentHelp("The workflow or scenario that schedules solve.", valueName: "file"))
  var workflow: String?
  @Option(help: "The form of the result.")
  var format: OutputFormat = .text
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    var invalid: [String] = []
    var firstError: (any Error)?
    for file in files {
      do {
        if try !validate(file) { invalid.append(file) }
      } catch {
        // The other files are still worth a look; the first error decides the exit code.
        if let earlier = firstError {
          Console.error("error: \(earlier)")
        }
        firstError = error
      }
    }
    if let firstError { throw firstError }
    if !invalid.isEmpty {
      throw CheckFailure(
        message: "invalid: \(invalid.joined(separator: ", "))")
    }
  }

  /// Whether a file is valid; schedules can be read and wrong.
  private func validate(_ file: String) throws -> Bool {
    let asJSON = format == .json
    switch (file as NSString).pathExtension.lowercased() {
    case "csv":
      return try validateSchedule(file)
    case "yaml", "yml":
      if try ClusterInput.isClusterFile(file) {
        let cluster = try ClusterInput.load(file)
        Console.output(try ClusterReport(cluster, file: file).text(asJSON: asJSON))
      } else {
        let scenario = try Scenario.load(file, overrides: input.overrides)
        Console.output(try WorkflowReport(scenario, file: file).text(asJSON: asJSON))
      }
    default:
      let parsed = try WorkflowFile.read(file)
      Console.output(try WorkflowReport(parsed, file: file).text(asJSON: asJSON))
    }
    return true
  }

  private func validateSchedule(_ file: String) throws -> Bool {
    guard let workflow else {
      throw UsageError(
        message: "\(file) is a schedule: add --workflow FILE, the workflow or scenario it solves")
    }
    let scenario = try Scenario.load(workflow, overrides: input.overrides)
    let instance = scenario.instance(seed: 1)
    let schedule = try ScheduleCSV.read(
      FileReading.text(at: file), name: file, instance: instance)
    let report = ScheduleReport(schedule, scenario: scenario, file: file)
    Console.output(try report.text(asJSON: format == .json))
    return report.isValid
  }
}
