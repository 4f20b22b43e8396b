import SchedulingModel
import SimulationEngine

/// What a policy has seen of outages, and what it concludes about their ends.
struct OutageMemory {
  /// When the outage of each node that is down was noticed, in seconds.
  private var since: [Int: Double] = [:]
  private var ended = 0.0
  private var endedSeconds = 0.0

  /// Learns that a node went down or came back.
  mutating func note(_ event: SchedulingEvent, at now: Double) {
    switch event {
    case .nodeDown(let node):
      since[node] = now
    case .nodeUp(let node):
      guard let start = since.removeValue(forKey: node) else { return }
      ended += 1
      endedSeconds += now - start
    case .jobArrived, .taskReady, .attemptSucceeded, .attemptFailed, .outputsLost, .taskSkipped:
      break
    }
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
