/// What a stage took at one size.
public struct StagePoint: Equatable, Sendable {
  /// Units of one run.
  public let units: Double
  /// Seconds of every run: repetition by repetition, within one by worker. The warm-up is not there.
  public let samples: [Double]
  /// Processor seconds of every run, in the same order.
  public let processorSeconds: [Double]
  /// The median of `samples`.
  public let medianSeconds: Double
  /// Floating-point operations of one run's matrix products.
  public let flops: Double
  /// Bytes of files that one run read and wrote.
  public let bytes: Double

  init(_ timings: [StageTiming]) {
    samples = timings.map(\.seconds)
    processorSeconds = timings.map(\.processorSeconds)
    medianSeconds = Stopwatch.median(samples)
    let report = timings.last?.report ?? StageReport(units: 0)
    units = report.units
    flops = Double(report.operations)
    bytes = Double(report.bytesRead + report.bytesWritten)
  }

  /// 1e-9 · flops / medianSeconds; 0 for stages without matrix products.
  public var gflops: Double { medianSeconds > 0 ? 1e-9 * flops / medianSeconds : 0 }
}

/// The measured cost of one stage.
public struct StageMeasurement: Equatable, Sendable {
  /// The stage.
  public let stage: Stage
  /// What its tasks took, by ascending size; not empty.
  public let points: [StagePoint]

  /// The size that stands for the stage where one must.
  public var main: StagePoint { points[min(StageBenchmark.mainSize, points.count - 1)] }
}

/// The measured stages of one model size on one machine.
public struct MachineMeasurement: Equatable, Sendable {
  /// The processor's name.
  public let cpu: String
  /// OpenBLAS's version and build settings.
  public let blasVersion: String
  /// The processor family whose kernels OpenBLAS uses.
  public let blasCore: String
  /// OpenBLAS threads of each worker.
  public let threads: Int
  /// Workers that ran at once.
  public let concurrent: Int
  /// GFLOP/s of the best of several large square products, while no worker ran.
  public let peakGFLOPS: Double
  /// The size's name.
  public let modelSize: String
  /// Where the text came from.
  public let corpusDescription: String
  /// One measurement per stage, in stage order.
  public let stages: [StageMeasurement]
  /// Loss of the first training step, in nats per token.
  public let firstLoss: Double
  /// Loss of the last training step of the largest task, in nats per token.
  public let lastLoss: Double
}
