import SimulationEngine
import Testing

/// The fleets whose failures are published, against the published figures.
@Suite struct PublishedFailuresTests {
  private func hours(_ fleet: PublishedFailures, devices: Int) -> Double {
    1 / (fleet.model.rate(devices: devices) * 3600)
  }

  /// 419 unexpected interruptions in 54 days on 16,384 devices: one every 3.093 h.
  @Test func llama3() {
    #expect(abs(hours(.llama3, devices: 16_384) - 3.0930787589498805) < 1e-12)
    #expect(abs(hours(.llama3, devices: 1) - 50_677.00238663484) < 1e-8)
    #expect(PublishedFailures.llama3.model.causes.count == 18)
  }

  /// Failures per 1,000 node-days of 8 devices: on 1,024 devices one every 28.8 h, on 16,384 one every 1.8 h.
  @Test func metaRSC() {
    #expect(abs(hours(.metaRSC1, devices: 1024) - 28.846153846153847) < 1e-12)
    #expect(abs(hours(.metaRSC1, devices: 16_384) - 1.8028846153846154) < 1e-12)
    #expect(abs(hours(.metaRSC2, devices: 8) - 24_000 / 2.34) < 1e-9)
  }

  @Test func theOthers() {
    #expect(abs(hours(.megaScale, devices: 10_000) - 6.72) < 1e-12)
    #expect(PublishedFailures.tpuV4.model.probability == 0.01)
    #expect(PublishedFailures.tpuV4.model.rate(devices: 4096) == 0)
    for fleet in PublishedFailures.all {
      #expect(fleet.model.canStrike && !fleet.source.isEmpty && !fleet.assumption.isEmpty)
    }
  }

  #if !DEBUG
    /// What strikes a run of the scenario file: causes in the shares of the published counts, at the rate that
    /// follows from them.
    @Test func llama3Scenario() throws {
      let counts: [Double] = [148, 72, 54, 35, 32, 19, 17, 7, 7, 6, 6, 3, 3, 2, 2, 2, 2, 2]
      let result = try ValidationScenario("llama3").run(seed: 1)
      let losses = result.trace.losses
      #expect(result.status == .ok && losses.count > 15_000)
      #expect(losses.causes.allSatisfy { $0 == .task })
      func chiSquare(_ expected: [Double]) -> Double {
        let total = expected.reduce(0, +)
        var found = [Double](repeating: 0, count: expected.count)
        for index in losses.indices { found[Int(index)] += 1 }
        return zip(found, expected).reduce(0) { sum, pair in
          let mean = pair.1 / total * Double(losses.count)
          return sum + (pair.0 - mean) * (pair.0 - mean) / mean
        }
      }
      // With 17 degrees of freedom, 50 is exceeded by chance once in 24,000 times.
      #expect(chiSquare(counts) < 50, "χ² = \(chiSquare(counts)), seed 1")
      // The printed share of faulty GPUs, 30.1 %, would be seen.
      #expect(chiSquare([126] + counts.dropFirst()) > 70)
      // Failures over running hours.
      let expected = result.endTime / 3600 / 50_677.00238663484
      #expect(abs(Double(losses.count) - expected) < 4 * expected.squareRoot())
    }
  #endif
}
