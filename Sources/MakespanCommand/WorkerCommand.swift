import ArgumentParser
import RealExecution

/// What `execute` starts for each worker; not for people.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Serve one coordinator: orders on standard input, messages on standard output.",
    shouldDisplay: false)

  @Argument(help: "The folder of finished outputs.")
  var artefacts: String

  func run() throws {
    Worker.serve(artefacts: artefacts)
  }
}
