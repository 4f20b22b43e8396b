import Analysis
import ArgumentParser
import Foundation
import Interchange
import RealExecution
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine

struct ExecuteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "execute",
    abstract: "Run a scenario for real on this machine, and compare it with its prediction.",
    discussion: """
      Worker processes run the stages of the language model; the policy decides as it would in the \
      simulator, and lost work is done again. Each worker is one device of class cpu with one BLAS \
      thread. Attempts, back-off and checkpoints are the scenario's 'attempts' and 'recovery'; \
      'recovery: {detection: …}' is the silence after which a worker is taken for dead (10 s where \
      it does not say). Everything is kept in the run's folder, and a run that was ended, however, \
      goes on with --resume.

      EXAMPLES
        makespan execute scenarios/five-stages.yaml --policy heft
        makespan execute scenarios/five-stages.yaml --policy critical-path --workers 2 \\
          --kill 5s --kill-signal either --directory run
        makespan execute --resume run
      """)

  @Argument(help: "A scenario (.yaml) whose tasks have stages and work in units.")
  var path: String?
  @Option(help: "The policy, with parameters after colons.")
  var policy: String?
  @Option(help: ArgumentHelp("Worker processes, each one device.", valueName: "n"))
  var workers: Int = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "The seed of the policy, the models and the failures on purpose.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("The cost profile that replaces the scenario's.", valueName: "file"))
  var profile: String?
  @Option(
    help: ArgumentHelp(
      "The text that models are made from; the project's own grammar by default.",
      valueName: "file"))
  var corpus: String?
  @Option(
    help: ArgumentHelp(
      "The run's folder; by default the scenario's name with '.run'.", valueName: "folder"))
  var directory: String?
  @Option(help: ArgumentHelp("Go on with the run of this folder.", valueName: "folder"))
  var resume: String?
  @Option(
    help: ArgumentHelp(
      "Strike each worker after an exponential time of this mean, such as 20s, drawn by --seed.",
      valueName: "time"))
  var kill: String?
  @Option(
    help: "What strikes: \(KillPlan.Strike.allCases.map(\.rawValue).joined(separator: ", ")).")
  var killSignal: String = KillPlan.Strike.kill.rawValue
  @Option(help: ArgumentHelp("Write the actual schedule as CSV.", valueName: "file"))
  var schedule: String?
  @Option(help: ArgumentHelp("Draw the actual schedule as SVG.", valueName: "file"))
  var gantt: String?
  @Option(
    help: ArgumentHelp("Write a Chrome trace (chrome://tracing, Perfetto).", valueName: "file"))
  var trace: String?
  @Option(
    help: ArgumentHelp("Write each task's predicted and actual times as CSV.", valueName: "file"))
  var comparison: String?
  @Option(help: ArgumentHelp("Write the run's figures as one row of CSV.", valueName: "file"))
  var csv: String?
  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    try checkOutputs([schedule, gantt, trace, comparison, csv])
    let record = try self.record()
    let run = try realRun(record)
    for note in run.scenario.notes { verbosity.note("\(run.scenario.name): note: \(note)") }
    let coordinator = try Coordinator(run)
    let expected = try PredictionComparison.predict(
      run.scenario, policy: run.policy, seed: run.seed)
    verbosity.note(
      "\(run.scenario.name) under \(run.policy) on \(record.workers) "
        + "worker\(record.workers == 1 ? "" : "s"): predicted makespan "
        + PredictionReport.text(expected.makespan))
    // Beside the run's journal, so that what was said before the run can be read after it.
    try AtomicFile.write(
      ScheduleCSV.text(expected.run.schedule, instance: expected.run.instance),
      to: (run.directory as NSString).appendingPathComponent("predicted.csv"))
    let line = ProgressLine(expected: expected.makespan?.median, isShown: !verbosity.quiet)
    let interruption = Interruption.announcing(
      "\nended: makespan execute --resume \(run.directory) goes on with it")
    defer { for signal in interruption { signal.cancel() } }
    let outcome = try await coordinator.run { line.show($0) }
    line.clear()
    try report(outcome, run: run)
  }

  /// How the run is, or was, begun.
  private func record() throws -> RunRecord {
    if let resume {
      guard path == nil, policy == nil, directory == nil else {
        throw UsageError(
          message: "--resume goes on as the run was begun: it takes no input, --policy or "
            + "--directory")
      }
      return try RunRecord.read(resume)
    }
    guard let path, let policy else {
      throw UsageError(
        message: "expected a scenario and --policy NAME, or --resume FOLDER of a run")
    }
    guard (1...1024).contains(workers) else {
      throw UsageError(message: "--workers is \(workers), expected 1 to 1024")
    }
    func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
    return RunRecord(
      input: absolute(path), profile: profile.map(absolute), workers: workers, policy: policy,
      seed: seed, corpus: corpus.map(absolute))
  }

  private func realRun(_ record: RunRecord) throws -> RealRun {
    let name = try PolicyName(parsing: record.policy)
    let scenario = try Scenario.load(
      record.input,
      overrides: InputOverrides(
        cluster: "workers:\(record.workers)", profile: record.profile))
    var run = RealRun(
      scenario: scenario, policy: name, seed: record.seed,
      directory: resume ?? directory ?? "\(scenario.name).run", resumes: resume != nil,
      workerCommand: [try Executable.ownPath(), "worker"])
    run.corpus = record.corpus
    run.record = record
    if let kill {
      guard let mean = Quantity.parse(kill, as: .seconds), mean.isFinite, mean > 0 else {
        throw UsageError(
          message: "--kill is '\(kill)', expected a time above 0 such as '20s' or '2 min'")
      }
      guard let strike = KillPlan.Strike(rawValue: killSignal) else {
        throw UsageError(
          message: "--kill-signal is '\(killSignal)', expected one of "
            + KillPlan.Strike.allCases.map(\.rawValue).joined(separator: ", "))
      }
      run.kills = KillPlan(meanUpSeconds: mean, strike: strike)
    }
    return run
  }

  private func report(_ outcome: ExecutionOutcome, run: RealRun) throws {
    let result = outcome.result
    for loss in outcome.losses {
      verbosity.note(String(format: "%8.2f s  ", loss.seconds) + loss.reason)
    }
    let compared = try PredictionComparison(
      result, workSeconds: outcome.workSeconds, scenario: run.scenario, policy: run.policy,
      seed: run.seed)
    let scheduleText = ScheduleCSV.text(result.schedule, instance: result.instance)
    let comparisonText = PredictionReport.csv(compared)
    let folder = outcome.directory as NSString
    try AtomicFile.write(scheduleText, to: folder.appendingPathComponent("schedule.csv"))
    try AtomicFile.write(comparisonText, to: folder.appendingPathComponent("comparison.csv"))
    if let schedule { try writeResult(scheduleText, to: schedule) }
    if let comparison { try writeResult(comparisonText, to: comparison) }
    if let gantt {
      let title = "\(run.scenario.name) under \(run.policy), for real"
      try writeResult(try GanttChart(result, title: title).svg(), to: gantt)
    }
    if let csv {
      try writeResult(
        PredictionReport.row(
          compared, scenario: run.scenario.name, policy: run.policy, seed: run.seed), to: csv)
    }
    if let trace { try writeResult(try ChromeTrace.json(result), to: trace) }
    if ![schedule, gantt, trace, comparison, csv].contains("-") {
      Console.output(ExecutionSummary.text(outcome, comparison: compared, run: run))
    }
    guard result.status == .ok else {
      throw CheckFailure(
        message: "the run did not finish: \(RunSummary.reason(result)) "
          + "(its folder is \(outcome.directory))")
    }
  }
}
