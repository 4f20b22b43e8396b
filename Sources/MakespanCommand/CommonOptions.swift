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
      """
      The cluster: a .yaml file, identical:M (1 byte a second between two devices), identical:M@B \
      (B bytes a second), speeds:a,b,…, star:P@SEED or workers:N (N processes of this machine).
      """,
      valueName: "cluster"))
  var cluster: String?
  @Option(help: ArgumentHelp("The network model (delay).", valueName: "model"))
  var network: String?
  @Option(help: ArgumentHelp("The cost profile that replaces the scenario's.", valueName: "file"))
  var profile: String?
  @Option(
    help: ArgumentHelp(
      "One of the scenario's 'recoveries'; for compare several with commas, or 'all'.",
      valueName: "name"))
  var recovery: String?

  var overrides: InputOverrides {
    InputOverrides(cluster: cluster, network: network, profile: profile, recovery: recovery)
  }
}

extension PolicyName {
  /// Reads a comma-separated list of policies, or `all`; each is made once to check it.
  ///
  /// - Throws: `PolicyError`.
  static func list(_ text: String) throws -> [PolicyName] {
    if text == "all" { return PolicyCatalog.entries.map { PolicyName($0.name) } }
    var names: [PolicyName] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = try PolicyName(parsing: part.trimmingCharacters(in: .whitespaces))
      _ = try PolicyCatalog.makePolicy(name, seed: 0)
      guard !names.contains(name) else {
        throw UsageError(message: "--policies names '\(name)' twice")
      }
      names.append(name)
    }
    return names
  }
}

/// Refuses outputs that cannot be written, or that would overwrite each other, before the work.
///
/// - Throws: `UsageError` for two results in one place, `FileError` for a folder that is missing or a
///   target that is a folder.
func checkOutputs(_ paths: [String?]) throws {
  var seen: Set<String> = []
  for path in paths.compactMap({ $0 }) {
    guard seen.insert(path == "-" ? path : URL(fileURLWithPath: path).path).inserted else {
      throw UsageError(message: "two results cannot both go to '\(path)'")
    }
    if path == "-" { continue }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FileError.isFolder(path: path)
    }
    guard FileManager.default.fileExists(atPath: folder(of: path), isDirectory: &isFolder),
      isFolder.boolValue
    else { throw FileError.noFolder(path: path) }
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
