import Analysis
import Testing

/// Sample statistics against numpy 2.4 and scipy 1.17.
@Suite struct StatisticsTests {
  private func close(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-12 * abs(expected) } ?? false
  }

  @Test func againstNumPy() throws {
    let samples = [3.1, 4.15, 9.26, 5.35, 8.97, 9.32, 3.84, 6.26]
    let summary = try #require(SampleSummary(samples))
    #expect(summary.count == 8)
    #expect(close(summary.mean, 6.28125))
    #expect(close(summary.standardDeviation, 2.586400905284628))
    #expect(close(summary.standardError, 0.9144308094968928))
    // t at 7 degrees of freedom is approximate.
    let half = try #require(summary.halfWidth95)
    #expect(abs(half / 2.162285268539974 - 1) < 1e-4)
  }

  /// A large offset must not swallow the spread, as the sum of squares less the squared sum would.
  @Test func largeOffset() throws {
    let summary = try #require(SampleSummary([1e9 + 1, 1e9 + 2, 1e9 + 4]))
    #expect(close(summary.mean, 1000000002.3333334))
    #expect(abs(summary.standardDeviation - 1.5275252316519474) < 1e-7)
  }

  @Test func fewSamples() throws {
    #expect(SampleSummary([]) == nil)
    let one = try #require(SampleSummary([4]))
    #expect(one.mean == 4 && one.standardDeviation == 0 && one.standardError == 0)
    #expect(one.halfWidth95 == nil)
    let same = try #require(SampleSummary([2, 2, 2]))
    #expect(same.standardDeviation == 0 && same.halfWidth95 == 0)
  }

  /// scipy.stats.t.ppf(0.975, ν), and how far off the documentation allows.
  @Test(arguments: [
    (1, 12.706204736174694, 1e-12), (2, 4.302652729749462, 1e-12), (3, 3.1824463052837078, 0.0013),
    (4, 2.7764451051977934, 3.5e-4), (5, 2.5705818356363146, 1.3e-4), (6, 2.4469118511449786, 6e-5),
    (7, 2.364624251592784, 3e-5), (8, 2.306004135204166, 2e-5), (9, 2.262157162798205, 1e-5),
    (10, 2.228138851986274, 1e-5), (15, 2.131449545559776, 1e-6), (29, 2.045229642132703, 1e-7),
    (99, 1.9842169515864174, 1e-9), (999, 1.9623414611334493, 1e-12),
    (9999, 1.960201263621357, 1e-12),
  ])
  func studentT(degreesOfFreedom: Int, expected: Double, relativeError: Double) {
    let found = studentT975(degreesOfFreedom: degreesOfFreedom)
    #expect(abs(found / expected - 1) <= relativeError, "\(found)")
    // Never more than a rounding above: intervals may only be a little too narrow.
    #expect(found <= expected * (1 + 1e-12))
  }

  @Test func noDegreesOfFreedom() {
    #expect(studentT975(degreesOfFreedom: 0) == .infinity)
  }

  @Test func quantiles() throws {
    #expect(SampleQuantiles([]) == nil)
    let odd = try #require(SampleQuantiles([5, 1, 4, 2, 3]))
    #expect(odd.median == 3 && odd[0.5] == 3 && odd[0.2] == 1 && odd[0.21] == 2)
    #expect(odd[0] == 1 && odd[1] == 5)
    let even = try #require(SampleQuantiles([4, 1, 3, 2]))
    #expect(even.median == 2.5 && even[0.5] == 2 && even[0.75] == 3)
  }
}
