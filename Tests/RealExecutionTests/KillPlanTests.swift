import RealExecution
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

@Suite struct KillPlanTests {
  /// Under one seed, the first strikes are when the simulated nodes fail.
  @Test func strikesComeWhenSimulatedNodesFail() throws {
    let cluster = try workers(3)
    var builder = WorkflowBuilder(name: "long")
    for task in 0..<3 { _ = builder.add(Workflow.Task(name: "t\(task)", cost: .work(1000))) }
    let workflow = try builder.build()
    let failing = try Cluster(
      name: "failing", classes: cluster.classes,
      nodes: (0..<3).map {
        Cluster.NodeSpecification(
          name: "worker-\($0)", deviceClasses: ["cpu"],
          outages: OutageModel(meanUpSeconds: 50, repair: .constant(0)))
      }, interconnect: cluster.interconnect)
    let simulated = Simulation(
      instance: Instance(
        workflow: workflow, jobs: [Instance.Job(name: "j", arrival: 0, tasks: 0..<3)],
        cluster: failing, costs: try CostModel(workflow: workflow, cluster: failing)),
      conditions: RunConditions(
        costs: try CostModel(workflow: workflow, cluster: failing), timeLimit: 500),
      seed: 11
    ).run(try PolicyCatalog.makePolicy(PolicyName("fifo"), seed: 11)).trace.outages

    var schedule = KillSchedule(KillPlan(meanUpSeconds: 50), nodes: 3, seed: 11)
    for node in 0..<3 { schedule.workerIsReady(node, at: 0) }
    for row in 0..<simulated.count {
      let time = simulated.starts[row]
      #expect(schedule.due(at: time.nextDown).isEmpty)
      #expect(schedule.due(at: time).map(\.node) == [Int(simulated.nodes[row])])
      schedule.workerIsReady(Int(simulated.nodes[row]), at: time)
    }
    #expect(simulated.count > 10)
  }
}
