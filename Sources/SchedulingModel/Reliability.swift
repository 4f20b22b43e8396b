/// What is known beforehand of how work is lost and comes back, beside the rates of outages that the
/// cluster tells (``Cluster/failureRates``): whoever runs a workload knows the checkpoints that they
/// have set up, and how often their tasks crash.
public struct Reliability: Sendable, Equatable {
  /// Checkpoints, the cost of a restart, detection, and where a lost task goes.
  public var recovery: RecoveryModel
  /// How often attempts fail by themselves, per second of running time.
  public var taskFailureRate: Double
  /// The same for each device of a task, besides.
  public var taskFailureRatePerDevice: Double
  /// How long it takes on average until such a failure is noticed, in seconds.
  public var taskFailureDetectionSeconds: Double

  /// Creates the knowledge; by default that nothing is lost, or nothing is known of it.
  public init(
    recovery: RecoveryModel = .none, taskFailureRate: Double = 0,
    taskFailureRatePerDevice: Double = 0, taskFailureDetectionSeconds: Double = 0
  ) {
    self.recovery = recovery
    self.taskFailureRate = taskFailureRate
    self.taskFailureRatePerDevice = taskFailureRatePerDevice
    self.taskFailureDetectionSeconds = taskFailureDetectionSeconds
  }

  /// Nothing is lost, or nothing is known of it.
  public static let none = Reliability()
}
