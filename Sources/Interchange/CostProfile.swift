/// What the stages of the language model cost on the machine that measured them.
///
/// It is committed with the scenarios that name it, so that they give the same answer everywhere.
public struct CostProfile: Codable, Equatable, Sendable {
  /// The machine and its best matrix product.
  public struct Machine: Codable, Equatable, Sendable {
    /// The processor's name.
    public var cpu: String
    /// The version of the BLAS library.
    public var blasVersion: String
    /// The processor core that the BLAS library chose its kernels for.
    public var blasCore: String
    /// The number of threads that the BLAS library used, at least 1.
    public var threads: Int
    /// The best measured rate of a large matrix product, in 10⁹ FLOP/s.
    public var peakGFLOPS: Double
    /// The worker processes that ran the same stage at the same time; nil, in profiles that do not
    /// say, means one.
    public var concurrent: Int?
    /// How workers were bound to cores: `none`; nil in profiles that do not say.
    public var pinning: String?
    /// What a real run adds to every task, in seconds: its order, its artefact's way to the disk, the
    /// journal. Nil where it was not measured.
    public var coordinationSeconds: Double?

    /// Creates a description.
    public init(
      cpu: String, blasVersion: String, blasCore: String, threads: Int, peakGFLOPS: Double,
      concurrent: Int? = nil, pinning: String? = nil, coordinationSeconds: Double? = nil
    ) {
      self.cpu = cpu
      self.blasVersion = blasVersion
      self.blasCore = blasCore
      self.threads = threads
      self.peakGFLOPS = peakGFLOPS
      self.concurrent = concurrent
      self.pinning = pinning
      self.coordinationSeconds = coordinationSeconds
    }

    private enum CodingKeys: String, CodingKey {
      case cpu, threads, concurrent, pinning
      case blasVersion = "blas_version"
      case blasCore = "blas_core"
      case peakGFLOPS = "peak_gflops"
      case coordinationSeconds = "coordination_seconds"
    }
  }

  /// One measured stage.
  public struct Stage: Codable, Equatable, Sendable {
    /// The stage's name: `train`, `evaluate`, ….
    public var stage: String
    /// What the stage's cost is counted in: `token`, `shard`, `trial`.
    public var unit: String
    /// The units of one sample.
    public var units: Double
    /// The median time of one sample, in seconds.
    public var medianSeconds: Double
    /// Every sample's time, in seconds, in the order of measurement.
    public var samples: [Double]
    /// The floating-point operations of one sample's matrix products; 0 for a stage without any.
    public var flops: Double
    /// `flops` over the median time, in 10⁹ FLOP/s.
    public var gflops: Double
    /// What tasks of other sizes cost; nil where one size was measured alone.
    public var fit: Fit?

    /// Creates a stage.
    public init(
      stage: String, unit: String, units: Double, medianSeconds: Double, samples: [Double],
      flops: Double, gflops: Double, fit: Fit? = nil
    ) {
      self.stage = stage
      self.unit = unit
      self.units = units
      self.medianSeconds = medianSeconds
      self.samples = samples
      self.flops = flops
      self.gflops = gflops
      self.fit = fit
    }

    private enum CodingKeys: String, CodingKey {
      case stage, unit, units, samples, flops, gflops, fit
      case medianSeconds = "median_seconds"
    }
  }

  /// What every profile says in its `format` field.
  public static let formatName = "makespan-cost-profile"
  /// The version that this code writes and reads.
  public static let currentVersion = 1

  /// ``formatName``.
  public var format: String
  /// ``currentVersion``.
  public var version: Int
  /// The machine that measured.
  public var machine: Machine
  /// The size of the language model.
  public var model: String
  /// The text that it was trained on.
  public var corpus: String
  /// The stages, each once.
  public var stages: [Stage]

  /// Creates a profile of the current version.
  public init(machine: Machine, model: String, corpus: String, stages: [Stage]) {
    format = Self.formatName
    version = Self.currentVersion
    self.machine = machine
    self.model = model
    self.corpus = corpus
    self.stages = stages
  }

  /// The stage of a name.
  public func stage(named name: String) -> Stage? {
    stages.first { $0.stage == name }
  }
}
