import SchedulingModel
import SimulationEngine

/// Where the time of a cluster's devices went in a run that finished, in device-seconds. The parts add up
/// to devices × makespan.
public struct DeviceTime: Sendable, Equatable {
  /// Work of attempts that succeeded, and work of others that is done for good.
  public var useful: Double
  /// What failures cost: work that was lost, or whose outputs were, the time until an outage was noticed, and
  /// restarts.
  public var failures: Double
  /// Writing checkpoints.
  public var checkpoints: Double
  /// Down from the notice of an outage on.
  public var down: Double
  /// Up and idle: no task was ready for the device, or its inputs were under way.
  public var waiting: Double

  /// All of them.
  public var total: Double { useful + failures + checkpoints + down + waiting }

  /// Splits the time from a run's first arrival to its last finish; nil if the run did not finish.
  ///
  /// - Complexity: O((attempts + outages) × log outages), and for gangs that were lost O(devices).
  public init?(_ result: RunResult) {
    guard let makespan = result.makespan else { return nil }
    let rows = result.trace.attempts
    let first = result.instance.jobs.lazy.map(\.arrival).min() ?? 0
    let window = (from: first, to: first + makespan)
    let down = DownTime(result, window: window)
    (useful, failures, checkpoints) = (0, 0, 0)
    var silent = 0.0
    for row in 0..<rows.count {
      let size = Double(rows.deviceCount(of: row))
      let length = rows.finishes[row] - rows.starts[row]
      let (restart, writing) = (rows.restartSeconds[row], rows.checkpointSeconds[row])
      checkpoints += size * writing
      if rows.outcomes[row] == .succeeded {
        useful += size * (length - restart - writing)
        failures += size * restart
      } else {
        useful += size * rows.savedSeconds[row]
        failures += size * (length - rows.savedSeconds[row] - writing)
        silent += down.overlap(with: row, of: rows)
      }
    }
    self.down = down.total - silent
    let devices = Double(result.instance.cluster.deviceCount)
    // Sums of many lengths may round below.
    waiting = max(0, devices * makespan - useful - failures - checkpoints - self.down)
  }
}

/// When nodes were down within a window of time.
private struct DownTime {
  /// Of each node, disjoint and ascending.
  private var intervals: [[(from: Double, to: Double)]]
  private let nodeOfDevice: [Int]
  /// In device-seconds.
  private(set) var total = 0.0

  init(_ result: RunResult, window: (from: Double, to: Double)) {
    let cluster = result.instance.cluster
    nodeOfDevice = cluster.devices.map(\.node)
    intervals = [[(from: Double, to: Double)]](repeating: [], count: cluster.nodes.count)
    let outages = result.trace.outages
    // By start; outages of a node and of its domains may overlap.
    for row in 0..<outages.count {
      let node = Int(outages.nodes[row])
      let from = max(outages.starts[row], window.from)
      let to = min(outages.finishes[row], window.to)
      guard to > from else { continue }
      if let last = intervals[node].last, last.to >= from {
        intervals[node][intervals[node].count - 1].to = max(last.to, to)
      } else {
        intervals[node].append((from, to))
      }
    }
    for (node, description) in cluster.nodes.enumerated() {
      let seconds = intervals[node].reduce(0) { $0 + ($1.to - $1.from) }
      total += seconds * Double(description.devices.count)
    }
  }

  /// For how many device-seconds an attempt ran on nodes that were down, which nobody had noticed.
  func overlap(with row: Int, of rows: Trace.Attempts) -> Double {
    var sum = 0.0
    for device in rows.deviceRuns(of: row).joined() {
      let own = intervals[nodeOfDevice[Int(device)]]
      var low = own.partitioningIndex { $0.to > rows.starts[row] }
      while low < own.count, own[low].from < rows.finishes[row] {
        sum += min(own[low].to, rows.finishes[row]) - max(own[low].from, rows.starts[row])
        low += 1
      }
    }
    return sum
  }
}

extension Array {
  /// The first index whose element belongs to the second part, where all such come last. O(log n).
  fileprivate func partitioningIndex(where isSecond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
