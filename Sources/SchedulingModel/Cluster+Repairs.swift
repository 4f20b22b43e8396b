extension Cluster {
  /// For each node, how long it is expected to be away after its failure has been noticed, in seconds; nil
  /// where that is not known: the node does not fail at random.
  ///
  /// The mean of the repair times of everything that takes the node down, weighted by how often each does;
  /// with spares, a node's own failure lasts as long as the swap. Waiting for a crew is left out.
  public var expectedRepairSeconds: [Double?] {
    var rates = [Double](repeating: 0, count: nodes.count)
    var weighted = rates
    func add(_ model: OutageModel?, to node: Int, swap: Double?) {
      guard let model, case .renewal(_, let repair) = model.process else { return }
      rates[node] += model.rate
      weighted[node] += model.rate * (swap ?? repair.mean)
    }
    let swap = repair.spares > 0 ? repair.swapSeconds : nil
    for node in nodes.indices { add(nodes[node].outages, to: node, swap: swap) }
    for domain in domains {
      for node in domain.nodes { add(domain.outages, to: node, swap: nil) }
    }
    return rates.indices.map { rates[$0] > 0 ? weighted[$0] / rates[$0] : nil }
  }
}
