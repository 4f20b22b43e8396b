import ArgumentParser
import Foundation
import Interchange
import Scenarios
import SchedulingPolicies
import SimulationEngine

/// How much is said on standard error.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .long, help: "Say nothing on standard error but errors.")
  var quiet = false
  @Flag(name: .long, help: "Say more on standard error.")
  var verbose = false

  func note(_ line: String) {
    if !quiet { Console.error(line) }
  }
}

/// What replaces parts of an input.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The cluster: a .yaml file, identical:M, identical:M@B, speeds:a,b,… or star:P@SEED.",
      valueName: "cluster"))
  var cluster: String?
  @Option(help: ArgumentHelp("The network model (delay).", valueName: "model"))
  var network: String?
  @Option(help: ArgumentHelp("The cost profile that replaces the scenario's.", valueName: "file"))
  var profile: String?

  var overrides: InputOverrides {
    InputOverrides(cluster: cluster, network: network, profile: profile)
  }
}

extension PolicyName {
  /// Reads a comma-separated list of policies, or `all`; each is made once to check it.
  ///
  /// - Throws: `PolicyError`.
  static func list(_ text: String) throws -> [PolicyName] {
    if text == "all" { return PolicyCatalog.entries.map { PolicyName($0.name) } }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let name = try PolicyName(parsing: part.trimmingCharacters(in: .whitespaces))
      _ = try PolicyCatalog.makePolicy(name, seed: 0)
      return name
    }
  }
}

/// Writes a result to a file, or to standard output for `-`.
func writeResult(_ text: String, to path: String) throws(FileError) {
  if path == "-" {
    Console.output(text)
  } else {
    try AtomicFile.write(text, to: path)
  }
}

/// The folder of a path, `.` where it names none.
func folder(of path: String?) -> String {
  guard let path, path != "-" else { return "." }
  let folder = (path as NSString).deletingLastPathComponent
  return folder.isEmpty ? "." : folder
}
