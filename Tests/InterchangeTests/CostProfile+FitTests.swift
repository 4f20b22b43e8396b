import Foundation
import Interchange
import SchedulingModel
import Testing

@Suite struct CostProfileFitTests {
  private typealias Point = CostProfile.Fit.Point

  private func point(
    _ units: Double, _ seconds: Double, flops: Double = 0, bytes: Double = 0
  ) -> Point {
    Point(units: units, seconds: seconds, samples: [seconds], flops: flops, bytes: bytes)
  }

  private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
  }

  @Test func exactDataGivesItsLineBack() throws {
    let points = [1.0, 2, 4, 8].map {
      point($0 * 1024, 0.25 + 1e-9 * $0 * 5e8, flops: $0 * 5e8, bytes: 77)
    }
    let fit = try #require(CostProfile.Fit(points, on: .flops))
    #expect(close(fit.fixedSeconds, 0.25))
    #expect(close(fit.secondsPerRegressor, 1e-9))
    #expect(close(fit.secondsPerUnit, 5e8 / 1024 * 1e-9))
    #expect(close(fit.rSquared, 1))
    #expect(fit.largestResidual < 1e-12)
    #expect(fit.measuredUnits == 1024...8192)
  }

  /// Sizes 1, 2, 4 in 2, 3, 6 s with weights 1/4, 1/9, 1/36, by hand in whole numbers (× 36: 9, 4,
  /// 1): Σw = 14, Σwx = 21, Σws = 36, so x̄ = 3/2, s̄ = 18/7. Σw(x−x̄)² = 9/4 + 1 + 25/4 = 19/2;
  /// Σw(x−x̄)(s−s̄) = 9(−1/2)(−4/7) + 4(1/2)(3/7) + 1(5/2)(24/7) = 18/7 + 6/7 + 60/7 = 12.
  /// Slope 24/19, fixed 18/7 − 36/19 = 90/133.
  @Test func leastSquaresByHand() throws {
    let points = [point(1, 2, bytes: 1), point(2, 3, bytes: 2), point(4, 6, bytes: 4)]
    let fit = try #require(CostProfile.Fit(points.reversed(), on: .bytes))
    #expect(close(fit.secondsPerRegressor, 24.0 / 19))
    #expect(close(fit.secondsPerUnit, 24.0 / 19))
    #expect(close(fit.fixedSeconds, 90.0 / 133))
    let fitted = [1.0, 2, 4].map { 90.0 / 133 + 24.0 / 19 * $0 }
    let residuals = zip(fitted, [2.0, 3, 6]).map { ($0 - $1) / $1 }
    for (point, residual) in zip(fit.points, residuals) {
      #expect(close(point.residual, residual, 1e-9))
    }
    #expect(close(fit.largestResidual, residuals.map(abs).max() ?? 0, 1e-9))
    // Σwd² about the weighted mean 18/7, × 36: 9·16/49 + 4·9/49 + 576/49 = 756/49.
    let all = 756.0 / 49 / 36
    let rest = residuals.reduce(0) { $0 + $1 * $1 }
    #expect(close(fit.rSquared, 1 - rest / all))
    #expect(fit.points.map(\.units) == [1, 2, 4])
  }

  @Test func noisyDataIsFittedWithinItsNoise() throws {
    var stream = RandomStream(seed: 5, purpose: .generator, entity: 0)
    let points = (0..<40).map { index in
      let size = Double(1 + index)
      let noise = 1 + 0.05 * (2 * stream.unit() - 1)
      return point(size, (0.5 + 0.1 * size) * noise, bytes: size * 100)
    }
    let fit = try #require(CostProfile.Fit(points, on: .bytes))
    #expect(abs(fit.fixedSeconds - 0.5) < 0.03)
    #expect(abs(fit.secondsPerUnit - 0.1) < 0.003)
    #expect(fit.largestResidual < 0.08 && fit.rSquared > 0.99)
    // No other line is better, in relative squares.
    func cost(_ fixed: Double, _ slope: Double) -> Double {
      points.reduce(0) { sum, point in
        let residual = (fixed + slope * point.units - point.seconds) / point.seconds
        return sum + residual * residual
      }
    }
    let least = cost(fit.fixedSeconds, fit.secondsPerUnit)
    for (fixed, slope) in [(1e-4, 0), (-1e-4, 0), (0, 1e-5), (0, -1e-5)] {
      #expect(cost(fit.fixedSeconds + fixed, fit.secondsPerUnit + slope) > least)
    }
  }

  @Test func neitherPartIsNegative() throws {
    // The best line starts below 0: the best through the origin has slope Σ(x/s)/Σ(x/s)².
    let convex = [point(1, 1, bytes: 1), point(2, 4, bytes: 2)]
    let fit = try #require(CostProfile.Fit(convex, on: .bytes))
    #expect(fit.fixedSeconds == 0)
    #expect(close(fit.secondsPerUnit, (1 + 0.5) / (1 + 0.25)))
    // Larger tasks that take less: time for a unit stays above 0.
    let falling = [point(1, 4, bytes: 1), point(2, 1, bytes: 2)]
    let odd = try #require(CostProfile.Fit(falling, on: .bytes))
    #expect(odd.fixedSeconds == 0 && odd.secondsPerUnit > 0)
  }

  @Test func sizesThatDoNotDifferGiveNoFit() {
    #expect(CostProfile.Fit([], on: .bytes) == nil)
    #expect(CostProfile.Fit([point(1, 1, bytes: 1)], on: .bytes) == nil)
    #expect(CostProfile.Fit([point(1, 1, bytes: 5), point(2, 2, bytes: 5)], on: .bytes) == nil)
    #expect(CostProfile.Fit([point(1, 1), point(2, 2)], on: .flops) == nil)
  }

  private var fitted: CostProfile {
    var profile = sampleProfile
    profile.stages[0].fit = CostProfile.Fit(
      [point(500, 1.5, flops: 5e10), point(1000, 2.5, flops: 1e11)], on: .flops)
    return profile
  }

  @Test func aFitPricesTasks() throws {
    let gpu = DeviceClass(name: "gpu", kind: .gpu, sustainedFLOPS: 8e14)
    let cpu = DeviceClass(name: "cpu", kind: .cpu, speed: 4)
    func cost(_ deviceClass: DeviceClass, _ stage: String = "train") throws -> StageCost {
      try fitted.stageCost(stage: stage, on: deviceClass, assumedFractionOfPeak: 0.5)
    }
    let host = try cost(DeviceClass(name: "x"))
    #expect(close(host.fixedSeconds, 0.5) && close(host.secondsPerUnit, 0.002))
    #expect(close(host.seconds(units: 2000), 4.5))
    #expect(try cost(cpu).fixedSeconds == host.fixedSeconds / 4)
    #expect(try cost(cpu).secondsPerUnit == host.secondsPerUnit / 4)
    // What is fixed is the host's work, whatever it feeds.
    #expect(try cost(gpu).fixedSeconds == host.fixedSeconds)
    #expect(try cost(gpu).secondsPerUnit == host.secondsPerUnit * (1e11 / 8e14))
    // A stage without a fit is priced as ever.
    #expect(try cost(cpu, "load_data") == StageCost(secondsPerUnit: 0.0625))
  }

  @Test func sizesBeyondTheMeasuredAreNoted() {
    func notes(_ units: [Double], stage: String = "train") -> [String] {
      fitted.extrapolations(
        of: units.map { Workflow.Task(name: "t", stage: stage, cost: .units($0)) })
    }
    #expect(notes([500, 750, 1000]) == [])
    let end = "tokens lie beyond the measured 500…1000: extrapolated from the fit"
    #expect(notes([600, 4e11]) == ["train: 4e+11 \(end)"])
    #expect(notes([2000, 4e11, 3000]) == ["train: 2000 to 4e+11 \(end)"])
    #expect(notes([0.5, 700, 1001]) == ["train: 0.5 and 1001 \(end)"])
    // Without a fit, units have always been proportional, and nothing is said.
    #expect(notes([4e11], stage: "load_data") == [])
    #expect(
      sampleProfile.extrapolations(of: [Workflow.Task(name: "t", stage: "train", cost: .units(9))])
        == [])
    #expect(
      fitted.extrapolations(of: [Workflow.Task(name: "t", stage: "train", cost: .work(1))]) == [])
  }
}
