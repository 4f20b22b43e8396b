import Foundation
import Interchange
import SchedulingModel

/// The cost profile that a scenario uses: the command line's, else its own, else none.
struct MeasuredCosts {
  let path: String?
  let profile: CostProfile?
  private let fraction: Double
  private let fractionElement: YAMLElement?
  private let file: String

  /// The fraction of peak that stands in where nobody measured a class's sustained rate, unless the
  /// scenario states another. The catalog's GPUs sustain 0.51 to 0.87 of their peaks.
  static let defaultFraction = 0.5

  init(
    file: String, fields: YAMLFields, overrides: InputOverrides
  ) throws(InputError) {
    self.file = file
    fractionElement = fields["fraction_of_peak"]
    fraction = try fractionElement?.number(above: 0) ?? Self.defaultFraction
    if let fractionElement, fraction > 1 {
      throw fractionElement.wrong(expected: "a number above 0 and at most 1")
    }
    if let override = overrides.profile {
      path = override
    } else if let own = fields["profile"] {
      path = relative(try own.string("a path"), to: file)
    } else {
      path = nil
    }
    guard let path else {
      profile = nil
      return
    }
    profile = try Self.read(path)
  }

  /// Reads a profile, with this module's errors.
  static func read(_ path: String) throws(InputError) -> CostProfile {
    let data: Data
    do {
      data = try FileReading.data(at: path)
    } catch {
      throw InputError(file: path, problem: .file(error))
    }
    do {
      return try CostProfile.read(data, name: path)
    } catch {
      throw InputError(error, file: path)
    }
  }

  /// What stages cost on a cluster, and what had to be assumed to price the tasks of the families.
  func stageCosts(
    of families: [Scenario.JobFamily], on cluster: Cluster, notes: inout [String]
  ) throws(InputError) -> [String: [StageCost]] {
    guard let profile else { return [:] }
    notes += profile.assumptions(for: cluster.classes, assumedFractionOfPeak: fraction)
    notes += profile.extrapolations(of: families.lazy.flatMap(\.workflow.tasks))
    do {
      return try profile.stageCosts(for: cluster.classes, assumedFractionOfPeak: fraction)
    } catch {
      let problem = InputError.Problem.other("\(error)")
      throw fractionElement?.error(problem) ?? InputError(file: file, problem: problem)
    }
  }
}
