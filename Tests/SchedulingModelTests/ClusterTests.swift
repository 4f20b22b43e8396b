import SchedulingModel
import Testing

@Suite struct ClusterTests {
  private let links = Interconnect(
    node: .init(latency: 1, bandwidth: 100), pod: .init(latency: 2, bandwidth: 10),
    across: .init(latency: 3, bandwidth: 1))

  private func cluster(
    _ nodes: [Cluster.NodeSpecification], classes: [DeviceClass] = [DeviceClass(name: "gpu")]
  ) throws(ClusterError) -> Cluster {
    try Cluster(name: "c", classes: classes, nodes: nodes, interconnect: links)
  }

  @Test func levels() throws {
    // Declared out of pod order: devices of one pod are still consecutive.
    let cluster = try cluster([
      .init(name: "a", pod: "p", deviceClasses: ["gpu", "gpu"]),
      .init(name: "c", pod: "q", deviceClasses: ["gpu"]),
      .init(name: "b", pod: "p", deviceClasses: ["gpu"]),
    ])
    #expect(cluster.devices.map(\.name) == ["a/0", "a/1", "b", "c"])
    #expect(cluster.devices.map(\.node) == [0, 0, 1, 2])
    #expect(cluster.nodes.map(\.devices) == [0..<2, 2..<3, 3..<4])
    #expect(cluster.podDevices == [0..<3, 3..<4])
    #expect(!cluster.isFlat)
    #expect(cluster.level(between: 1, and: 1) == .device)
    #expect(cluster.level(between: 0, and: 1) == .node)
    #expect(cluster.level(between: 1, and: 2) == .pod)
    #expect(cluster.level(between: 2, and: 3) == .across)
    #expect(cluster.transferSeconds(200, from: 0, to: 0) == 0)
    #expect(cluster.transferSeconds(200, from: 0, to: 1) == 3)
    #expect(cluster.transferSeconds(200, from: 0, to: 2) == 22)
    #expect(cluster.transferSeconds(200, from: 0, to: 3) == 203)
    #expect(cluster.transferSeconds(0, from: 0, to: 3) == 0)
    #expect(cluster.device(named: "a/1") == 1)
    #expect(cluster.device(named: "a") == nil)
  }

  @Test func aFlatClusterIsAPodApart() throws {
    let cluster = try Cluster.identical(3, bandwidth: 4)
    #expect(cluster.isFlat)
    #expect(cluster.level(between: 0, and: 2) == .pod)
    #expect(cluster.transferSeconds(8, from: 0, to: 2) == 2)
  }

  @Test func anEmptyNodeDoesNotMakeAPairOfDevicesFlat() throws {
    let cluster = try cluster([
      .init(name: "head", deviceClasses: []), .init(name: "a", deviceClasses: ["gpu", "gpu"]),
    ])
    #expect(!cluster.isFlat)
    #expect(cluster.level(between: 0, and: 1) == .node)
  }

  @Test func errors() {
    let node = Cluster.NodeSpecification(name: "a", deviceClasses: ["gpu"])
    #expect(throws: ClusterError.duplicateNode("a")) { try cluster([node, node]) }
    #expect(throws: ClusterError.duplicateNode("b/0")) {
      try cluster([
        .init(name: "b", deviceClasses: ["gpu", "gpu"]),
        .init(name: "b/0", deviceClasses: ["gpu"]),
      ])
    }
    #expect(throws: ClusterError.noDevices(cluster: "c")) { try cluster([]) }
    #expect(
      throws: ClusterError.unknownClass(node: "a", deviceClass: "gpu", nearest: "gpus")
    ) { try cluster([node], classes: [DeviceClass(name: "gpus")]) }
    #expect(throws: ClusterError.duplicateClass("gpu")) {
      try cluster([node], classes: [DeviceClass(name: "gpu"), DeviceClass(name: "gpu")])
    }
    for speed in [0, -1, Double.infinity] {
      #expect(throws: ClusterError.badSpeed(deviceClass: "gpu", speed: speed)) {
        try cluster([node], classes: [DeviceClass(name: "gpu", speed: speed)])
      }
    }
    for (latency, bandwidth) in [(-1.0, 1.0), (0, 0), (.infinity, 1)] {
      #expect(throws: ClusterError.badLink(latency: latency, bandwidth: bandwidth)) {
        try Cluster(
          name: "c", classes: [DeviceClass(name: "gpu")], nodes: [node],
          interconnect: .uniform(latency: latency, bandwidth: bandwidth))
      }
    }
  }

  @Test func wording() {
    #expect(
      ClusterError.unknownClass(node: "n", deviceClass: "h10", nearest: "h100").description
        == "node 'n' has a device of unknown class 'h10' (nearest class: 'h100')")
    #expect(
      ClusterError.badLink(latency: -1, bandwidth: 0).description
        == "a link has latency -1.0 s and bandwidth 0.0 B/s, expected a latency from 0 to 1e9 "
        + "and a bandwidth of at least 1e-9")
    #expect(ClusterError.noDevices(cluster: "c").description == "cluster 'c' has no devices")
  }
}
