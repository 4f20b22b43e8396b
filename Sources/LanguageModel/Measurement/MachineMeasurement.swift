/// The measured cost of one stage.
public struct StageMeasurement: Equatable, Sendable {
  /// The stage's name, e.g. `load_data`.
  public let stage: String
  /// What `units` counts: `shard`, `token` or `trial`.
  public let unit: String
  /// Units per repetition.
  public let units: Double
  /// Tokens trained on per unit of `optimize`, 1 for token stages, nil for data stages.
  public let tokensPerUnit: Double?
  /// Seconds of every repetition, in order; the warm-up is not among them.
  public let samples: [Double]
  /// Processor seconds of every repetition, all threads of the process together. With one thread, a
  /// sample well above its processor seconds waited: for a disk, or for a core that was taken.
  public let processorSeconds: [Double]
  /// The median of `samples`, in seconds.
  public let medianSeconds: Double
  /// Floating-point operations of the matrix products per repetition.
  public let flops: Double
  /// 1e-9 · flops / medianSeconds; 0 for stages without matrix products.
  public let gflops: Double

  init(
    _ work: StageWork, tokensPerUnit: Double?, samples: [Double], processorSeconds: [Double]
  ) {
    stage = work.stage.rawValue
    unit = work.stage.unit
    units = work.units
    self.tokensPerUnit = tokensPerUnit
    self.samples = samples
    self.processorSeconds = processorSeconds
    medianSeconds = Stopwatch.median(samples)
    flops = Double(work.operations)
    gflops = medianSeconds > 0 ? 1e-9 * flops / medianSeconds : 0
  }

  /// The measured cost of one unit, in seconds.
  public var secondsPerUnit: Double { medianSeconds / units }
}

/// The measured stages of one model size on one machine.
public struct MachineMeasurement: Equatable, Sendable {
  /// The processor's name.
  public let cpu: String
  /// OpenBLAS's version and build settings.
  public let blasVersion: String
  /// The processor family whose kernels OpenBLAS uses.
  public let blasCore: String
  /// OpenBLAS threads during the measurement.
  public let threads: Int
  /// GFLOP/s of the best of several large square products.
  public let peakGFLOPS: Double
  /// The size's name.
  public let modelSize: String
  /// Where the text came from.
  public let corpusDescription: String
  /// One measurement per stage, in stage order.
  public let stages: [StageMeasurement]
  /// Loss of the first training step, in nats per token.
  public let firstLoss: Double
  /// Loss of the last training step, in nats per token.
  public let lastLoss: Double
}
