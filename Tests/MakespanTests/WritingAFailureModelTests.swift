import Makespan
import Testing

/// Saves work more often with each loss, and does not hurry after an outage.
struct MoreCareful: RecoveryRule {
  func checkpointInterval(of attempt: AttemptInQuestion) -> CheckpointAnswer {
    .every(8 / Double(1 << min(attempt.attempt - 1, 6)))
  }

  func retry(after loss: LostAttempt) -> Retry {
    loss.cause == .outage ? .after(1) : .asSet
  }
}

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
    var lost = 0
    for seed in UInt64(1)...20_000 {
      let result = Simulation(instance: instance, seed: seed).run(PlannedPolicy(HEFT()))
      makespans.append(try #require(result.makespan))
      lost += result.trace.losses.count
    }
    #expect(lost > 10_000)
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

  @Test func aRecoveryOfOnesOwn() throws {
    let outages = OutageModel.scheduled([
      .init(start: 6, duration: 0), .init(start: 12.5, duration: 0),
    ])
    var builder = WorkflowBuilder(name: "one")
    builder.add(Workflow.Task(name: "task", cost: .work(10)))
    let cluster = try Cluster(
      name: "one", classes: [DeviceClass(name: "p")],
      nodes: [Cluster.NodeSpecification(name: "n", deviceClasses: ["p"], outages: outages)],
      interconnect: .uniform(latency: 0, bandwidth: 1))
    let instance = try Instance(builder.build(), on: cluster)
    func makespan(_ rule: (any RecoveryRule)?) -> Double? {
      let recovery = RecoveryModel(checkpoint: .init(interval: .seconds(8), writeSeconds: 0))
      let conditions = RunConditions(
        costs: instance.costs, recovery: recovery, recoveryRule: rule)
      return Simulation(instance: instance, conditions: conditions, seed: 1)
        .run(PlannedPolicy(HEFT())).makespan
    }
    // Every 8 s: nothing is saved at 6, nor at 12.5, and the rest takes 10 s more.
    #expect(makespan(nil) == 22.5)
    // Again at 7 with 4 s between checkpoints: 4 s are saved at 12.5, and 6 are left at 13.5.
    #expect(makespan(MoreCareful()) == 19.5)
  }
}
