import Foundation
import Scenarios
import SimulationEngine
import Testing

/// `failures` and `stragglers`.
@Suite struct FailureDecoderTests {
  private func conditions(_ text: String) throws -> RunConditions {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let scenario = "cluster: identical:1\nworkflows: {w: {tasks: [{name: a, work: 10}]}}\n" + text
    try Data(scenario.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let decoded = try Scenario.load(file.path)
    #expect(
      decoded.isRandom
        == (decoded.conditions.taskFailures.canStrike || decoded.conditions.stragglers != nil))
    return decoded.conditions
  }

  private func failures(_ text: String) throws -> TaskFailureModel {
    try conditions("failures: \(text)").taskFailures
  }

  @Test func ratesAndPhases() throws {
    #expect(try failures("{}") == .never)
    #expect(
      try failures("{per_hour: 36, per_device_hour: 7.2, per_attempt: 0.25}")
        == TaskFailureModel(rate: 0.01, ratePerDevice: 7.2 / 3600, probability: 0.25))
    #expect(
      try failures("{per_hour: 36, strike: [restart, work]}")
        == TaskFailureModel(rate: 0.01, strikes: [.work, .restart]))
    #expect(
      try failures("{per_hour: 36, strike: [work, checkpoint, restart]}")
        == TaskFailureModel(rate: 0.01))
  }

  @Test func causes() throws {
    #expect(
      try failures("{per_hour: 36, causes: {gpu: 3, network: 1}}")
        == TaskFailureModel(rate: 0.01).divided(among: [("gpu", 3), ("network", 1)]))
    #expect(
      try failures(
        "{causes: [{name: gpu, per_device_hour: 36}, {name: bug, per_hour: 72, per_attempt: 0.1}]}")
        == TaskFailureModel(causes: [
          .init(name: "gpu", ratePerDevice: 0.01), .init(name: "bug", rate: 0.02, probability: 0.1),
        ]))
  }

  @Test func presets() throws {
    for fleet in PublishedFailures.all {
      #expect(try failures("{preset: \(fleet.name)}") == fleet.model)
    }
    var llama3 = PublishedFailures.llama3.model
    llama3.strikes = .work
    #expect(try failures("{preset: llama3, strike: [work]}") == llama3)
  }

  @Test func stragglers() throws {
    #expect(try conditions("").stragglers == nil)
    #expect(
      try conditions("stragglers: {probability: 0.1, factor: 3}").stragglers
        == StragglerModel(probability: 0.1, factor: .constant(3)))
    #expect(
      try conditions("stragglers: {probability: 1, factor: {uniform: [1, 3]}}").stragglers
        == StragglerModel(probability: 1, factor: .uniform(low: 1, high: 3)))
  }

  @Test(arguments: [
    ("failures: {preset: lama3}", "failures.preset: found 'lama3', expected one of llama3, meta-"),
    ("failures: {preset: lama3}", "(nearest: 'llama3')"),
    ("failures: {preset: llama3, per_hour: 1}", "found 'preset' and 'per_hour', expected one of"),
    ("failures: {preset: llama3, causes: {a: 1}}", "found 'preset' and 'causes'"),
    ("failures: {per_device_hour: -1}", "failures.per_device_hour: found '-1', expected a number"),
    ("failures: {per_device_hour: 1e9}", "expected a rate of at least 0 and at most 1e6"),
    ("failures: {causes: {a: 1}}", "failures.causes: found a mapping, expected one of per_hour"),
    ("failures: {per_hour: 1, causes: {a: 0}}", "expected a cause with a weight above 0"),
    ("failures: {per_hour: 1, causes: {a: -1}}", "failures.causes.a: found '-1', expected"),
    ("failures: {per_hour: 1, causes: 3}", "failures.causes: found '3', expected a mapping from"),
    ("failures: {per_hour: 1, causes: [{name: a, per_hour: 1}]}", "the rates of each cause"),
    ("failures: {causes: []}", "failures.causes: found a list, expected at least one cause"),
    ("failures: {causes: [{name: a}]}", "failures.causes[0]: found 'no rate', expected one of"),
    ("failures: {causes: [{per_hour: 1}]}", "failures.causes[0]: missing key 'name'"),
    (
      "failures: {causes: [{name: a, per_hour: 1}, {name: a, per_hour: 1}]}",
      "causes[1]: found 'the cause a a second time'"
    ),
    (
      "failures: {causes: [{name: a, per_attempt: 0.5}, {name: b, per_attempt: 0.5}]}",
      "found 'probabilities that add up to 1.0', expected a sum below 1"
    ),
    ("failures: {per_hour: 1, strike: [wrok]}", "strike[0]: found 'wrok', expected one of work"),
    ("failures: {per_hour: 1, strike: [wrok]}", "(nearest: 'work')"),
    ("failures: {per_hour: 1, strike: []}", "failures.strike: found a list, expected at least one"),
    ("failures: {per_hour: 1, strike: work}", "found 'work', expected a list of phases"),
    ("failures: {per_huor: 1}", "unknown key 'per_huor' (nearest: 'per_hour')"),
    ("stragglers: {factor: 2}", "stragglers: missing key 'probability'"),
    ("stragglers: {probability: 0.1}", "stragglers: missing key 'factor'"),
    ("stragglers: {probability: 2, factor: 2}", "found '2', expected a probability from 0 to 1"),
    ("stragglers: {probability: 1, factor: 0}", "stragglers.factor: found '0', expected a factor"),
  ])
  func badInput(text: String, message: String) throws {
    let error = #expect(throws: InputError.self) { try conditions(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    #expect(error?.line == 3)
  }
}
