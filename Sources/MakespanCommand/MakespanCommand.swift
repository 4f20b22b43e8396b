import ArgumentParser
import Foundation

/// The executable `makespan`.
@main
struct MakespanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "makespan",
    abstract: "Which scheduling policy finishes your language-model workload first?",
    discussion: """
      Simulates DAGs of load_data, preprocess, train, evaluate and optimize tasks on clusters of \
      GPUs, TPUs and CPU hosts that fail, under pluggable scheduling policies.

      EXAMPLES
        makespan compare scenarios/glm-lifecycle.yaml
        makespan compare graph.stg --cluster identical:4 --policies heft,critical-path
        makespan run scenarios/topcuoglu2002.yaml --policy heft --schedule -
        makespan check results/baseline.csv

      EXIT CODES
        0 done (a run that did not finish is a result: see its status); 1 a check failed; \
        64 wrong usage; 65 bad input; 70 a bug
      """,
    version: "0.1.0",
    subcommands: [
      CompareCommand.self, RunCommand.self, CheckCommand.self, ValidateCommand.self,
      PoliciesCommand.self, BoundsCommand.self, MeasureCommand.self, ExecuteCommand.self,
      GenerateCommand.self, FitCommand.self, IntervalsCommand.self, WorkerCommand.self,
      MeasureWorkerCommand.self,
    ])

  static func main() async {
    // A reader that closes early (`makespan policies | head`) must not end us by a signal.
    signal(SIGPIPE, SIG_IGN)
    // A file-size limit is an error to report, not a reason to die.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      ExitCodes.exit(with: error)
    }
  }
}
