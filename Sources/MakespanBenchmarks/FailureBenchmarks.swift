import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// What failures cost a simulation.
enum FailureBenchmarks {
  /// Replays a plan on nodes that fail, so rarely that some 1,500 attempts are lost among 100,000 tasks.
  static func replay(_ plan: Schedule, of instance: Instance) {
    let outages = OutageModel(meanUpSeconds: 1290, repair: .exponential(mean: 60))
    let cluster = instance.cluster.withOutages(instance.cluster.nodes.map { _ in outages })
    let failing = Instance(
      workflow: instance.workflow, jobs: instance.jobs, cluster: cluster, costs: instance.costs)
    let result = Benchmark.measure("simulate") {
      Simulation(instance: failing).run(PlannedPolicy(GivenPlan(schedule: plan)))
    }
    let lost = result.trace.attempts.outcomes.count { $0 == .failed }
    print("\(result.trace.outages.count) outages, \(lost) attempts lost")
    guard result.status == .ok, (1200...1800).contains(lost) else {
      Benchmark.fail("ended as \(result.status.word) with \(lost) lost attempts")
    }
  }

  /// 54 days of one gang on 2,048 nodes of eight devices that fail as often as Llama 3's did (see
  /// `scenarios/llama3-like.yaml`).
  static func gang() throws {
    let outages = OutageModel(
      meanUpSeconds: 54 * 86400 / 419 * 2048, repair: .constant(300))
    let cluster = try Cluster(
      name: "gang", classes: [DeviceClass(name: "gpu")],
      nodes: (0..<2048).map {
        Cluster.NodeSpecification(
          name: "n\($0)", deviceClasses: [String](repeating: "gpu", count: 8), outages: outages)
      }, interconnect: .uniform(latency: 0, bandwidth: 1))
    var builder = WorkflowBuilder(name: "gang")
    builder.add(Workflow.Task(name: "train", cost: .work(47.5 * 86400), devices: 16_384))
    let instance = try Instance(builder.build(), on: cluster)
    let conditions = RunConditions(
      costs: instance.costs,
      recovery: RecoveryModel(
        checkpoint: .init(interval: .rule(.optimal), writeSeconds: 30), restartSeconds: 300))
    let policy = try PolicyCatalog.makePolicy(PolicyName("fifo"), seed: 1)
    let simulation = Simulation(instance: instance, conditions: conditions, seed: 1)
    let result = Benchmark.measure("simulate") { simulation.run(policy) }
    let days = (result.makespan ?? .nan) / 86400
    print("\(days) days, \(result.trace.outages.count) outages")
    guard days > 53, days < 55, result.trace.outages.count > 350 else {
      Benchmark.fail("54 days and some 410 outages expected")
    }
  }
}
