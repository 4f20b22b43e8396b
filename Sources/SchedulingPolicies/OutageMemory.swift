import SchedulingModel
import SimulationEngine

/// What a policy has seen of outages, and what it concludes about their ends.
struct OutageMemory {
  /// When the outage of each node that is down was noticed, in seconds.
  private var since: [Int: Double] = [:]
  /// Of nodes that went down for maintenance, when it ends.
  private var plannedReturns: [Int: Double] = [:]
  private var ended = 0.0
  private var endedSeconds = 0.0

  /// Learns that a node went down or came back.
  ///
  /// - Returns: whether that was news: not what maintenance has brought at its time.
  mutating func note(_ event: SchedulingEvent, in system: borrowing SystemState) -> Bool {
    let now = system.now
    switch event {
    case .nodeDown(let node):
      since[node] = now
      guard system.hasMaintenance, let window = system.nextWindow(ofNode: node),
        window.start <= now
      else { return true }
      plannedReturns[node] = window.end
      return false
    case .nodeUp(let node):
      guard let start = since.removeValue(forKey: node) else { return true }
      if let planned = plannedReturns.removeValue(forKey: node) { return now > planned }
      ended += 1
      endedSeconds += now - start
      return true
    case .jobArrived, .taskReady, .attemptSucceeded, .attemptFailed, .outputsLost, .taskSkipped,
      .nodeDraining:
      return false
    }
  }

  /// When the maintenance ends for which a node is down; nil if it is down for another reason.
  func plannedReturn(of node: Int) -> Double? {
    plannedReturns.isEmpty ? nil : plannedReturns[node]
  }

  /// How long the outages lasted that are over, on average, in seconds; nil before the first.
  var meanSeconds: Double? { ended > 0 ? endedSeconds / ended : nil }

  /// When a node that is down should be back, given how long its repairs take on average: that long after
  /// its failure; or, if that is past, that long from now, as if repairs had no memory.
  func expectedReturn(of node: Int, repairSeconds: Double, now: Double) -> Double {
    let due = (since[node] ?? now) + repairSeconds
    return due > now ? due : now + repairSeconds
  }
}
