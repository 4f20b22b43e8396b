import SchedulingModel
import Testing

/// Links that fail, by the names of their nodes and pods.
@Suite struct ClusterUplinksTests {
  private let rare = OutageModel(meanUpSeconds: 100, repair: .constant(1))

  private func cluster(
    _ uplinks: [Cluster.UplinkSpecification], outages: OutageModel? = nil
  ) throws(ClusterError) -> Cluster {
    try Cluster(
      name: "c", classes: [DeviceClass(name: "gpu")],
      // Declared out of pod order: ids follow pods.
      nodes: [("a", "p"), ("c", "q"), ("b", "p")].map {
        .init(name: $0.0, pod: $0.1, deviceClasses: ["gpu"], outages: outages)
      }, interconnect: .uniform(latency: 0, bandwidth: 1), uplinks: uplinks)
  }

  @Test func oneForEachName() throws {
    let cluster = try cluster([
      .init(nodes: ["c", "b", "c"], outages: rare, effect: .stop),
      .init(nodes: ["b"], pods: ["q"], outages: .scheduled([]), effect: .slow(3)),
    ])
    #expect(cluster.uplinks.map(\.name) == ["c", "b", "b", "q"])
    #expect(cluster.uplinks.map(\.end) == [.node(2), .node(1), .node(1), .pod(1)])
    #expect(cluster.uplinks.map(\.effect) == [.stop, .stop, .slow(3), .slow(3)])
    #expect(cluster.uplinks.map(\.outages.rate) == [0.01, 0.01, 0, 0])
  }

  /// Links are no nodes, and clusters whose outages are taken away or exchanged have none that fail.
  @Test func linksAreNoNodes() throws {
    let links = [Cluster.UplinkSpecification(nodes: ["a"], outages: rare, effect: .stop)]
    let reliable = try cluster(links)
    #expect(!reliable.canFail && reliable.failureRates == [0, 0, 0])
    #expect(reliable.outageModels == [rare])
    let both = try cluster(links, outages: rare)
    #expect(both.canFail && both.failureRates == [0.01, 0.01, 0.01])
    #expect(both.outageModels.count == 4)
    #expect(both.withoutOutages.outageModels.isEmpty)
    #expect(both.withOutages([nil, rare, nil]).outageModels == [rare])
    #expect(both.mappingOutages { $0 }.outageModels.count == 3)
  }

  @Test func errors() {
    func expect(
      _ error: ClusterError, _ uplink: Cluster.UplinkSpecification, _ wording: String
    ) {
      #expect(throws: error) { try cluster([uplink]) }
      #expect(error.description == wording)
    }
    expect(
      .unknownUplink("ba", nearest: "a"), .init(nodes: ["ba"], outages: rare, effect: .stop),
      "the link that fails is that of 'ba', which is no node or pod (nearest: 'a')")
    expect(
      .unknownUplink("a", nearest: "p"), .init(pods: ["a"], outages: rare, effect: .stop),
      "the link that fails is that of 'a', which is no node or pod (nearest: 'p')")
    expect(.emptyUplinks, .init(outages: rare, effect: .stop), "links fail, but of no node or pod")
    for factor in [0.5, .nan, 2e9] {
      for effect in [Cluster.Uplink.Effect.slow(factor), .reroute(factor)] {
        expect(
          .badEffect(uplink: "a"), .init(nodes: ["a"], outages: rare, effect: effect),
          "the link of 'a' slows or reroutes transfers by a factor that is not from 1 to 1e9")
      }
    }
    let never = OutageModel(meanUpSeconds: 0, repair: .constant(1))
    #expect(throws: ClusterError.badOutages(node: "p")) {
      try cluster([.init(pods: ["p"], outages: never, effect: .stop)])
    }
  }
}
