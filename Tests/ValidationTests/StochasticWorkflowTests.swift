import SimulationEngine
import Testing

#if !DEBUG
  /// Workflows of random tasks whose makespans are known in closed form.
  @Suite struct StochasticWorkflowTests {
    /// The largest of eight exponentials of mean 2: 2·(1 + ½ + … + ⅛), variance 4·(1 + ¼ + … + 1/64).
    @Test func forkAndJoin() throws {
      let sample = try ValidationScenario("fork-join").makespans(20_000)
      #expect(abs(sample.z(5.435714285714285)) < 4, "z = \(sample.z(5.435714285714285))")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(abs(sample.deviation / 6.10968820861678.squareRoot() - 1) < 0.03)
    }

    /// Twenty exponentials of mean 1 on four machines, none of which is idle while a task waits: 16 times ¼ until
    /// four are left, then ¼ + ⅓ + ½ + 1.
    @Test func moreTasksThanMachines() throws {
      let sample = try ValidationScenario(
        "fork-join",
        [("identical:8", "identical:4"), ("width: 8, work: 2 s", "width: 20, work: 1 s")]
      ).makespans(20_000)
      #expect(abs(sample.z(6.083333333333333)) < 4, "z = \(sample.z(6.083333333333333))")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(abs(sample.deviation / 2.423611111111111.squareRoot() - 1) < 0.03)
    }

    /// A geometric number of attempts of 10 s: 10/(1 − q), variance 100·q/(1 − q)².
    @Test func retries() throws {
      let sample = try ValidationScenario("retry").makespans(40_000)
      #expect(abs(sample.z(14.285714285714286)) < 4, "z = \(sample.z(14.285714285714286))")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(abs(sample.deviation / 61.22448979591837.squareRoot() - 1) < 0.03)
      #expect(sample.failures > 10_000)
    }

    /// With at most three attempts: 1 + q + q² = 1.39 of them, and success with probability 1 − q³.
    @Test func retriesUpToALimit() throws {
      let scenario = try ValidationScenario("retry", [("unlimited", "3")])
      let attempts = try scenario.sample(40_000) { Double($0.trace.attempts.count) }
      #expect(abs(attempts.z(1.39)) < 4, "z = \(attempts.z(1.39))")
      #expect(attempts.standardError <= 0.005 * attempts.mean)
      let successes = try scenario.sample(40_000) { $0.status == .ok ? 1 : 0 }
      #expect(abs(successes.z(0.973)) < 4, "z = \(successes.z(0.973))")
      #expect(successes.failures == attempts.failures && attempts.failures > 10_000)
    }

    /// Load 1, tokenize 2, pretrain 20, evaluate 1; while that fails, which it does with probability 0.4, retune 6 and
    /// evaluate 1; then fine-tune 4 and evaluate 1: 29 + 7·0.4/0.6 on average, standard deviation 7·√0.4/0.6. The
    /// loop is written out for sixty rounds, of which nobody will see the last.
    @Test func aLoopThatIsWrittenOut() throws {
      let rounds = 60
      var tasks = [
        "{name: load, work: 1}", "{name: tokenize, work: 2, needs: [load]}",
        "{name: pretrain, work: 20, needs: [tokenize]}",
      ]
      let verdict = "verdict: {pass_probability: 0.6}"
      for round in 0...rounds {
        if round > 0 {
          tasks.append(
            "{name: retune-\(round), work: 6, needs: {evaluate-\(round - 1): {when: failed}}}")
        }
        let before = round > 0 ? "retune-\(round)" : "pretrain"
        tasks.append("{name: evaluate-\(round), work: 1, needs: [\(before)], \(verdict)}")
      }
      let passes = (0...rounds).map { "evaluate-\($0): {when: passed}" }.joined(separator: ", ")
      tasks.append("{name: finetune, work: 4, join: any, needs: {\(passes)}}")
      tasks.append("{name: evaluate, work: 1, needs: [finetune]}")
      let list = tasks.map { "      - \($0)\n" }.joined()
      let scenario = try ValidationScenario(
        text: "cluster: identical:1\nworkflows:\n  lifecycle:\n    tasks:\n" + list)
      var skipped = 0
      let sample = try scenario.sample(20_000) { result in
        skipped += result.trace.skips.count
        return try #require(result.makespan)
      }
      #expect(abs(sample.z(33.66666666666667)) < 4, "z = \(sample.z(33.66666666666667))")
      #expect(sample.standardError <= 0.005 * sample.mean)
      #expect(abs(sample.deviation / 7.378647873726218 - 1) < 0.03)
      #expect(skipped > 20_000)
    }
  }
#endif
