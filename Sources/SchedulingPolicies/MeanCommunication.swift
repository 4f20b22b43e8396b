import SchedulingModel

/// The mean time of an edge's transfer, as rank-based planners estimate it before anything is
/// placed.
///
/// Published tools disagree about what is averaged, and the 10-task examples do not tell the
/// definitions apart, so it is a parameter: over *distinct pairs* of devices (Topcuoglu et al. 2002:
/// the average over links) or over *all pairs*, where a pair of equal devices counts as zero. Both
/// are taken over the devices eligible for producer and consumer.
package struct MeanCommunication {
  /// Which pairs are averaged.
  package enum Definition: String, CaseIterable, Sendable {
    case distinctPairs = "distinct-pairs"
    case allPairs = "all-pairs"
  }

  /// The fraction of pairs at each level, for each pair of eligibility groups.
  private struct Shares {
    var node = 0.0
    var pod = 0.0
    var across = 0.0
  }

  private let shares: [Shares]
  private let groupCount: Int
  private let costs: CostModel
  private let interconnect: Interconnect

  /// Counts pairs. O(groups² × devices) where nodes and pods are ranges.
  package init(_ definition: Definition, instance: Instance) {
    costs = instance.costs
    interconnect = instance.cluster.interconnect
    groupCount = costs.groups.count
    var shares: [Shares] = []
    for producers in costs.groups {
      for consumers in costs.groups {
        shares.append(
          Self.count(producers, consumers, cluster: instance.cluster, definition: definition))
      }
    }
    self.shares = shares
  }

  private static func count(
    _ producers: CostModel.EligibilityGroup, _ consumers: CostModel.EligibilityGroup,
    cluster: Cluster, definition: Definition
  ) -> Shares {
    func cumulative(_ contains: [Bool]) -> [Int] {
      var sums = [0]
      sums.reserveCapacity(contains.count + 1)
      for member in contains { sums.append(sums[sums.count - 1] + (member ? 1 : 0)) }
      return sums
    }
    let sums = cumulative(consumers.contains)
    func members(_ range: Range<Int>) -> Int { sums[range.upperBound] - sums[range.lowerBound] }
    var (same, node, pod, across) = (0, 0, 0, 0)
    for producer in producers.devices.lazy.map(Int.init) {
      let home = cluster.nodes[cluster.devices[producer].node]
      let atDevice = consumers.contains[producer] ? 1 : 0
      let atNode = members(home.devices)
      let atPod = members(cluster.podDevices[home.pod])
      same += atDevice
      node += atNode - atDevice
      pod += atPod - atNode
      across += consumers.devices.count - atPod
    }
    let distinct = node + pod + across
    let total = Double(definition == .distinctPairs ? distinct : distinct + same)
    guard distinct > 0 else { return Shares() }
    return Shares(
      node: Double(node) / total, pod: Double(pod) / total, across: Double(across) / total)
  }

  /// The mean time of an edge's transfer, in seconds.
  @inline(__always)
  package func seconds(_ bytes: Double, from producer: Int, to consumer: Int) -> Double {
    if bytes == 0 { return 0 }
    let share = shares[costs.group(of: producer) * groupCount + costs.group(of: consumer)]
    var mean = 0.0
    if share.node > 0 { mean += share.node * interconnect.seconds(bytes, over: .node) }
    if share.pod > 0 { mean += share.pod * interconnect.seconds(bytes, over: .pod) }
    if share.across > 0 { mean += share.across * interconnect.seconds(bytes, over: .across) }
    return mean
  }
}
