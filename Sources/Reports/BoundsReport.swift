import Analysis
import Foundation
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// Lower bounds of a scenario without noise and failures, and the optimum where it is proved.
public struct BoundsReport: Sendable {
  /// The scenario's name.
  public let scenario: String
  /// What is random nevertheless, and taken from seed 1.
  private let basis: String
  /// The bounds.
  public let bounds: Bounds
  /// The shortest makespan that was found, in seconds, and by which policy.
  public let best: (makespan: Double, policy: PolicyName)?

  /// The optimum in seconds, if the best makespan meets the bound.
  public var optimum: Double? {
    best.flatMap { $0.makespan <= bounds.largest ? $0.makespan : nil }
  }

  /// Bounds the arrivals of seed 1, and runs every catalogued policy once; then, for as long as
  /// `searchSeconds` allows and the bound is not met, list scheduling in random order.
  public init(_ scenario: Scenario, searchSeconds: Double) {
    let disturbed = scenario.instance(seed: 1)
    let instance = Instance(
      workflow: disturbed.workflow, jobs: disturbed.jobs,
      cluster: disturbed.cluster.withoutOutages, costs: scenario.conditions.costs)
    self.scenario = scenario.name
    basis = instance.workflow.isConditional ? "arrivals and outcomes" : "arrivals"
    // The runs below have the outcomes of seed 1, too: so these are bounds of what they do.
    let bounds = Bounds(instance, verdicts: instance.workflow.verdicts(seed: 1))
    self.bounds = bounds
    var best: (makespan: Double, policy: PolicyName)?
    func attempt(_ name: PolicyName, seed: UInt64) {
      guard let policy = try? PolicyCatalog.makePolicy(name, seed: seed),
        let makespan = Simulation(instance: instance).run(policy).makespan
      else { return }
      if makespan < best?.makespan ?? .infinity { best = (makespan, name) }
    }
    for entry in PolicyCatalog.entries { attempt(PolicyName(entry.name), seed: 1) }
    let end = ContinuousClock.now + .seconds(searchSeconds)
    var seed: UInt64 = 2
    while ContinuousClock.now < end, best?.makespan ?? .infinity > bounds.largest {
      attempt(PolicyName("random"), seed: seed)
      seed += 1
    }
    self.best = best
  }

  /// Aligned lines for people.
  public func text() -> String {
    var text = "\(scenario), without noise and failures, \(basis) of seed 1\n"
    text += "  critical path  \(bounds.criticalPath) s\n"
    text += "  area           \(bounds.area) s\n"
    if let best {
      text += "  best found     \(best.makespan) s, by \(best.policy)"
      text += optimum == nil ? "\n" : ", which is optimal\n"
    }
    return text
  }

  /// One JSON object on a line.
  ///
  /// - Throws: what `JSONEncoder` throws; the values are always finite.
  public func json() throws -> String {
    try jsonLine(
      Row(
        scenario: scenario, lower_bound_seconds: bounds.largest, bound: bounds.largestName,
        optimum_seconds: optimum))
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Row: Encodable {
    var scenario: String
    var lower_bound_seconds: Double
    var bound: String
    var optimum_seconds: Double?

    enum CodingKeys: CodingKey {
      case scenario, lower_bound_seconds, bound, optimum_seconds
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(scenario, forKey: .scenario)
      try container.encode(lower_bound_seconds, forKey: .lower_bound_seconds)
      try container.encode(bound, forKey: .bound)
      // Encoded as null where it is not proved, rather than left out.
      try container.encode(optimum_seconds, forKey: .optimum_seconds)
    }
  }
}

/// A value as one line of JSON with sorted keys.
func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
