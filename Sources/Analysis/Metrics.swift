import SchedulingModel
import SimulationEngine

/// What one run is judged by. Times in seconds.
public struct Metrics: Sendable, Equatable {
  /// From the first arrival to the last finish; nil unless every task succeeded or was skipped.
  public var makespan: Double?
  /// The largest known lower bound for the run's actual lengths.
  public var lowerBound: Double
  /// Scheduling length ratio (Topcuoglu 2002): makespan over the critical path under minimum
  /// costs without communication, both with the run's actual lengths.
  public var slr: Double?
  /// The least total work of what ran on one device that can run everything, over makespan; nil if no device
  /// can.
  public var speedup: Double?
  /// Speedup over the number of devices.
  public var efficiency: Double?
  /// Useful device-seconds (work of attempts that succeeded, and work of others that checkpoints hold)
  /// over devices × makespan; downtime counts in the denominator.
  public var utilization: Double?
  /// Tasks that a condition ruled out.
  public var skippedTasks: Int
  /// Attempts that started.
  public var attempts: Int
  /// Attempts that were lost.
  public var failures: Int
  /// Attempts that finished, but whose outputs were lost, so that the task ran again.
  public var reruns: Int
  /// Device-seconds of attempts that were lost, or whose outputs were, less the work that checkpoints saved
  /// and the time that it took to write these.
  public var lostSeconds: Double
  /// Device-seconds spent on restarts.
  public var restartSeconds: Double
  /// Device-seconds spent on writing checkpoints.
  public var checkpointSeconds: Double
  /// Where the devices' time went; nil unless the run finished.
  public var deviceTime: DeviceTime?
  /// Bytes that crossed devices.
  public var transferredBytes: Double
  /// The price of all devices for the makespan, in US dollars; nil where a price is unknown.
  public var costDollars: Double?
  /// The energy of busy devices, in kilowatt-hours; nil where the power of a device is unknown.
  public var energyKilowattHours: Double?

  /// Judges a run.
  ///
  /// - Parameter costs: actual costs before noise (``RunConditions/costs``).
  public init(_ result: RunResult, costs: CostModel) {
    let cluster = result.instance.cluster
    var actual = result.instance
    actual.costs = result.leastFactors.map { costs.scaled(by: $0) } ?? costs
    let bounds = Bounds(actual, verdicts: result.verdicts)
    makespan = result.makespan
    lowerBound = bounds.largest
    skippedTasks = result.trace.skips.count
    attempts = result.trace.attempts.count
    failures = result.trace.attempts.outcomes.count { $0 == .failed }
    reruns = result.trace.attempts.outcomes.count { $0 == .lost }
    transferredBytes = result.transferredBytes
    deviceTime = DeviceTime(result)

    var (useful, lost, checkpoints, restarts) = (0.0, 0.0, 0.0, 0.0)
    var busy = [Double](repeating: 0, count: cluster.deviceCount)
    let rows = result.trace.attempts
    for row in 0..<rows.count {
      let length = rows.finishes[row] - rows.starts[row]
      let size = Double(rows.deviceCount(of: row))
      if size == 1 {
        busy[Int(rows.devices[row])] += length
      } else {
        for device in rows.deviceRuns(of: row).joined() { busy[Int(device)] += length }
      }
      let (restart, writing) = (rows.restartSeconds[row], rows.checkpointSeconds[row])
      useful +=
        size
        * (rows.outcomes[row] == .succeeded ? length - restart - writing : rows.savedSeconds[row])
      if rows.outcomes[row] == .failed || rows.outcomes[row] == .lost {
        lost += size * (length - rows.savedSeconds[row] - writing)
      }
      checkpoints += size * writing
      restarts += size * restart
    }
    lostSeconds = lost
    checkpointSeconds = checkpoints
    restartSeconds = restarts

    guard let makespan = result.makespan, makespan > 0 else { return }
    if bounds.criticalPath > 0 { slr = makespan / bounds.criticalPath }
    let branches = actual.workflow.branches(verdicts: result.verdicts)
    speedup = Self.sequentialSeconds(actual, isSkipped: branches.isSkipped).map { $0 / makespan }
    efficiency = speedup.map { $0 / Double(cluster.deviceCount) }
    // At most 1 by definition; a sum of many lengths may round above.
    utilization = min(1, useful / (Double(cluster.deviceCount) * makespan))
    costDollars = Self.total(cluster) { _, deviceClass in
      deviceClass.dollarsPerHour.map { $0 * makespan / 3600 }
    }
    energyKilowattHours = Self.total(cluster) { device, deviceClass in
      deviceClass.watts.map { $0 * busy[device] / 3.6e6 }
    }
  }

  private static func total(
    _ cluster: Cluster, _ value: (Int, DeviceClass) -> Double?
  ) -> Double? {
    var sum = 0.0
    for (id, device) in cluster.devices.enumerated() {
      guard let part = value(id, cluster.classes[device.deviceClass]) else { return nil }
      sum += part
    }
    return sum
  }

  /// The least total work of what was not skipped on one device that can run everything, in seconds.
  private static func sequentialSeconds(_ instance: Instance, isSkipped: [Bool]) -> Double? {
    let costs = instance.costs
    var seen: Set<Int> = []
    var best: Double?
    for device in 0..<instance.cluster.deviceCount {
      guard costs.groups.allSatisfy({ $0.contains[device] && $0.gangSize == 1 }),
        seen.insert(costs.deviceClass(of: device)).inserted
      else { continue }
      var sum = 0.0
      for task in instance.workflow.tasks.indices where !isSkipped[task] {
        sum += costs.seconds(task, on: device)
      }
      best = min(best ?? sum, sum)
    }
    return best
  }
}
