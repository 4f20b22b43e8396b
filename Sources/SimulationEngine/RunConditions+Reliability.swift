import SchedulingModel

extension RunConditions {
  /// What of these conditions is known beforehand.
  public var reliability: Reliability {
    Reliability(
      recovery: recovery, taskFailureRate: taskFailures.rate,
      taskFailureRatePerDevice: taskFailures.ratePerDevice,
      taskFailureDetectionSeconds: taskFailures.detection.meanSeconds)
  }
}
