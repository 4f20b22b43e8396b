import SchedulingModel
import SimulationEngine

/// Decodes `failures` and `stragglers`: how attempts fail by themselves, and which are slow.
enum FailureDecoder {
  private static let rateKeys = ["per_hour", "per_device_hour", "per_attempt"]
  private static let phases: [(word: String, value: AttemptPhases)] = [
    ("work", .work), ("checkpoint", .checkpoint), ("restart", .restart),
  ]

  static func taskFailures(_ element: YAMLElement?) throws(InputError) -> TaskFailureModel {
    guard let element else { return .never }
    let fields = try element.fields(rateKeys + ["preset", "causes", "strike", "detection"])
    var model: TaskFailureModel
    if let preset = fields["preset"] {
      for key in rateKeys + ["causes"] { _ = try fields.oneOf(["preset", key]) }
      let choices = PublishedFailures.all.map { (word: $0.name, value: $0.model) }
      model = try preset.word(of: choices)
    } else if let causes = fields["causes"], case .sequence = causes.node {
      for key in rateKeys where fields[key] != nil {
        throw causes.wrong(
          "\(key) beside a list of causes", expected: "the rates of each cause in the list",
          nearest: nil)
      }
      model = try self.causes(causes)
    } else {
      let own = try rates(fields)
      model = TaskFailureModel(
        rate: own.rate, ratePerDevice: own.ratePerDevice, probability: own.probability)
      if let causes = fields["causes"] { model = try weighted(model, causes) }
    }
    if let given = fields["strike"] { model.strikes = try strikes(given) }
    if let given = fields["detection"] { model.detection = try RecoveryDecoder.detection(given) }
    return model
  }

  /// `{probability: 0.05, factor: 3}`; the factor may be a distribution.
  static func stragglers(_ element: YAMLElement?) throws(InputError) -> StragglerModel? {
    guard let element else { return nil }
    let fields = try element.fields(["probability", "factor"])
    let given = try fields.require("probability", "the probability that an attempt is slow")
    let probability = try given.number()
    guard probability <= 1 else { throw given.wrong(expected: "a probability from 0 to 1") }
    let slow = try fields.require("factor", "how many times as long it then takes for its work")
    let factor = try DistributionDecoder(.number).decode(slow)
    guard factor.mean > 0 else { throw slow.wrong(expected: "a factor above 0") }
    return StragglerModel(probability: probability, factor: factor)
  }

  /// `{gpu: 3, network: 1}`: what share of the failures is due to what.
  private static func weighted(
    _ model: TaskFailureModel, _ element: YAMLElement
  ) throws(InputError) -> TaskFailureModel {
    guard model.canStrike else {
      throw element.wrong(
        expected: "one of \(rateKeys.joined(separator: ", ")) above 0, which the causes divide")
    }
    var weights: [(name: String, weight: Double)] = []
    let entries = try element.entries(
      "a mapping from cause to weight, or a list of causes with their rates")
    for (name, value) in entries {
      guard !name.isEmpty else { throw value.wrong("", expected: "a cause's name", nearest: nil) }
      weights.append((name, try value.number()))
    }
    guard weights.contains(where: { $0.weight > 0 }) else {
      throw element.wrong(expected: "a cause with a weight above 0")
    }
    return model.divided(among: weights)
  }

  /// `[{name: gpu, per_device_hour: 1e-5}, {name: bug, per_attempt: 0.01}]`.
  private static func causes(_ element: YAMLElement) throws(InputError) -> TaskFailureModel {
    var causes: [TaskFailureModel.Cause] = []
    for item in try element.list(of: "causes") {
      let fields = try item.fields(["name"] + rateKeys)
      let name = try fields.require("name", "what the cause is called").string()
      guard !causes.contains(where: { $0.name == name }) else {
        throw item.wrong("the cause \(name) a second time", expected: "each once", nearest: nil)
      }
      let own = try rates(fields)
      guard TaskFailureModel(causes: [own]).canStrike else {
        throw item.wrong(
          "no rate", expected: "one of \(rateKeys.joined(separator: ", ")) above 0", nearest: nil)
      }
      causes.append(own)
      causes[causes.count - 1].name = name
    }
    guard !causes.isEmpty else { throw element.wrong(expected: "at least one cause") }
    let model = TaskFailureModel(causes: causes)
    guard model.probability < 1 else {
      throw element.wrong(
        "probabilities that add up to \(model.probability)", expected: "a sum below 1",
        nearest: nil)
    }
    return model
  }

  /// The rates of a mapping, as those of a cause without a name.
  private static func rates(_ fields: YAMLFields) throws(InputError) -> TaskFailureModel.Cause {
    func perHour(_ key: String) throws(InputError) -> Double {
      guard let given = fields[key] else { return 0 }
      let rate = try given.number()
      guard rate <= 1e6 else {
        throw given.wrong(expected: "a rate of at least 0 and at most 1e6")
      }
      return rate / 3600
    }
    let probability = try fields["per_attempt"]?.number() ?? 0
    if let given = fields["per_attempt"], probability >= 1 {
      throw given.wrong(expected: "a probability of at least 0 and below 1")
    }
    return TaskFailureModel.Cause(
      name: "", rate: try perHour("per_hour"), ratePerDevice: try perHour("per_device_hour"),
      probability: probability)
  }

  private static func strikes(_ element: YAMLElement) throws(InputError) -> AttemptPhases {
    var strikes: AttemptPhases = []
    for item in try element.list(of: "phases: work, checkpoint, restart") {
      strikes.insert(try item.word(of: phases))
    }
    guard !strikes.isEmpty else {
      throw element.wrong(expected: "at least one of work, checkpoint, restart")
    }
    return strikes
  }
}
