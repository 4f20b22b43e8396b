import SchedulingModel

/// Failures made on purpose: workers are struck as the nodes of a simulated cluster fail.
///
/// The time from a worker's being ready to its being struck is exponential, drawn from the same
/// stream as a simulated node's outages: under one seed, simulation and real run meet the same.
public struct KillPlan: Equatable, Sendable {
  /// What strikes.
  public enum Strike: String, CaseIterable, Sendable {
    /// SIGKILL: the worker dies at once.
    case kill
    /// SIGSTOP: the worker hangs until the coordinator notices that it is silent.
    case stop
    /// Either, with equal probability.
    case either
  }

  /// The mean time from being ready to being struck, in seconds.
  public var meanUpSeconds: Double
  /// What strikes.
  public var strike: Strike

  /// Creates a plan.
  public init(meanUpSeconds: Double, strike: Strike = .kill) {
    self.meanUpSeconds = meanUpSeconds
    self.strike = strike
  }
}

/// When each worker is struck next.
package struct KillSchedule {
  private let plan: KillPlan
  private var gaps: [RandomStream]
  private var kinds: [RandomStream]
  private var next: [Double]

  package init(_ plan: KillPlan, nodes: Int, seed: UInt64) {
    self.plan = plan
    gaps = (0..<nodes).map { RandomStream(seed: seed, purpose: .outage, entity: UInt64($0)) }
    kinds = (0..<nodes).map { RandomStream(seed: seed, purpose: .policy, entity: UInt64($0)) }
    next = [Double](repeating: .infinity, count: nodes)
  }

  /// A worker is ready: its next strike is drawn.
  ///
  /// - Returns: when, in seconds.
  @discardableResult
  package mutating func workerIsReady(_ node: Int, at time: Double) -> Double {
    next[node] =
      time + Distribution.exponential(mean: plan.meanUpSeconds).draw(from: &gaps[node])
    return next[node]
  }

  /// The workers whose time has come, each with whether it is stopped rather than killed.
  package mutating func due(at time: Double) -> [(node: Int, stops: Bool)] {
    var due: [(node: Int, stops: Bool)] = []
    for node in next.indices where next[node] <= time {
      next[node] = .infinity
      let stops =
        switch plan.strike {
        case .kill: false
        case .stop: true
        case .either: kinds[node].unit() < 0.5
        }
      due.append((node, stops))
    }
    return due
  }
}
