import SchedulingModel
import Testing

@Suite struct ClusterWorkersTests {
  @Test func workers() throws {
    let cluster = try Cluster.workers(3)
    #expect(cluster.devices.map(\.name) == ["worker-0", "worker-1", "worker-2"])
    #expect(cluster.nodes.map(\.devices) == [0..<1, 1..<2, 2..<3])
    #expect(cluster.classes.map(\.name) == ["cpu"] && cluster.classes[0].speed == 1)
    #expect(cluster.transferSeconds(1e18, from: 0, to: 2) == 0)
    #expect(try Cluster.workers(1).devices.map(\.name) == ["worker-0"])
    for count in [0, -1] {
      #expect(throws: ClusterError.noDevices(cluster: "workers")) { try Cluster.workers(count) }
    }
  }
}
