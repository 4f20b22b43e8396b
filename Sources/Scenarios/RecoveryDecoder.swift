import SchedulingModel
import SimulationEngine

/// Decodes `recovery`: checkpoints, restart, detection, back-off, retries, gangs, copies
/// and what becomes of outputs.
struct RecoveryDecoder {
  /// The stages that tasks of the scenario belong to, which `stages` may name.
  let stages: [String]

  /// By what each further loss multiplies the wait, and the longest wait, unless the scenario says
  /// otherwise.
  static let defaultFactor = 2.0
  static let defaultLargestSeconds = 3600.0

  init(families: [Scenario.JobFamily]) {
    var stages: [String] = []
    var seen: Set<String> = []
    for stage in families.lazy.flatMap({ $0.workflow.tasks }).compactMap(\.stage)
    where seen.insert(stage).inserted {
      stages.append(stage)
    }
    self.stages = stages
  }

  func decode(_ element: YAMLElement?) throws(InputError) -> RecoveryModel {
    guard let element else { return .none }
    let fields = try element.fields([
      "checkpoint", "restart", "detection", "back_off", "retry", "gang", "outputs",
      "replicate", "speculate",
    ])
    var recovery = RecoveryModel.none
    if let given = fields["checkpoint"] { recovery.checkpoint = try checkpoint(given) }
    if let given = fields["restart"] { recovery.restartSeconds = try duration(given) }
    if let given = fields["detection"] { recovery.detection = try Self.detection(given) }
    if let given = fields["back_off"] { recovery.backOff = try backOff(given) }
    if let given = fields["retry"] { recovery.retriesElsewhere = try retriesElsewhere(given) }
    if let given = fields["gang"] { recovery.gangLoss = try gangLoss(given) }
    if let given = fields["outputs"] { recovery.outputs = try outputs(given) }
    switch try fields.oneOf(["replicate", "speculate"]) {
    case "replicate": recovery.replication = try replication(fields["replicate"])
    case "speculate": recovery.replication = try speculation(fields["speculate"])
    default: break
    }
    return recovery
  }

  /// A timeout, or `{timeout: 30 s, heartbeat: 10 s}`.
  static func detection(_ element: YAMLElement) throws(InputError) -> Detection {
    guard case .mapping = element.node else {
      return Detection(timeoutSeconds: try element.quantity(.seconds))
    }
    let fields = try element.fields(["timeout", "heartbeat"])
    let timeout = try fields.require(
      "timeout", "how long after the last sign of life a failure is noticed")
    let interval = try fields.require("heartbeat", "the time between two signs of life")
    let detection = Detection(
      timeoutSeconds: try timeout.quantity(.seconds),
      heartbeatSeconds: try interval.quantity(.seconds))
    guard detection.heartbeatSeconds <= detection.timeoutSeconds else {
      throw interval.wrong(expected: "at most the timeout: else what works would count as failed")
    }
    return detection
  }

  /// The most copies that a task may have, itself included.
  static let largestCopies = 100

  /// `{copies: 2, stages: [train]}`.
  private func replication(
    _ element: YAMLElement?
  ) throws(InputError) -> RecoveryModel.Replication? {
    guard let fields = try element?.fields(["copies", "stages"]) else { return nil }
    let copies = try fields.require("copies", "how often each task is there, itself included")
      .integer(in: 2...Self.largestCopies)
    var replication = RecoveryModel.Replication(copies: copies)
    if let given = fields["stages"] { replication.stages = try stages(given) }
    return replication
  }

  /// `{after: 1.5, stages: [train]}`.
  private func speculation(
    _ element: YAMLElement?
  ) throws(InputError) -> RecoveryModel.Replication? {
    guard let fields = try element?.fields(["after", "stages"]) else { return nil }
    let given = try fields.require("after", "how many times its estimated cost an attempt may take")
    let factor = try given.number(above: 0)
    guard factor <= 1e6 else { throw given.wrong(expected: "a factor of at most 1e6") }
    var replication = RecoveryModel.Replication(copies: 2, start: .late(factor: factor))
    if let given = fields["stages"] { replication.stages = try stages(given) }
    return replication
  }

  private func gangLoss(_ element: YAMLElement) throws(InputError) -> RecoveryModel.GangLoss {
    let given = try element.fields(["loses"]).require("loses", "what a gang loses with a node")
    return try given.word(of: RecoveryModel.GangLoss.allCases.map { ($0.rawValue, $0) })
  }

  /// A word, or `{store: {bandwidth: 10 GB/s, latency: 1 ms}}`.
  private func outputs(_ element: YAMLElement) throws(InputError) -> RecoveryModel.Outputs {
    guard case .mapping = element.node else {
      let words: [(String, RecoveryModel.Outputs)] = [("kept", .kept), ("lost", .lost)]
      guard let index = words.firstIndex(where: { $0.0 == element.text }) else {
        throw element.wrong(
          expected: "kept, lost, or a mapping with 'store'",
          nearest: nearestName(to: element.text ?? "", among: words.map(\.0)))
      }
      return words[index].1
    }
    let fields = try element.fields(["store"])
    let store = try fields.require("store", "the link to the store").fields([
      "bandwidth", "latency",
    ])
    return .stored(
      Interconnect.Link(
        latency: try store["latency"]?.quantity(.seconds) ?? 0,
        bandwidth: try store.require("bandwidth", "a rate").quantity(.bytesPerSecond, above: 0)))
  }

  private func retriesElsewhere(_ element: YAMLElement) throws(InputError) -> Bool {
    let fields = try element.fields(["different_node"])
    let given = try fields.require("different_node", "whether retries avoid the node of the loss")
    return try given.truth()
  }

  private func checkpoint(_ element: YAMLElement) throws(InputError) -> RecoveryModel.Checkpoint {
    let fields = try element.fields([
      "every", "every_units", "write", "background", "stages", "after_last",
    ])
    let write = try fields["write"].map { element throws(InputError) in try duration(element) } ?? 0
    let interval: RecoveryModel.Checkpoint.Interval
    switch try fields.oneOf(["every", "every_units"]) {
    case "every":
      interval = try every(fields.require("every", ""), write: write)
    case "every_units":
      interval = .units(try fields.require("every_units", "").number(above: 0))
    default:
      throw element.error(
        .missingKey(
          "every",
          expected: "'every' (seconds of work, or a rule) or 'every_units' (of the task's units)"))
    }
    var checkpoint = RecoveryModel.Checkpoint(
      interval: interval, writeSeconds: write)
    if let given = fields["background"] { checkpoint.flushSeconds = try duration(given) }
    if let given = fields["stages"] { checkpoint.stages = try stages(given) }
    if let given = fields["after_last"] { checkpoint.followsLastSegment = try given.truth() }
    return checkpoint
  }

  /// A time, or the name of a rule that needs to know what writing takes.
  private func every(
    _ element: YAMLElement, write: Double
  ) throws(InputError) -> RecoveryModel.Checkpoint.Interval {
    guard let text = element.text, text.first?.isLetter ?? false else {
      return .seconds(try element.quantity(.seconds, above: 0))
    }
    guard let rule = CheckpointRule(rawValue: text) else {
      let words = CheckpointRule.allCases.map(\.rawValue)
      throw element.wrong(
        expected: "a time, or one of \(words.joined(separator: ", "))",
        nearest: nearestName(to: text, among: words))
    }
    guard write > 0 else {
      throw element.wrong(expected: "a 'write' above 0, from which '\(text)' is computed")
    }
    return .rule(rule)
  }

  /// A time, or `{size: 2 TB, bandwidth: 50 GB/s}`.
  private func duration(_ element: YAMLElement) throws(InputError) -> Double {
    if element.text != nil { return try element.quantity(.seconds) }
    let fields = try element.fields(["size", "bandwidth"])
    let size = try fields.require("size", "how much is moved").quantity(.bytes)
    let bandwidth = try fields.require("bandwidth", "how fast").quantity(.bytesPerSecond, above: 0)
    guard size / bandwidth <= 1e18 else {
      throw element.wrong(
        "\(size / bandwidth) s", expected: "a size and a bandwidth that take at most 1e18 s",
        nearest: nil)
    }
    return size / bandwidth
  }

  private func stages(_ element: YAMLElement) throws(InputError) -> [String] {
    var names: [String] = []
    for item in try element.list(of: "stages") {
      let name = try item.string("a stage")
      guard stages.contains(name) else {
        throw item.wrong(
          expected: stages.isEmpty
            ? "no stage, since no task has one" : "one of \(stages.joined(separator: ", "))",
          nearest: nearestName(to: name, among: stages))
      }
      names.append(name)
    }
    return names
  }

  private func backOff(_ element: YAMLElement) throws(InputError) -> RecoveryModel.BackOff {
    let fields = try element.fields(["first", "factor", "largest"])
    return RecoveryModel.BackOff(
      firstSeconds: try fields.require("first", "the wait after a first loss").quantity(.seconds),
      factor: try fields["factor"]?.number(atLeast: 1) ?? Self.defaultFactor,
      largestSeconds: try fields["largest"]?.quantity(.seconds) ?? Self.defaultLargestSeconds)
  }
}
