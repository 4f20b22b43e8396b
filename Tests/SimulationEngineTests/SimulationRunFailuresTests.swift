import SchedulingModel
import SimulationEngine
import Testing

/// What outages do to a run. Their times are random, so expectations are read off the trace.
@Suite struct SimulationRunFailuresTests {
  /// Three planned tasks on node 0, which fails often.
  private func planned(repair: Distribution, seed: UInt64) throws -> (RunResult, TestPolicy) {
    let cluster = try Hand.cluster([OutageModel(meanUpSeconds: 6, repair: repair), nil])
    let instance = try Hand.instance([8, 8, 8], edges: [(0, 2, 20)], on: cluster)
    let policy = TestPolicy { system, log in
      if log.rounds.count > 1, system.downNodes == [0] {
        #expect(system.runningTask(on: 0) == nil && !system.isFree(device: 0))
      }
      for task in 0..<3 where [.ready, .waiting].contains(system.state(of: task)) {
        let start = Double(task) * 8
        try system.assign(
          task, to: 0, plannedStart: start, plannedFinish: start + 8, place: task)
      }
    }
    return (Simulation(instance: instance, seed: seed).run(policy), policy)
  }

  @Test(arguments: [Distribution.exponential(mean: 5), .constant(0), .constant(3)])
  func anOutageEndsTheAttemptWhichWaitsForTheRepair(repair: Distribution) throws {
    var lost = 0
    for seed in UInt64(1)...10 {
      let (result, policy) = try planned(repair: repair, seed: seed)
      #expect(result.status == .ok, "seed \(seed)")
      let rows = result.trace.attempts
      // The plan's order holds: 0, …, 0, 1, …, 1, 2, …, 2, all on device 0.
      #expect(rows.tasks == rows.tasks.sorted() && rows.devices.allSatisfy { $0 == 0 })
      let outages = result.trace.outages
      for row in 0..<rows.count {
        let length = rows.finishes[row] - rows.starts[row]
        if rows.outcomes[row] == .succeeded {
          #expect(rows.finishes[row] == rows.starts[row] + 8, "seed \(seed)")
          if row + 1 < rows.count {
            // The next one starts at once: no outage has come between.
            #expect(rows.starts[row + 1] == rows.finishes[row], "seed \(seed)")
          }
          continue
        }
        lost += 1
        #expect(length < 8 && rows.outcomes[row] == .failed)
        let outage = try #require(outages.starts.firstIndex(of: rows.finishes[row]))
        #expect(rows.starts[row + 1] == outages.finishes[outage], "seed \(seed)")
        #expect(rows.numbers[row + 1] == rows.numbers[row] + 1)
        // The policy decides between the outage and its repair, however short that is.
        let events = policy.log.events.filter { $0.time == rows.finishes[row] }.map(\.event)
        #expect(events.first == .nodeDown(node: 0), "seed \(seed)")
      }
    }
    #expect(lost > 20)
  }

  @Test func anOutageOfLengthZeroIsRepairedInTheNextRound() throws {
    let cluster = try Hand.cluster([OutageModel(meanUpSeconds: 6, repair: .constant(0))])
    let instance = try Hand.instance([20], on: cluster)
    var down: [(time: Double, nodes: [Int])] = []
    let policy = TestPolicy { system, _ in
      down.append((system.now, system.downNodes))
      if system.state(of: 0) == .ready { try system.assign(0, to: 0) }
    }
    let result = Simulation(instance: instance, seed: 3).run(policy)
    #expect(result.status == .ok && result.trace.outages.count > 3)
    for outage in result.trace.outages.starts {
      #expect(down.filter { $0.time == outage }.map(\.nodes) == [[0], []])
    }
  }

  /// Common random numbers: what a policy does changes no outage.
  @Test func everyPolicyMeetsTheSameOutages() throws {
    let model = OutageModel(meanUpSeconds: 10, repair: .exponential(mean: 4))
    let works = (0..<12).map { Double($0 % 5) + 1 }
    for seed in UInt64(1)...10 {
      let instance = try Hand.instance(works, on: Hand.cluster(3, outages: model))
      let conditions = RunConditions(
        costs: instance.costs, noise: .common(.exponential(mean: 1)),
        taskFailures: TaskFailureModel(probability: 0.2))
      let simulation = Simulation(instance: instance, conditions: conditions, seed: seed)
      let spread = simulation.run(TestPolicy.fixed((0..<12).map { $0 % 3 }))
      let stacked = simulation.run(TestPolicy.fixed([Int](repeating: 0, count: 12)))
      let end = min(spread.endTime, stacked.endTime)
      func outages(_ result: RunResult) -> [[Double]] {
        let rows = result.trace.outages
        return (0..<rows.count).filter { rows.starts[$0] < end }.map {
          [Double(rows.nodes[$0]), rows.starts[$0], rows.finishes[$0]]
        }
      }
      #expect(outages(spread) == outages(stacked) && !outages(spread).isEmpty, "seed \(seed)")
      #expect(spread.lengthFactors == stacked.lengthFactors, "seed \(seed)")
      // Nor do outages change a length, or failures of attempts an outage.
      let calm = try Hand.instance(works, on: Hand.cluster(3))
      let undisturbed = Simulation(
        instance: calm,
        conditions: RunConditions(costs: calm.costs, noise: .common(.exponential(mean: 1))),
        seed: seed
      ).run(TestPolicy.fixed([Int](repeating: 0, count: 12)))
      #expect(undisturbed.lengthFactors == spread.lengthFactors, "seed \(seed)")
    }
  }

  /// A node is never down twice at once, and outages of one node do not overlap.
  @Test func outagesOfANodeFollowEachOther() throws {
    let model = OutageModel(meanUpSeconds: 3, repair: .exponential(mean: 3))
    let instance = try Hand.instance([400], on: Hand.cluster([nil, model, model]))
    let result = Simulation(instance: instance, seed: 4).run(TestPolicy.fixed([0]))
    for node in [1, 2] {
      let rows = (0..<result.trace.outages.count).filter { result.trace.outages.nodes[$0] == node }
      #expect(rows.count > 30)
      for (row, next) in zip(rows, rows.dropFirst()) {
        #expect(result.trace.outages.finishes[row] < result.trace.outages.starts[next])
      }
    }
  }
}
