import SchedulingModel
import Testing

#if !DEBUG
  /// A transfer of L = 1 h over links that fail at rate λ each while they are up, with repairs of mean R.
  @Suite struct LinkTests {
    private static let runs = 36_000

    private func check(_ sample: ValidationSample, _ mean: Double, _ comment: Comment) {
      let score = sample.z(mean * 3600)
      #expect(abs(score) < 4, "\(comment.rawValue): z = \(score), seeds 1 to \(Self.runs)")
      #expect(sample.standardError <= 0.005 * mean * 3600, comment)
    }

    /// A case: the links, in the file's words, and how many there are; and how long each is up, on average.
    struct Links: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var count: Double
      var meanUp: Double
    }

    private static let links = [
      Links(testDescription: "nodes: [here]", count: 1, meanUp: 1),
      Links(testDescription: "pods: [east]", count: 1, meanUp: 1),
      Links(testDescription: "nodes: [here, there]", count: 2, meanUp: 2),
    ]

    /// Stopped, it begins again when all n links are up. Times in which all are up are exponential with rate nλ,
    /// and A^n of all time, with A = 1/(1 + λR); so from one to the next it takes 1/(nλA^n) on average. Since
    /// E[T] = (time from the end of one to the end of the next)·(e^(nλL) − 1), as for a task that starts again
    /// (`CheckpointTests`), E[T] = (e^(nλL) − 1)/(nλA^n). For one link that is (1/λ + R)(e^(λL) − 1).
    @Test(arguments: links, ["30 min", "{exponential: 30 min}"])
    func stop(_ links: Links, repair: String) throws {
      let sample = try ValidationScenario(
        "link",
        [
          ("nodes: [here]", links.testDescription), ("mean_up: 1 h", "mean_up: \(links.meanUp) h"),
          ("repair: 30 min", "repair: \(repair)"),
        ]
      ).makespans(Self.runs)
      var available = 1.0
      for _ in 0..<Int(links.count) { available /= 1 + 0.5 / links.meanUp }
      let rate = links.count / links.meanUp
      check(sample, Self.growth(rate) / (rate * available), "\(links), \(repair)")
      // Each interruption but those by a second link stops the transfer.
      #expect(sample.struckTransfers > Self.runs)
      if links.count == 1, repair == "30 min" {
        // From E[T²] of the same law, as for F1 and F2.
        #expect(abs(sample.deviation / (2.018087820597265 * 3600) - 1) < 0.03)
      }
      // Mistakes that would be seen: repairs that take no time, and transfers that go on where they were.
      for mistake in [Self.growth(rate) / rate, 1 / available] {
        #expect(abs(sample.z(mistake * 3600)) > 6)
      }
    }

    /// At 1/k of the speed while the link is out: in units of work it fails at rate λ and is back at rate k/R, so that
    /// after s hours of work it is out with probability λ/a·(1 − e^(−as)), a = λ + k/R, and an hour of work then
    /// takes k: E[T] = L + (k − 1)·λ/a·(L − (1 − e^(−aL))/a).
    @Test func slow() throws {
      let factor = 4.0
      let sample = try ValidationScenario(
        "link",
        [
          ("effect: stop", "effect: {slow: 4}"),
          ("repair: 30 min", "repair: {exponential: 30 min}"),
        ]
      ).makespans(Self.runs)
      let total = 1 + factor / 0.5
      let out = (1 - (1 - FrozenMath.exp(-total)) / total) / total
      check(sample, 1 + (factor - 1) * out, "slow")
      #expect(sample.struckTransfers > Self.runs / 2)
      // What starts again from the beginning, or stays slow.
      #expect(abs(sample.z(Self.growth(1) * 1.5 * 3600)) > 6)
      #expect(abs(sample.z((1 + (factor - 1) * FrozenMath.exp(-1)) * 3600)) > 6)
    }

    /// Another way of k·L from the failure on: E[T] = (1 − e^(−λL))(1/λ + k·L).
    @Test func reroute() throws {
      let sample = try ValidationScenario("link", [("effect: stop", "effect: {reroute: 2}")])
        .makespans(Self.runs)
      let fails = 1 - FrozenMath.exp(-1)
      check(sample, fails * 3, "reroute")
      #expect(sample.struckTransfers > Self.runs / 2)
      // What is left of it on the other way, or another way that is no longer.
      #expect(abs(sample.z((fails + 2 * FrozenMath.exp(-1)) * 3600)) > 6)
      #expect(abs(sample.z(fails * 2 * 3600)) > 6)
    }

    /// Out from 10 to 50 min: 10 min are done, then 10 of work in 40; 40 are left.
    @Test func slowAtKnownTimes() throws {
      let sample = try ValidationScenario(
        "link",
        [
          ("mean_up: 1 h, repair: 30 min", "at: [{start: 10 min, duration: 40 min}]"),
          ("effect: stop", "effect: {slow: 4}"),
        ]
      ).makespans(1)
      #expect(sample.values == [90 * 60] && sample.struckTransfers == 1)
    }

    /// e^x − 1.
    private static func growth(_ x: Double) -> Double { FrozenMath.exp(x) - 1 }
  }
#endif
