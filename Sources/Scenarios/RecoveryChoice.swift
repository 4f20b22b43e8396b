import Interchange
import SchedulingModel

/// The recoveries of a scenario: one that is in use, and those that `recoveries` names.
struct RecoveryChoice {
  /// The recovery in use.
  let model: RecoveryModel
  /// Where it is stated; nil without one.
  let element: YAMLElement?
  /// What `recoveries` names, in order.
  let names: [String]

  /// Decodes all of them, and chooses: by the command line's name, or else by `recovery`, which has settings or
  /// a name.
  init(
    _ fields: YAMLFields, decoder: RecoveryDecoder, overrides: InputOverrides
  ) throws(InputError) {
    var named: [(word: String, value: (model: RecoveryModel, element: YAMLElement))] = []
    if let all = fields["recoveries"] {
      for (name, element) in try all.entries("a mapping from name to recovery") {
        guard !name.isEmpty, name != "all", !name.contains(",") else {
          throw element.wrong(
            name, expected: "another name, without commas", nearest: nil)
        }
        named.append((name, (try decoder.decode(element), element)))
      }
      guard !named.isEmpty else { throw all.wrong(expected: "at least one recovery") }
    }
    names = named.map(\.word)
    let own = fields["recovery"]
    var chosen: (model: RecoveryModel, element: YAMLElement?)
    if let own, own.text != nil, !named.isEmpty {
      chosen = try own.word(of: named)
    } else {
      chosen = (try decoder.decode(own), own)
    }
    if let override = overrides.recovery {
      guard let other = named.first(where: { $0.word == override })?.value else {
        let expected =
          names.isEmpty
          ? "no name: the scenario has no 'recoveries'" : "one of \(names.joined(separator: ", "))"
        throw InputError(
          file: "--recovery",
          problem: .wrongValue(
            found: "'\(override)'", expected: expected,
            nearest: nearestName(to: override, among: names)))
      }
      chosen = other
    }
    (model, element) = chosen
  }
}
