import SchedulingModel

/// The links that can fail, which of them are out, and the transfers over them. Empty where none can.
struct LinkState: ~Copyable {
  /// What transfers meet on a link.
  struct Condition: BitwiseCopyable {
    /// Whether nothing passes.
    var isStopped = false
    /// How many times as long transfers over it take.
    var slowdown = 1.0
    /// How many times as long the way around it takes; 0 where the link itself can be used.
    var detour = 0.0
  }

  /// For each node, the number of its link among those that can fail; −1 if it cannot.
  let linkOfNode: Column<Int32>
  /// The same for each pod.
  let linkOfPod: Column<Int32>
  /// For each uplink of the cluster, its link.
  private let linkOfUplink: [Int]
  /// For each link, the uplinks that are about it.
  private let uplinksOfLink: [[Int]]
  private let effects: [Cluster.Uplink.Effect]
  /// The uplinks that are out, ascending.
  private(set) var out: [Int] = []
  /// What each link is like now.
  let conditions: Column<Condition>
  /// For each link, edges that may be in flight over it, or around it; one that has started several times may
  /// be there as often.
  var inFlight: [[Int32]]
  /// Counts the times that such a list was gone through.
  var pass: Int32 = 0

  // Edges in flight.
  /// By what the rest of the transfer's time is multiplied now.
  let factors: Column<Double>
  /// By what the way that it takes is longer than the usual one.
  let detours: Column<Double>
  /// When it would arrive if nothing slowed it down: never earlier.
  let earliest: Column<Double>
  /// The links that its way goes around: bits, by their place on the usual way.
  let avoided: Column<UInt8>
  /// When it was looked at last.
  let passes: Column<Int32>

  init(_ instance: Instance) {
    let cluster = instance.cluster
    let canFail = !cluster.uplinks.isEmpty
    linkOfNode = Column(repeating: -1, count: canFail ? cluster.nodes.count : 0)
    linkOfPod = Column(repeating: -1, count: canFail ? cluster.podDevices.count : 0)
    var links: [Cluster.Uplink.End: Int] = [:]
    var uplinks: [[Int]] = []
    for (index, uplink) in cluster.uplinks.enumerated() {
      if links[uplink.end] == nil {
        links[uplink.end] = uplinks.count
        switch uplink.end {
        case .node(let node): linkOfNode[node] = Int32(uplinks.count)
        case .pod(let pod): linkOfPod[pod] = Int32(uplinks.count)
        }
        uplinks.append([])
      }
      uplinks[links[uplink.end, default: 0]].append(index)
    }
    linkOfUplink = cluster.uplinks.map { links[$0.end, default: 0] }
    uplinksOfLink = uplinks
    effects = cluster.uplinks.map(\.effect)
    conditions = Column(repeating: Condition(), count: uplinks.count)
    inFlight = [[Int32]](repeating: [], count: uplinks.count)
    let edges = canFail ? instance.workflow.edgeCount : 0
    factors = Column(repeating: 1, count: edges)
    detours = Column(repeating: 1, count: edges)
    earliest = Column(repeating: 0, count: edges)
    avoided = Column(repeating: 0, count: edges)
    passes = Column(repeating: 0, count: edges)
  }

  /// Takes note that what an edge brings does not come from its producer's node: no link concerns it.
  func noteOwnWay(_ edge: Int) { avoided[edge] = .max }

  /// Takes note that an uplink is out, or is not any more, and returns its link.
  mutating func note(_ uplink: Int, isOut: Bool) -> Int {
    if isOut {
      out.insert(uplink, at: out.firstIndex { $0 > uplink } ?? out.endIndex)
    } else {
      out.removeAll { $0 == uplink }
    }
    let link = linkOfUplink[uplink]
    var condition = Condition()
    for uplink in uplinksOfLink[link] where out.contains(uplink) {
      switch effects[uplink] {
      case .stop: condition.isStopped = true
      case .slow(let factor): condition.slowdown = max(condition.slowdown, factor)
      case .reroute(let factor): condition.detour = max(condition.detour, factor)
      }
    }
    conditions[link] = condition
    return link
  }
}
