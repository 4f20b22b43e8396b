import SchedulingModel
import Testing

@Suite struct ClusterTextbookTests {
  @Test func identical() throws {
    let cluster = try Cluster.identical(2)
    #expect(cluster.devices.map(\.name) == ["p0", "p1"])
    #expect(cluster.classes.map(\.speed) == [1])
    #expect(cluster.transferSeconds(3, from: 0, to: 1) == 3)
    #expect(throws: ClusterError.noDevices(cluster: "identical")) { try Cluster.identical(0) }
    #expect(throws: ClusterError.noDevices(cluster: "identical")) { try Cluster.identical(-3) }
  }

  @Test func relatedSharesClassesOfEqualSpeed() throws {
    let cluster = try Cluster.related(speeds: [2, 1, 2])
    #expect(cluster.classes.map(\.speed) == [2, 1])
    #expect(cluster.devices.map(\.deviceClass) == [0, 1, 0])
    #expect(throws: ClusterError.self) { try Cluster.related(speeds: [.nan, .nan]) }
  }

  @Test func unrelated() throws {
    let cluster = try Cluster.unrelated(processors: ["P1", "P2"])
    #expect(cluster.classes.map(\.name) == ["P1", "P2"])
    #expect(cluster.devices.map(\.name) == ["P1", "P2"])
    #expect(cluster.isFlat)
  }
}
