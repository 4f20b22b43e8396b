import SchedulingModel

/// What goes down as one: a node by itself, a domain with all its nodes, or a link, which is no node.
struct OutageSource {
  /// The ids of the nodes that it takes down.
  let nodes: [Int]
  private let model: OutageModel?
  private var failures: RandomStream
  private var repairs: RandomStream
  private var nextScheduled = 0
  /// Whether it is out from the beginning, in the middle of a repair.
  private var beginsOut = false
  /// How long it is out from the beginning, where that is given.
  private var firstRepairSeconds: Double?
  /// Counts the draws of its next outage: an outage of an earlier draw does not happen.
  private(set) var epoch = 0
  /// Whether an outage has begun and is not over.
  private(set) var isOut = false
  /// How many outages have begun.
  private(set) var outages = 0
  /// Whether everybody knows of the present outage, since it was given at the start.
  private(set) var isKnown = false
  /// How long the present outage lasts from its notice, in seconds.
  private(set) var repairSeconds = 0.0
  /// The trace row of its first node's present outage; those of the others follow.
  private(set) var traceRow = 0

  /// A node.
  init(node: Int, of cluster: Cluster, seed: UInt64) {
    nodes = [node]
    model = cluster.nodes[node].outages
    failures = RandomStream(seed: seed, purpose: .outage, entity: UInt64(node))
    repairs = RandomStream(seed: seed, purpose: .repair, entity: UInt64(node))
  }

  /// A domain.
  init(domain: Int, of cluster: Cluster, seed: UInt64) {
    nodes = cluster.domains[domain].nodes
    model = cluster.domains[domain].outages
    failures = RandomStream(seed: seed, purpose: .domainOutage, entity: UInt64(domain))
    repairs = RandomStream(seed: seed, purpose: .domainRepair, entity: UInt64(domain))
  }

  /// A link.
  init(uplink: Int, of cluster: Cluster, seed: UInt64) {
    nodes = []
    model = cluster.uplinks[uplink].outages
    failures = RandomStream(seed: seed, purpose: .linkOutage, entity: UInt64(uplink))
    repairs = RandomStream(seed: seed, purpose: .linkRepair, entity: UInt64(uplink))
  }

  /// Whether its up times are drawn, so that a repair elsewhere may renew it.
  var isRenewal: Bool { if case .renewal = model?.process { true } else { false } }

  /// Makes it out from the beginning, for so many seconds.
  mutating func beginDown(seconds: Double) { firstRepairSeconds = seconds }

  /// When the first outage of the run begins; nil if there is none.
  mutating func firstOutage() -> Double? {
    if firstRepairSeconds != nil {
      epoch += 1
      return 0
    }
    guard case .renewal(let up, let repair) = model?.process, model?.initialAge == .stationary
    else { return nextOutage(after: 0) }
    epoch += 1
    beginsOut = failures.unit() * (up.mean + repair.mean) < repair.mean
    return beginsOut ? 0 : up.drawResidual(from: &failures)
  }

  /// When the next outage begins, if it is up from a time on; nil if there is none.
  mutating func nextOutage(after now: Double) -> Double? {
    epoch += 1
    switch model?.process {
    case .renewal(let up, _):
      return now + up.draw(from: &failures)
    case .scheduled(let outages):
      // An outage that has begun by now began while the node was down, or is the last one itself.
      while nextScheduled < outages.count, outages[nextScheduled].start < now {
        nextScheduled += 1
      }
      return nextScheduled < outages.count ? outages[nextScheduled].start : nil
    case nil:
      return nil
    }
  }

  /// The outage begins whose time was asked for last.
  mutating func begin(traceRow: Int) {
    isOut = true
    self.traceRow = traceRow
    outages += 1
    isKnown = firstRepairSeconds != nil
    if let seconds = firstRepairSeconds {
      repairSeconds = seconds
      firstRepairSeconds = nil
      return
    }
    switch model?.process {
    case .renewal(_, let repair):
      repairSeconds =
        beginsOut ? repair.drawResidual(from: &repairs) : repair.draw(from: &repairs)
      beginsOut = false
    case .scheduled(let outages):
      repairSeconds = outages[nextScheduled].duration
      nextScheduled += 1
    case nil:
      repairSeconds = 0
    }
  }

  /// It is back.
  mutating func end() { isOut = false }
}
