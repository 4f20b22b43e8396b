import Foundation
import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// Decodes a scenario file.
struct ScenarioDecoder {
  let file: String
  let overrides: InputOverrides

  private static let keys = [
    "name", "summary", "profile", "fraction_of_peak", "cluster", "workflows", "jobs", "noise",
    "estimates", "failures", "stragglers", "recovery", "recoveries", "attempts", "time_limit",
    "policies",
    "seeds",
  ]

  /// Attempts of a task where the scenario does not say: hopeless runs end.
  static let defaultAttempts = 1000

  func decode() throws(InputError) -> Scenario {
    try decode(YAMLDocument.read(file))
  }

  func decode(_ root: YAMLElement) throws(InputError) -> Scenario {
    let fields = try root.fields(Self.keys)
    let cluster = try self.cluster(fields)
    var notes: [String] = []
    var families = try JobsDecoder(root: root, fields: fields).decode(&notes)
    let costs = try MeasuredCosts(file: file, fields: fields, overrides: overrides)
    let stageCosts = try costs.stageCosts(of: families, on: cluster, notes: &notes)
    let noise = try self.noise(fields["noise"], profile: costs.profile)
    let estimateError = try estimates(fields["estimates"])
    let failures = try FailureDecoder.taskFailures(fields["failures"])
    let stragglers = try FailureDecoder.stragglers(fields["stragglers"])
    let choice = try RecoveryChoice(
      fields, decoder: RecoveryDecoder(families: families), overrides: overrides)
    let recovery = choice.model
    if let replication = recovery.replication {
      families = try replicated(families, replication, choice.element ?? root)
    }
    let attempts =
      fields["attempts"]?.text == "unlimited"
      ? nil : try fields["attempts"]?.integer(in: 1...Int.max) ?? Self.defaultAttempts
    let timeLimit = try fields["time_limit"]?.quantity(.seconds, above: 0) ?? .infinity
    do {
      return try Scenario(
        name: try fields["name"]?.string()
          ?? ((file as NSString).lastPathComponent as NSString).deletingPathExtension,
        summary: fields["summary"]?.text ?? "", families: families, cluster: cluster,
        stageCosts: stageCosts,
        conditions: {
          RunConditions(
            costs: $0, noise: noise, taskFailures: failures, attemptLimit: attempts,
            timeLimit: timeLimit, recovery: recovery, stragglers: stragglers)
        }, estimateError: estimateError, policies: try policies(fields["policies"]),
        seedCount: try fields["seeds"]?.integer(in: 1...1_000_000) ?? 20,
        profilePath: costs.path, profile: costs.profile, recoveryNames: choice.names, notes: notes)
    } catch let error as CostError {
      throw (fields["workflows"] ?? root).error(.cost(error))
    } catch let error as InputError {
      throw error
    } catch {
      throw root.error(.other("\(error)"))
    }
  }

  /// The families with the copies of their tasks.
  private func replicated(
    _ families: [Scenario.JobFamily], _ replication: RecoveryModel.Replication,
    _ element: YAMLElement
  ) throws(InputError) -> [Scenario.JobFamily] {
    var copied = families
    var count = 0
    for index in families.indices {
      // The bound on copies keeps this within an Int.
      let family = families[index]
      guard
        family.workflow.taskCount * replication.copies * family.arrivals.count
          <= Scenario.largestTaskCount
      else {
        throw element.wrong(
          "more tasks than that with all copies",
          expected: "at most \(Scenario.largestTaskCount) tasks", nearest: nil)
      }
      copied[index].workflow = replication.applied(to: family.workflow)
      count += copied[index].workflow.taskCount - family.workflow.taskCount
    }
    guard count > 0 else {
      throw element.wrong(
        "no task to copy", expected: "'stages' with tasks of one device", nearest: nil)
    }
    return copied
  }

  private func cluster(_ fields: YAMLFields) throws(InputError) -> Cluster {
    if let override = overrides.cluster { return try ClusterInput.load(override) }
    let element = try fields.require("cluster", "a cluster, or a cluster's name")
    guard let text = element.text, !text.isEmpty else {
      return try ClusterDecoder(element).decode()
    }
    let isFile = Scenario.scenarioExtensions.contains(
      (text as NSString).pathExtension.lowercased())
    if isFile { return try ClusterInput.load(relative(text, to: file)) }
    do {
      return try ClusterInput.load(text)
    } catch {
      throw element.error(error.problem)
    }
  }

  private func noise(
    _ element: YAMLElement?, profile: CostProfile?
  ) throws(InputError) -> NoiseModel {
    guard let element else { return .none }
    switch element.text {
    case "none": return .none
    case "measured":
      guard let profile else {
        throw element.wrong(expected: "a 'profile' whose samples can be drawn from")
      }
      var stages: [String: Distribution] = [:]
      for stage in profile.stages {
        stages[stage.stage] = profile.normalizedSamples(stage: stage.stage).map { .samples($0) }
      }
      return .byStage(stages)
    case .some: throw element.wrong(expected: "'none', 'measured' or a distribution")
    case nil:
      return .common(try DistributionDecoder(.number, defaultMean: 1).decode(element))
    }
  }

  private func estimates(_ element: YAMLElement?) throws(InputError) -> Distribution? {
    guard let element, element.text != "exact" else { return nil }
    guard element.text == nil else {
      throw element.wrong(expected: "'exact' or the distribution of a factor")
    }
    return try DistributionDecoder(.number, defaultMean: 1).decode(element)
  }

  private func policies(_ element: YAMLElement?) throws(InputError) -> [PolicyName] {
    guard let element, element.text != "all" else { return Scenario.defaultPolicies }
    var names: [PolicyName] = []
    for item in try element.list(of: "policy names, or 'all'") {
      do {
        let name = try PolicyName(parsing: item.string("a policy's name"))
        _ = try PolicyCatalog.makePolicy(name, seed: 0)
        guard !names.contains(name) else {
          throw item.wrong("\(name) a second time", expected: "each policy once", nearest: nil)
        }
        names.append(name)
      } catch let error as PolicyError {
        throw item.error(.policy(error))
      } catch let error as InputError {
        throw error
      } catch {
        throw item.error(.other("\(error)"))
      }
    }
    guard !names.isEmpty else { throw element.wrong(expected: "at least one policy") }
    return names
  }
}
