import SchedulingModel
import Testing

@Suite struct InstanceTests {
  @Test func jobsOwnTheirTasks() throws {
    let one = try makeWorkflow(work: [1, 2])
    let workflow = Workflow.merged([("a", one), ("b", one)])
    let cluster = try Cluster.identical(2)
    let instance = Instance(
      workflow: workflow,
      jobs: [
        .init(name: "a", arrival: 0, tasks: 0..<2), .init(name: "b", arrival: 7.5, tasks: 2..<4),
      ],
      cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    #expect(instance.jobOfTask == [0, 0, 1, 1])
    #expect((0..<4).map(instance.arrival(of:)) == [0, 0, 7.5, 7.5])
  }

  @Test func oneWorkflowArrivesAtZero() throws {
    let instance = try Instance(
      try makeWorkflow(work: [1, 2]), on: try Cluster.identical(1))
    #expect(instance.jobs == [.init(name: "test", arrival: 0, tasks: 0..<2)])
  }
}
