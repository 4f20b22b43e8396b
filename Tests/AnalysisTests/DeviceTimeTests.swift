import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Where the devices' time goes, by hand and against a twin that unites intervals device by device.
@Suite struct DeviceTimeTests {
  /// One task of 10 s with a checkpoint of 1 s every 4 s and a restart of 2 s. Node 0 fails at 7, which is
  /// noticed at 8, and is back at 11; node 1 idles.
  @Test func byHand() throws {
    let cluster = try Hand.cluster([.scheduled([.init(start: 7, duration: 3)]), nil])
    let instance = try Hand.instance([10], on: cluster)
    let conditions = RunConditions(
      costs: instance.costs,
      recovery: RecoveryModel(
        checkpoint: .init(interval: .seconds(4), writeSeconds: 1), restartSeconds: 2,
        detection: Detection(timeoutSeconds: 1)))
    let simulation = Simulation(instance: instance, conditions: conditions, seed: 1)
    let result = simulation.run(try PolicyCatalog.makePolicy(PolicyName("heft"), seed: 1))
    // 4 s saved at 5, 2 s lost and 1 s unnoticed; then 2 + 4 + 1 + 2 s from 11 on.
    #expect(result.makespan == 20)
    let time = try #require(DeviceTime(result))
    #expect(time.useful == 10 && time.checkpoints == 2)
    #expect(time.failures == 2 + 1 + 2)
    #expect(time.down == 3)
    #expect(time.waiting == 20)
    #expect(time.total == 40)
  }

  /// Of a gang of four one node is down from 4 to 6, with a quarter of the gang's 4 s.
  @Test func aGangThatLosesAShare() throws {
    let outage = OutageModel.scheduled([.init(start: 4, duration: 2)])
    var builder = WorkflowBuilder(name: "sweep")
    builder.add(Workflow.Task(name: "members", cost: .work(16), devices: 4))
    let instance = try Instance(
      builder.build(), on: Hand.cluster([nil, outage, nil, nil]))
    let conditions = RunConditions(
      costs: instance.costs, recovery: RecoveryModel(gangLoss: .share))
    let result = Simulation(instance: instance, conditions: conditions, seed: 1)
      .run(try PolicyCatalog.makePolicy(PolicyName("fifo"), seed: 1))
    #expect(result.makespan == 19)
    let time = try #require(DeviceTime(result))
    #expect(time.useful == 4 * 16 && time.failures == 4 && time.down == 2)
    #expect(time.waiting == 3 * 2 && time.total == 4 * 19)
  }

  @Test func againstTheTwin() throws {
    var (lost, gangs) = (0, 0)
    for seed in UInt64(1)...20 {
      let cluster = try Hand.cluster(
        [8, 20, 12, 30].map {
          OutageModel(meanUpSeconds: $0, repair: .exponential(mean: 3))
        })
      var builder = WorkflowBuilder(name: "twin")
      for id in 0..<12 {
        builder.add(
          Workflow.Task(
            name: "t\(id)", cost: .work(Double(1 + id % 5)), devices: 1 + id % 3))
        if id > 3 { builder.connect(id - 4, to: id) }
      }
      let instance = try Instance(builder.build(), on: cluster)
      let conditions = RunConditions(
        costs: instance.costs,
        recovery: RecoveryModel(
          checkpoint: .init(interval: .seconds(1), writeSeconds: 0.25), restartSeconds: 0.5,
          detection: Detection(timeoutSeconds: seed % 2 == 0 ? 0 : 0.75),
          gangLoss: seed % 4 < 2 ? .attempt : .share))
      let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
      let result = simulation.run(try PolicyCatalog.makePolicy(PolicyName("fifo"), seed: 1))
      let time = try #require(DeviceTime(result))
      let (waiting, down) = twin(result)
      #expect(abs(time.waiting - waiting) < 1e-9 && abs(time.down - down) < 1e-9, "seed \(seed)")
      #expect(abs(time.total - 4 * (result.makespan ?? 0)) < 1e-9)
      lost += result.trace.attempts.outcomes.count { $0 == .failed }
      gangs += result.trace.attempts.tasks.count { $0 % 3 != 0 }
    }
    #expect(lost > 100 && gangs > 100)
  }

  /// Device-seconds outside of every attempt and every outage, and in an outage but in no attempt.
  private func twin(_ result: RunResult) -> (waiting: Double, down: Double) {
    let end = result.makespan ?? 0
    let outages = result.trace.outages
    var (waiting, down) = (0.0, 0.0)
    for device in 0..<result.instance.cluster.deviceCount {
      let busy = result.schedule.entries.filter { $0.device == device }
        .map { (from: $0.start, to: $0.finish) }
      let node = Int32(result.instance.cluster.devices[device].node)
      let out = (0..<outages.count).filter { outages.nodes[$0] == node }
        .map { (from: min(outages.starts[$0], end), to: min(outages.finishes[$0], end)) }
      waiting += end - length(busy + out)
      down += length(busy + out) - length(busy)
    }
    return (waiting, down)
  }

  /// The length of a union.
  private func length(_ intervals: [(from: Double, to: Double)]) -> Double {
    var (sum, reached) = (0.0, 0.0)
    for interval in intervals.sorted(by: { $0.from < $1.from }) where interval.to > reached {
      sum += interval.to - max(interval.from, reached)
      reached = interval.to
    }
    return sum
  }
}
