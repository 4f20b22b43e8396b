import Foundation
import Interchange
import Scenarios

/// One input of a study, with what the command line gave for it.
public struct StudyInput: Sendable {
  /// The scenario, loaded.
  public var scenario: Scenario
  /// The input's path, relative to where results are written.
  public var path: String
  /// The cluster as given on the command line; empty for the scenario's own.
  public var cluster: String
  /// The network model as given on the command line; empty for the scenario's own.
  public var network: String
  /// The cost profile as given on the command line; empty for the scenario's own.
  public var profile: String
  /// The name of the recovery as given on the command line; empty for the scenario's own.
  public var recovery: String

  /// Loads an input.
  ///
  /// - Parameter base: the folder that ``path`` is relative to.
  /// - Throws: ``InputError``.
  public init(
    loading path: String, overrides: InputOverrides, relativeTo base: String
  ) throws(InputError) {
    scenario = try Scenario.load(path, overrides: overrides)
    self.path = relativePath(of: path, from: base)
    cluster = overrides.cluster ?? ""
    network = overrides.network ?? ""
    profile = overrides.profile ?? ""
    recovery = overrides.recovery ?? ""
  }
}

/// A path relative to a folder, with `..` where needed; both may be relative to the working folder.
public func relativePath(of path: String, from folder: String) -> String {
  func components(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardizedFileURL.pathComponents
  }
  let (target, base) = (components(path), components(folder.isEmpty ? "." : folder))
  let shared = zip(target, base).prefix { $0 == $1 }.count
  let up = [String](repeating: "..", count: base.count - shared)
  return (up + target[shared...]).joined(separator: "/")
}
