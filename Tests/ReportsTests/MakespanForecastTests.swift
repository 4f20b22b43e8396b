import Foundation
import Reports
import Scenarios
import SchedulingPolicies
import Testing

/// What is said of a real run before it begins.
@Suite struct MakespanForecastTests {
  /// Four tasks of 10 s, one after the other.
  private func forecast(noise: String) throws -> MakespanForecast? {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster: identical:1
      noise: \(noise)
      workflows:
        w:
          tasks:
            - {name: a, work: 10}
            - {name: b, work: 10, needs: [a]}
            - {name: c, work: 10, needs: [b]}
            - {name: d, work: 10, needs: [c]}

      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PredictionComparison.predict(
      Scenario.load(file.path), policy: PolicyName("fifo"), seed: 1
    ).makespan
  }

  @Test func withoutNoiseThereIsOneMakespan() throws {
    let forecast = try #require(try forecast(noise: "none"))
    #expect(forecast.median == 40 && forecast.range90 == 40...40)
  }

  /// The sum of four uniform lengths has the median 40, and its 5 % point, by the distribution of Irwin
  /// and Hall, is 30.466. Of 201 draws, the median's standard error is 0.53 and that of the 5 % point
  /// 0.80.
  @Test func noiseGivesAMedianAndARange() throws {
    let forecast = try #require(try forecast(noise: "{uniform: [0.5, 1.5]}"))
    #expect(abs(forecast.median - 40) < 4 * 0.53)
    #expect(abs(forecast.range90.lowerBound - 30.466) < 4 * 0.8)
    #expect(abs(forecast.range90.upperBound - 49.534) < 4 * 0.8)
  }
}
