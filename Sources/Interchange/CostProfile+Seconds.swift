import Foundation
import SchedulingModel

extension CostProfile {
  /// What a task of a stage costs on a device class, by its units.
  ///
  /// On the host it is the fit's fixed time, the coordination of a real run where that was measured,
  /// and the time of a unit; without a fit, nothing fixed and median / units. A stage with FLOPs is bound by matrix products: on a GPU or TPU a unit takes the
  /// host's time × host peak / the part's sustained rate, or where nobody measured that, its peak ×
  /// the assumed fraction; what is fixed is the host's work (files, buffers) and stays. A stage
  /// without FLOPs runs on the host beside the accelerator in the host's time. On cpu and abstract
  /// classes both parts are the host's / speed.
  ///
  /// - Throws: ``CostProfileError``.
  public func stageCost(
    stage name: String, on deviceClass: DeviceClass, assumedFractionOfPeak fraction: Double
  ) throws(CostProfileError) -> StageCost {
    guard fraction > 0, fraction <= 1 else { throw .badFraction(fraction) }
    guard let stage = stage(named: name) else {
      throw .unmeasuredStage(name, nearest: nearestName(to: name, among: stages.map(\.stage)))
    }
    let host = stage.hostCost
    switch deviceClass.kind {
    case .cpu, .abstract:
      return StageCost(
        fixedSeconds: host.fixedSeconds / deviceClass.speed + (machine.coordinationSeconds ?? 0),
        secondsPerUnit: host.secondsPerUnit / deviceClass.speed)
    case .gpu, .tpu:
      guard stage.flops > 0 else { return host }
      let assumed = deviceClass.peakFLOPS.map { $0 * fraction }
      guard let rate = deviceClass.sustainedFLOPS ?? assumed, rate > 0 else {
        throw .noRate(deviceClass: deviceClass.name)
      }
      return StageCost(
        fixedSeconds: host.fixedSeconds,
        secondsPerUnit: host.secondsPerUnit * (machine.peakGFLOPS * 1e9 / rate))
    }
  }

  /// What every stage costs on each class of a cluster, by class index: what ``CostModel`` takes.
  ///
  /// - Throws: ``CostProfileError``.
  /// - Complexity: O(stages × classes).
  public func stageCosts(
    for classes: [DeviceClass], assumedFractionOfPeak fraction: Double
  ) throws(CostProfileError) -> [String: [StageCost]] {
    var result: [String: [StageCost]] = [:]
    for stage in stages {
      var row: [StageCost] = []
      for deviceClass in classes {
        row.append(
          try stageCost(stage: stage.stage, on: deviceClass, assumedFractionOfPeak: fraction))
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

  /// One line for each stage with a fit that is asked about sizes which nobody measured, for reports.
  ///
  /// - Parameter tasks: the units and stages of the tasks to be priced.
  public func extrapolations(of tasks: some Sequence<Workflow.Task>) -> [String] {
    var asked: [String: ClosedRange<Double>] = [:]
    for task in tasks {
      guard case .units(let units) = task.cost, let stage = task.stage else { continue }
      let known = asked[stage] ?? units...units
      asked[stage] = min(known.lowerBound, units)...max(known.upperBound, units)
    }
    return stages.compactMap { stage in
      guard let fit = stage.fit, let range = asked[stage.stage] else { return nil }
      let measured = fit.measuredUnits
      let outside = [range.lowerBound, range.upperBound].filter { !measured.contains($0) }
      guard let first = outside.first, let last = outside.last else { return nil }
      let onBothSides = first < measured.lowerBound && last > measured.upperBound
      let sizes =
        first == last
        ? short(first) : "\(short(first)) \(onBothSides ? "and" : "to") \(short(last))"
      return "\(stage.stage): \(sizes) \(stage.unit)s lie beyond the measured "
        + "\(short(measured.lowerBound))…\(short(measured.upperBound)): extrapolated from the fit"
    }
  }

  private func short(_ value: Double) -> String { String(format: "%.6g", value) }

  /// The samples of a stage over their median: what a noise model draws factors from. Nil if the
  /// stage was not measured.
  public func normalizedSamples(stage name: String) -> [Double]? {
    stage(named: name).map { stage in stage.samples.map { $0 / stage.medianSeconds } }
  }
}

extension CostProfile.Stage {
  /// What a task costs on the machine that measured.
  fileprivate var hostCost: StageCost {
    if let fit {
      return StageCost(fixedSeconds: fit.fixedSeconds, secondsPerUnit: fit.secondsPerUnit)
    }
    return StageCost(secondsPerUnit: medianSeconds / units)
  }
}
