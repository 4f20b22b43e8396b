import SchedulingModel

extension CostProfile {
  /// The time of one unit of a stage on a device class, in seconds.
  ///
  /// On the host it is median / units. A stage with FLOPs is bound by matrix products: on a GPU or
  /// TPU it takes the host's time × host peak / the part's sustained rate, or where nobody measured
  /// that, its peak × the assumed fraction. A stage without FLOPs runs on the host beside the
  /// accelerator in the host's time. On cpu and abstract classes it is the host's time / speed.
  ///
  /// - Throws: ``CostProfileError``.
  public func secondsPerUnit(
    stage name: String, on deviceClass: DeviceClass, assumedFractionOfPeak fraction: Double
  ) throws(CostProfileError) -> Double {
    guard fraction > 0, fraction <= 1 else { throw .badFraction(fraction) }
    guard let stage = stage(named: name) else {
      throw .unmeasuredStage(name, nearest: nearestName(to: name, among: stages.map(\.stage)))
    }
    let hostSeconds = stage.medianSeconds / stage.units
    switch deviceClass.kind {
    case .cpu, .abstract:
      return hostSeconds / deviceClass.speed
    case .gpu, .tpu:
      guard stage.flops > 0 else { return hostSeconds }
      let assumed = deviceClass.peakFLOPS.map { $0 * fraction }
      guard let rate = deviceClass.sustainedFLOPS ?? assumed, rate > 0 else {
        throw .noRate(deviceClass: deviceClass.name)
      }
      return hostSeconds * (machine.peakGFLOPS * 1e9 / rate)
    }
  }

  /// The seconds of one unit of every stage on each class of a cluster, by class index: what
  /// ``CostModel`` takes.
  ///
  /// - Throws: ``CostProfileError``.
  /// - Complexity: O(stages × classes).
  public func stageSeconds(
    for classes: [DeviceClass], assumedFractionOfPeak fraction: Double
  ) throws(CostProfileError) -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for stage in stages {
      var row: [Double] = []
      for deviceClass in classes {
        row.append(
          try secondsPerUnit(
            stage: stage.stage, on: deviceClass, assumedFractionOfPeak: fraction))
      }
      result[stage.stage] = row
    }
    return result
  }

  /// One line for each class whose costs rest on the assumed fraction of peak, for reports.
  public func assumptions(
    for classes: [DeviceClass], assumedFractionOfPeak fraction: Double
  ) -> [String] {
    guard stages.contains(where: { $0.flops > 0 }) else { return [] }
    return classes.compactMap { deviceClass in
      guard deviceClass.kind == .gpu || deviceClass.kind == .tpu,
        deviceClass.sustainedFLOPS == nil, let peak = deviceClass.peakFLOPS
      else { return nil }
      return "\(deviceClass.name): no sustained rate is known; "
        + "\(fraction) of its peak of \(peak / 1e12) TFLOP/s is assumed"
    }
  }

  /// The samples of a stage over their median: what a noise model draws factors from. Nil if the
  /// stage was not measured.
  public func normalizedSamples(stage name: String) -> [Double]? {
    stage(named: name).map { stage in stage.samples.map { $0 / stage.medianSeconds } }
  }
}
