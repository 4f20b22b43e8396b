import SchedulingModel
import Testing

@Suite struct CostModelBuildingTests {
  private let cluster: Cluster

  init() throws {
    cluster = try Cluster(
      name: "c",
      classes: [
        DeviceClass(name: "small", speed: 2, memoryBytes: 10),
        DeviceClass(name: "large", speed: 4, memoryBytes: 100),
      ],
      nodes: [
        .init(name: "a", deviceClasses: ["small"]), .init(name: "b", deviceClasses: ["large"]),
        .init(name: "c", deviceClasses: ["small"]),
      ], interconnect: .uniform(latency: 0, bandwidth: 1))
  }

  private func eligible(
    _ task: Workflow.Task, stageCosts: [String: [StageCost]] = [:]
  ) throws -> [Int32] {
    var builder = WorkflowBuilder(name: "w")
    builder.add(task)
    let workflow = try builder.build()
    return try CostModel(workflow: workflow, cluster: cluster, stageCosts: stageCosts)
      .eligibleDevices(of: 0)
  }

  private func task(
    cost: Workflow.Cost = .work(1), stage: String? = nil, memory: Double = 0,
    placement: Workflow.PlacementRule = .anywhere
  ) -> Workflow.Task {
    Workflow.Task(
      name: "t", stage: stage, cost: cost, memoryBytes: memory, placement: placement)
  }

  @Test func eligibility() throws {
    #expect(try eligible(task()) == [0, 1, 2])
    #expect(try eligible(task(memory: 10)) == [0, 1, 2])
    #expect(try eligible(task(memory: 11)) == [1])
    #expect(try eligible(task(placement: .classes(["small"]))) == [0, 2])
    #expect(try eligible(task(placement: .device("c"))) == [2])
    let table = Workflow.Cost.table([.init(deviceClass: "large", seconds: 1)])
    #expect(try eligible(task(cost: table)) == [1])
  }

  @Test func unitsTakeTheirStagesSeconds() throws {
    var builder = WorkflowBuilder(name: "w")
    builder.add(task(cost: .units(10), stage: "train"))
    let costs = try CostModel(
      workflow: try builder.build(), cluster: cluster,
      stageCosts: [
        "train": [
          StageCost(fixedSeconds: 2, secondsPerUnit: 0.5), StageCost(secondsPerUnit: .infinity),
        ]
      ])
    #expect(costs.seconds(0, on: 0) == 2 + 5)
    #expect(costs.eligibleDevices(of: 0) == [0, 2])
  }

  @Test func tasksOfEqualNeedsShareAGroup() throws {
    var builder = WorkflowBuilder(name: "w")
    for index in 0..<6 {
      builder.add(
        Workflow.Task(
          name: "\(index)", cost: .work(1), memoryBytes: index.isMultiple(of: 2) ? 50 : 0,
          placement: index == 4 ? .classes(["large"]) : .anywhere))
    }
    let costs = try CostModel(workflow: try builder.build(), cluster: cluster)
    // The rule «large» and the memory of 50 allow the same device.
    #expect(costs.groups.count == 2)
    #expect((0..<6).map(costs.group(of:)) == [0, 1, 0, 1, 0, 1])
  }

  @Test func errors() {
    #expect(throws: CostError.noStage(task: "t")) { try eligible(task(cost: .units(1))) }
    #expect(
      throws: CostError.unmeasuredStage(task: "t", stage: "trian", nearest: "train")
    ) {
      try eligible(task(cost: .units(1), stage: "trian"), stageCosts: ["train": []])
    }
    #expect(throws: CostError.unknownClass(task: "t", deviceClass: "lage", nearest: "large")) {
      try eligible(task(placement: .classes(["lage"])))
    }
    #expect(throws: CostError.unknownClass(task: "t", deviceClass: "tpu", nearest: nil)) {
      try eligible(task(cost: .table([.init(deviceClass: "tpu", seconds: 1)])))
    }
    #expect(throws: CostError.unknownDevice(task: "t", device: "zz", nearest: nil)) {
      try eligible(task(placement: .device("zz")))
    }
    #expect(
      throws: CostError.fitsNoDevice(task: "t", memoryBytes: 50, largestMemoryBytes: 10)
    ) { try eligible(task(memory: 50, placement: .classes(["small"]))) }
    #expect(
      throws: CostError.fitsNoDevice(task: "t", memoryBytes: 0, largestMemoryBytes: nil)
    ) { try eligible(task(placement: .classes([]))) }
  }
}
