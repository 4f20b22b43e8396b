/// How often the parts of a cluster fail, and the same cluster with other failures.
extension Cluster {
  /// Whether any of its nodes can go down.
  public var canFail: Bool {
    !domains.isEmpty || hasMaintenance || nodes.contains { $0.outages != nil }
  }

  /// How everything fails that can: nodes, then domains, then links.
  public var outageModels: [OutageModel] {
    nodes.compactMap(\.outages) + domains.map(\.outages) + uplinks.map(\.outages)
  }

  /// For each node, how often it goes down per second of up time, its domains' outages included; what is
  /// scheduled does not count. O(nodes + members of domains).
  public var failureRates: [Double] {
    var rates = nodes.map { $0.outages?.rate ?? 0 }
    for domain in domains {
      for node in domain.nodes { rates[node] += domain.outages.rate }
    }
    return rates
  }

  /// How often any of some nodes goes down per second of up time, each of them and of their domains
  /// counted once. O(nodes + members of domains).
  public func failureRate(ofNodes members: [Int]) -> Double {
    var isMember = [Bool](repeating: false, count: nodes.count)
    var rate = 0.0
    for node in members where !isMember[node] {
      isMember[node] = true
      rate += nodes[node].outages?.rate ?? 0
    }
    for domain in domains where domain.nodes.contains(where: { isMember[$0] }) {
      rate += domain.outages.rate
    }
    return rate
  }

  /// The same cluster, whose nodes never go down and whose links never fail.
  public var withoutOutages: Cluster {
    withOutages(nodes.map { _ in nil })
  }

  /// The same cluster, whose nodes fail as given, one entry for each node, each by itself and repaired
  /// as its entry says. Its links never fail, and there is no maintenance.
  public func withOutages(_ outages: [OutageModel?]) -> Cluster {
    var copy = self
    for index in copy.nodes.indices { copy.nodes[index].outages = outages[index] }
    copy.domains = []
    copy.uplinks = []
    copy.repair = .unlimited
    copy.setMaintenance([])
    return copy
  }

  /// The same cluster, every outage model of a node or domain replaced. Its links never fail.
  package func mappingOutages(_ transform: (OutageModel) -> OutageModel) -> Cluster {
    var copy = self
    for index in copy.nodes.indices {
      copy.nodes[index].outages = copy.nodes[index].outages.map(transform)
    }
    for index in copy.domains.indices {
      copy.domains[index].outages = transform(copy.domains[index].outages)
    }
    copy.uplinks = []
    return copy
  }
}
