import Interchange
import SchedulingModel
import SimulationEngine

/// Bad input: where it stands, what was found and what was expected.
public struct InputError: Error, Equatable, Sendable {
  /// The file, as the user named it.
  public var file: String
  /// The line, from 1, where it is known.
  public var line: Int?
  /// The key's path, such as `cluster.nodes[0].devices`, where there is one.
  public var key: String?
  /// What is wrong.
  public var problem: Problem

  /// Creates an error.
  public init(file: String, line: Int? = nil, key: String? = nil, problem: Problem) {
    self.file = file
    self.line = line
    self.key = key
    self.problem = problem
  }

  /// The complaint of a file format's reader.
  init(_ error: FormatError, file: String) {
    self.init(
      file: file,
      problem: .wrongValue(found: error.found, expected: error.expected, nearest: error.nearest))
    switch error.place {
    case .document: break
    case .line(let line): self.line = line
    case .key(let path): key = path
    }
  }

  /// What is wrong with an input.
  public enum Problem: Equatable, Sendable {
    /// A value of the wrong type, or outside its range.
    case wrongValue(found: String, expected: String, nearest: String?)
    /// A key that means nothing here.
    case unknownKey(String, nearest: String?, expected: [String])
    /// A key that is needed.
    case missingKey(String, expected: String)
    /// Two keys of which only one may be given.
    case conflictingKeys([String])
    /// The YAML parser's complaint.
    case syntax(String)
    /// The file holds nothing.
    case empty
    /// The file's extension says nothing.
    case unknownFormat(found: String, expected: String)
    /// A workflow file needs a cluster.
    case needsCluster
    /// A workflow that is not one.
    case workflow(WorkflowError)
    /// A cluster that is not one.
    case cluster(ClusterError)
    /// A task that cannot be costed or placed.
    case cost(CostError)
    /// A policy that does not exist.
    case policy(PolicyError)
    /// The file could not be read.
    case file(FileError)
    /// The complaint of a generator or of the cost profile.
    case other(String)
  }
}

extension InputError: CustomStringConvertible {
  public var description: String {
    // What could not be read names itself.
    if case .file(let error) = problem { return error.description }
    var text = file
    if let line { text += ":\(line)" }
    if let key, !key.isEmpty { text += ": \(key)" }
    return "\(text): \(problem)"
  }
}

extension InputError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .wrongValue(let found, let expected, let nearest):
      "found \(found), expected \(expected)" + hint(nearest)
    case .unknownKey(let key, let nearest, let expected):
      "unknown key '\(key)'" + hint(nearest)
        + "; expected one of \(expected.joined(separator: ", "))"
    case .missingKey(let key, let expected): "missing key '\(key)', expected \(expected)"
    case .conflictingKeys(let keys):
      "found \(keys.map { "'\($0)'" }.joined(separator: " and ")), expected one of them"
    case .syntax(let complaint): complaint
    case .empty: "the file is empty, expected a mapping"
    case .unknownFormat(let found, let expected): "found \(found), expected \(expected)"
    case .needsCluster: "a workflow file needs a cluster: add --cluster CLUSTER"
    case .workflow(let error): error.description
    case .cluster(let error): error.description
    case .cost(let error): error.description
    case .policy(let error): error.description
    case .file(let error): error.description
    case .other(let complaint): complaint
    }
  }

  private func hint(_ nearest: String?) -> String {
    nearest.map { " (nearest: '\($0)')" } ?? ""
  }
}

extension PolicyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .broke(let error): "the policy broke a rule: \(error)"
    case .planning(let error): "the planner failed: \(error)"
    case .parameter(let policy, let name, let found, let expected):
      "policy '\(policy)', parameter '\(name)': found '\(found)', expected \(expected)"
    case .unknownPolicy(let name, let nearest):
      "unknown policy '\(name)'" + (nearest.map { " (nearest: '\($0)')" } ?? "")
        + "; 'makespan policies' lists them"
    case .failed(let reason): "the policy failed: \(reason)"
    }
  }
}
