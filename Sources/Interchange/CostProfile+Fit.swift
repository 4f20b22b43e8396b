extension CostProfile {
  /// What tasks of a stage cost by their size: a fixed time, and a time for each unit.
  ///
  /// Tasks of several sizes were timed, and seconds = fixed + slope · x fitted to their medians,
  /// where x is the floating-point operations of stages with matrix products, and the bytes read and
  /// written of the others. The sum of squared *relative* residuals is the least possible with
  /// neither part below 0: timings are off by shares of themselves, and the smallest task says most
  /// about the fixed part.
  public struct Fit: Codable, Equatable, Sendable {
    /// What the seconds are proportional to, beside the fixed part.
    public enum Regressor: String, Codable, Sendable {
      case flops
      case bytes
    }

    /// One size.
    public struct Point: Codable, Equatable, Sendable {
      /// The units of one task.
      public var units: Double
      /// The median time of one task, in seconds.
      public var seconds: Double
      /// Every task's time, in seconds, in the order of measurement.
      public var samples: [Double]
      /// The floating-point operations of one task's matrix products.
      public var flops: Double
      /// The bytes of files that one task read and wrote.
      public var bytes: Double
      /// (fitted − measured) / measured seconds.
      public var residual: Double

      /// Creates a point; the residual is that of a fit.
      public init(
        units: Double, seconds: Double, samples: [Double], flops: Double, bytes: Double,
        residual: Double = 0
      ) {
        self.units = units
        self.seconds = seconds
        self.samples = samples
        self.flops = flops
        self.bytes = bytes
        self.residual = residual
      }
    }

    /// What was regressed on.
    public var regressor: Regressor
    /// The seconds of every task, at least 0.
    public var fixedSeconds: Double
    /// The seconds of one floating-point operation or byte.
    public var secondsPerRegressor: Double
    /// The seconds of one unit: those above × the regressor per unit of the largest size.
    public var secondsPerUnit: Double
    /// The share of the variance that the fit explains, weighted as the fit is: 1 − Σr² / Σd².
    public var rSquared: Double
    /// The largest absolute residual of a point.
    public var largestResidual: Double
    /// The sizes, ascending, at least two.
    public var points: [Point]

    private enum CodingKeys: String, CodingKey {
      case regressor, points
      case fixedSeconds = "fixed_seconds"
      case secondsPerRegressor = "seconds_per_regressor"
      case secondsPerUnit = "seconds_per_unit"
      case rSquared = "r_squared"
      case largestResidual = "largest_residual"
    }
  }
}

extension CostProfile.Fit {
  /// Fits points; nil where their sizes do not differ.
  public init?(_ points: [Point], on regressor: Regressor) {
    let points = points.sorted { $0.units < $1.units }
    let sizes = points.map { regressor == .flops ? $0.flops : $0.bytes }
    let seconds = points.map(\.seconds)
    guard let last = points.last, let largest = sizes.last, last.units > 0, largest > 0,
      let line = Self.line(sizes, seconds)
    else { return nil }
    self.regressor = regressor
    fixedSeconds = line.fixed
    secondsPerRegressor = line.slope
    secondsPerUnit = line.slope * (largest / last.units)
    rSquared = Self.explained(sizes, seconds, by: line)
    self.points = zip(points, sizes).map { point, size in
      var point = point
      point.residual = (line.fixed + line.slope * size - point.seconds) / point.seconds
      return point
    }
    largestResidual = self.points.map { abs($0.residual) }.max() ?? 0
  }

  /// The least and the most units that were measured.
  public var measuredUnits: ClosedRange<Double> {
    let first = points.first?.units ?? 0
    return first...max(first, points.last?.units ?? 0)
  }

  /// Weighted least squares with weights 1 / seconds² and neither coefficient below 0.
  private static func line(
    _ sizes: [Double], _ seconds: [Double]
  ) -> (fixed: Double, slope: Double)? {
    guard sizes.count >= 2, seconds.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let weights = seconds.map { 1 / ($0 * $0) }
    let (meanSize, meanSeconds) = (mean(sizes, weights), mean(seconds, weights))
    var (spread, product) = (0.0, 0.0)
    for index in sizes.indices {
      let offset = sizes[index] - meanSize
      spread += weights[index] * offset * offset
      product += weights[index] * offset * (seconds[index] - meanSeconds)
    }
    guard spread > 0, spread.isFinite else { return nil }
    let slope = product / spread
    let fixed = meanSeconds - slope * meanSize
    if fixed >= 0, slope > 0 { return (fixed, slope) }
    // Else the best line with one coefficient at its bound; a slope of 0 would price nothing.
    var (squares, products) = (0.0, 0.0)
    for index in sizes.indices {
      squares += weights[index] * sizes[index] * sizes[index]
      products += weights[index] * sizes[index] * seconds[index]
    }
    return (0, products / squares)
  }

  private static func explained(
    _ sizes: [Double], _ seconds: [Double], by line: (fixed: Double, slope: Double)
  ) -> Double {
    let weights = seconds.map { 1 / ($0 * $0) }
    let mean = mean(seconds, weights)
    var (rest, all) = (0.0, 0.0)
    for index in sizes.indices {
      let residual = seconds[index] - line.fixed - line.slope * sizes[index]
      rest += weights[index] * residual * residual
      all += weights[index] * (seconds[index] - mean) * (seconds[index] - mean)
    }
    return all > 0 ? 1 - rest / all : 0
  }

  private static func mean(_ values: [Double], _ weights: [Double]) -> Double {
    var (sum, total) = (0.0, 0.0)
    for (value, weight) in zip(values, weights) {
      sum += weight * value
      total += weight
    }
    return sum / total
  }
}
