import SchedulingModel
import Testing

@Suite struct CostModelTests {
  private func costs(_ tasks: [Workflow.Task], on cluster: Cluster) throws -> CostModel {
    var builder = WorkflowBuilder(name: "w")
    for task in tasks { builder.add(task) }
    return try CostModel(workflow: try builder.build(), cluster: cluster)
  }

  @Test func workIsDividedBySpeed() throws {
    let cluster = try Cluster.related(speeds: [1, 4, 4])
    let costs = try costs([Workflow.Task(name: "a", cost: .work(6))], on: cluster)
    #expect((0..<3).map { costs.seconds(0, on: $0) } == [6, 1.5, 1.5])
    #expect(costs.classCount == 2)
    #expect(costs.deviceClass(of: 2) == 1)
    #expect(costs.seconds(0, onClass: 0) == 6)
  }

  @Test func meansCountEachDeviceOnceAndOnlyEligibleOnes() throws {
    let cluster = try Cluster.related(speeds: [1, 4, 4])
    let costs = try costs(
      [
        Workflow.Task(name: "a", cost: .work(6)),
        Workflow.Task(name: "b", cost: .work(6), placement: .device("p1")),
      ], on: cluster)
    #expect(costs.meanSeconds(0) == 3)
    #expect(costs.minimumSeconds(0) == 1.5)
    #expect(costs.meanSeconds(1) == 1.5)
    #expect(costs.eligibleDevices(of: 1) == [1])
    #expect(costs.isEligible(1, on: 1) && !costs.isEligible(1, on: 2))
    #expect(costs.groups[costs.group(of: 1)].contains.contains(false))
    #expect(!costs.groups[costs.group(of: 0)].contains.contains(false))
  }

  @Test func scaledKeepsEligibility() throws {
    let cluster = try Cluster.unrelated(processors: ["x", "y"])
    let tasks = [
      Workflow.Task(name: "a", cost: .table([.init(deviceClass: "x", seconds: 2)])),
      Workflow.Task(name: "b", cost: .work(3)),
    ]
    let scaled = try costs(tasks, on: cluster).scaled(by: [10, 100])
    #expect(scaled.seconds(0, on: 0) == 20)
    #expect(scaled.seconds(0, on: 1) == .infinity)
    #expect(scaled.seconds(1, on: 1) == 300)
    #expect(scaled.eligibleDevices(of: 0) == [0])

    let plain = try costs([tasks[1]], on: cluster).scaled(by: [0.5])
    #expect(plain.seconds(0, on: 0) == 1.5)
  }
}
