import SchedulingModel
import Testing

@Suite struct ClusterMaintenanceTests {
  private func cluster(
    _ maintenance: [Cluster.MaintenanceSpecification]
  ) throws(ClusterError) -> Cluster {
    try Cluster(
      name: "c", classes: [DeviceClass(name: "gpu")],
      nodes: ["a", "b"].map { .init(name: $0, deviceClasses: ["gpu"]) },
      interconnect: .uniform(latency: 0.5, bandwidth: 10), maintenance: maintenance)
  }

  @Test func calendars() throws {
    let (first, second) = (
      MaintenanceWindow(start: 1, duration: 2), MaintenanceWindow(start: 3, duration: 1)
    )
    let cluster = try cluster([
      .init(nodes: ["b", "a", "b"], window: first), .init(nodes: ["b"], window: second),
    ])
    #expect(cluster.maintenance.map(\.nodes) == [[0, 1], [1]])
    #expect(cluster.calendars == [.init([first]), .init([first, second])])
    #expect(cluster.canFail && cluster.outageModels.isEmpty && cluster.failureRates == [0, 0])
    #expect(cluster.nextWindow(ofNode: 0, from: 0)?.end == 3)
    // They touch.
    #expect(cluster.nextWindow(ofNode: 1, from: 0)?.end == 4)
    #expect(!cluster.withoutOutages.canFail && !cluster.withoutOutages.hasMaintenance)
    #expect(try !self.cluster([]).canFail)
  }

  @Test func errors() {
    let window = MaintenanceWindow(start: 1, duration: 2, every: 4)
    let empty = MaintenanceWindow(start: 1, duration: 0)
    func error(_ maintenance: [Cluster.MaintenanceSpecification]) -> ClusterError? {
      do throws(ClusterError) {
        _ = try cluster(maintenance)
        return nil
      } catch {
        return error
      }
    }
    let errors = [
      error([.init(nodes: ["a"], window: empty)]),
      error([.init(nodes: ["aa"], window: window)]), error([.init(nodes: [], window: window)]),
      error([
        .init(nodes: ["a", "b"], window: window),
        .init(nodes: ["b"], window: .init(start: 0, duration: 5, every: 10)),
      ]),
    ]
    #expect(
      errors == [
        .badMaintenance(empty), .unknownMaintenanceNode("aa", nearest: "a"), .emptyMaintenance,
        .alwaysInMaintenance(node: "b"),
      ])
    #expect(errors.allSatisfy { $0?.isOfMaintenance == true && $0?.isOfDomains == false })
    #expect(
      ClusterError.badMaintenance(.init(start: 1, duration: 2, every: 2)).description
        == "a maintenance window has start 1.0 s, duration 2.0 s, period 2.0 s, drain 0.0 s, "
        + "expected times up to 1e18, a duration above 0 and a period above duration and drain "
        + "together")
    #expect(
      ClusterError.unknownMaintenanceNode("aa", nearest: "a").description
        == "maintenance names the unknown node 'aa' (nearest node: 'a')")
  }

  /// 20 bytes take 0.5 s + 2 s, and both ends have to be in service.
  @Test func transfers() throws {
    let cluster = try cluster([
      .init(nodes: ["a"], window: .init(start: 10, duration: 5, drain: 8)),
      .init(nodes: ["b"], window: .init(start: 13, duration: 4)),
    ])
    func arrival(_ time: Double, to target: Int = 1, bytes: Double = 20) -> Double {
      cluster.arrival(of: bytes, from: 0, to: target, sentAt: time)
    }
    // A drain does not stop data.
    #expect(arrival(7.5) == 10)
    #expect(arrival(8) == 19.5 && arrival(10) == 19.5 && arrival(16) == 19.5)
    #expect(arrival(17) == 19.5)
    #expect(arrival(12, to: 0) == 12 && arrival(12, bytes: 0) == 12)
  }

  @Test func gangs() throws {
    let cluster = try cluster([
      .init(nodes: ["a"], window: .init(start: 4, duration: 2, every: 10)),
      .init(nodes: ["b"], window: .init(start: 8, duration: 1, every: 10, drain: 1)),
    ])
    func start(_ time: Double, _ seconds: Double) -> Double {
      cluster.firstStart(on: [0, 1], from: time, seconds: seconds)
    }
    // Both are open in 0–4 and 6–8 (from 7 on b drains), and in 9–14 and 16–18.
    #expect(start(0, 4) == 0 && start(1, 4) == 9 && start(5, 2) == 6 && start(7, 0.5) == 9)
    // Nothing takes six seconds: then it is enough that both are open.
    #expect(start(4.5, 6) == 6 && start(0, 6) == 0)
    #expect(cluster.firstFit(on: 0, from: 1, seconds: 6) == 6)
    #expect(cluster.firstFit(on: 1, from: 1, seconds: 10) == nil)
  }
}
