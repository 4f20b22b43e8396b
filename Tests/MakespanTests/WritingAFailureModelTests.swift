import Makespan
import Testing

@Suite struct WritingAFailureModelTests {
  /// One task of work W, started again from the beginning after each outage: with failures at rate
  /// λ while the node is up and repairs of mean R, E[T] = (1/λ + R)·(e^(λW) − 1).
  @Test func restartUnderOutagesMeetsTheClosedForm() throws {
    let (work, meanUp, meanRepair) = (1.0, 2.0, 0.5)
    var builder = WorkflowBuilder(name: "one")
    builder.add(Workflow.Task(name: "task", cost: .work(work)))
    let outages = OutageModel(meanUpSeconds: meanUp, repair: .exponential(mean: meanRepair))
    let cluster = try Cluster(
      name: "one", classes: [DeviceClass(name: "p")],
      nodes: [Cluster.NodeSpecification(name: "n", deviceClasses: ["p"], outages: outages)],
      interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Instance(builder.build(), on: cluster)

    var makespans: [Double] = []
    for seed in UInt64(1)...20_000 {
      let result = Simulation(instance: instance, seed: seed).run(PlannedPolicy(HEFT()))
      makespans.append(try #require(result.makespan))
    }
    let sample = try #require(SampleSummary(makespans))
    #expect(sample.standardError < 0.01 * sample.mean)
    let growth = FrozenMath.exp(work / meanUp) - 1
    func z(_ expected: Double) -> Double { (sample.mean - expected) / sample.standardError }
    #expect(abs(z((meanUp + meanRepair) * growth)) < 4)
    // The sample is large enough to tell a model that forgets the repairs.
    #expect(abs(z(meanUp * growth)) > 6)
  }

  @Test func outagesDoNotDependOnThePolicy() throws {
    let outages = OutageModel(meanUpSeconds: 60, repair: .exponential(mean: 10))
    let instance = try textbookInstance(outages: outages)
    let first = Simulation(instance: instance, seed: 7).run(PlannedPolicy(HEFT())).trace.outages
    let second = Simulation(instance: instance, seed: 7).run(ShortestFirst()).trace.outages
    // Each run records the outages that began before its end.
    let count = min(first.count, second.count)
    #expect(count > 0)
    #expect(first.nodes.prefix(count) == second.nodes.prefix(count))
    #expect(first.starts.prefix(count) == second.starts.prefix(count))
  }
}
