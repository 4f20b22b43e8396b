import Foundation
import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// What the command line may replace in an input.
public struct InputOverrides: Sendable, Equatable {
  /// A cluster: a file, or one of the short forms.
  public var cluster: String?
  /// The network model.
  public var network: String?
  /// A cost profile's path.
  public var profile: String?
  /// The name of one of the scenario's recoveries.
  public var recovery: String?

  /// Creates overrides; none by default.
  public init(
    cluster: String? = nil, network: String? = nil, profile: String? = nil, recovery: String? = nil
  ) {
    self.cluster = cluster
    self.network = network
    self.profile = profile
    self.recovery = recovery
  }
}

extension Scenario {
  /// Extensions of scenario files.
  static let scenarioExtensions = ["yaml", "yml"]

  /// Reads a scenario, or a workflow file together with a cluster.
  ///
  /// - Throws: ``InputError`` with file, line and key.
  public static func load(
    _ path: String, overrides: InputOverrides = InputOverrides()
  ) throws(InputError) -> Scenario {
    if let network = overrides.network, network != "delay" {
      throw InputError(
        file: "--network",
        problem: .wrongValue(found: "'\(network)'", expected: "'delay'", nearest: nil))
    }
    let fileExtension = (path as NSString).pathExtension.lowercased()
    if scenarioExtensions.contains(fileExtension) {
      return try ScenarioDecoder(file: path, overrides: overrides).decode()
    }
    let parsed = try WorkflowFile.read(path)
    if overrides.profile != nil {
      throw InputError(
        file: "--profile",
        problem: .wrongValue(
          found: "the workflow file \(path)", expected: "a scenario, whose tasks have stages",
          nearest: nil))
    }
    if overrides.recovery != nil {
      throw InputError(
        file: "--recovery",
        problem: .wrongValue(
          found: "the workflow file \(path)", expected: "a scenario with 'recoveries'",
          nearest: nil))
    }
    guard let clusterName = overrides.cluster else {
      throw InputError(file: path, problem: .needsCluster)
    }
    let cluster = try ClusterInput.load(clusterName)
    return try plain(parsed, path: path, cluster: cluster)
  }

  /// A workflow file's scenario: one job at time 0, no noise, no failures.
  private static func plain(
    _ parsed: ParsedWorkflow, path: String, cluster: Cluster
  ) throws(InputError) -> Scenario {
    do {
      return try Scenario(
        name: (path as NSString).lastPathComponent, summary: "",
        families: [
          JobFamily(
            name: parsed.workflow.name, workflow: parsed.workflow, arrivals: .fixed([0]))
        ], cluster: cluster, stageCosts: [:], conditions: { RunConditions(costs: $0) },
        estimateError: nil, policies: defaultPolicies, seedCount: 1, profilePath: nil,
        profile: nil, notes: parsed.notes + slowLinks(parsed.workflow, cluster: cluster))
    } catch {
      throw InputError(file: path, problem: .cost(error))
    }
  }

  /// A note where moving the data takes far longer than the work: real bytes on a textbook cluster,
  /// most likely, whose links carry one unit of data a second.
  private static func slowLinks(_ workflow: Workflow, cluster: Cluster) -> [String] {
    let work = workflow.tasks.reduce(0.0) { sum, task in
      if case .work(let work) = task.cost { sum + work } else { sum }
    }
    let transfer = (0..<workflow.edgeCount).reduce(0.0) { sum, edge in
      sum + cluster.interconnect.seconds(workflow.bytes(of: edge), over: .pod)
    }
    guard cluster.deviceCount > 1, transfer > 100 * work else { return [] }
    return [
      "moving all data would take \(Int(min(transfer / max(work, 1e-9), 1e15))) times the work: "
        + "links carry \(cluster.interconnect.pod.bandwidth) bytes a second "
        + "(identical:M@B sets another bandwidth)"
    ]
  }

  /// Every catalogued policy without parameters.
  static let defaultPolicies: [PolicyName] = PolicyCatalog.entries.map { PolicyName($0.name) }
}

/// Workflow files, by extension.
public enum WorkflowFile {
  /// Reads a `.stg` or WfFormat `.json` file.
  public static func read(_ path: String) throws(InputError) -> ParsedWorkflow {
    let name = (path as NSString).lastPathComponent
    do {
      switch (path as NSString).pathExtension.lowercased() {
      case "stg": return try STGReader.read(FileReading.text(at: path), name: name)
      case "json": return try WfFormatReader.read(FileReading.data(at: path), name: name)
      case let other:
        throw InputError(
          file: path,
          problem: .unknownFormat(
            found: other.isEmpty ? "no extension" : "the extension '.\(other)'",
            expected: "a scenario (.yaml) or a workflow (.json of WfFormat, .stg)"))
      }
    } catch let error as InputError {
      throw error
    } catch let error as FileError {
      throw InputError(file: path, problem: .file(error))
    } catch let error as FormatError {
      throw InputError(error, file: path)
    } catch {
      throw InputError(file: path, problem: .other("\(error)"))
    }
  }
}
