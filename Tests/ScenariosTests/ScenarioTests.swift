import Foundation
import Interchange
import Scenarios
import SchedulingModel
import SimulationEngine
import Testing

/// What a scenario file becomes.
@Suite struct ScenarioTests {
  private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func load(
    _ text: String, overrides: InputOverrides = InputOverrides()
  ) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path, overrides: overrides)
  }

  /// Stage costs by hand: GEMM-bound stages by the ratio of sustained rates, the rest host time.
  @Test func mainScenarioCosts() throws {
    let scenario = try Scenario.load(
      root.appendingPathComponent("scenarios/glm-lifecycle.yaml").path)
    let profile = try CostProfile.read(
      Data(contentsOf: root.appendingPathComponent("scenarios/profiles/reference.json")),
      name: "reference")
    let instance = scenario.instance(seed: 1)
    // Five jobs of 8 + 8 data tasks, 4 + 4 for segments, 12 trials and the final two.
    #expect(instance.workflow.taskCount == 5 * 38)
    let train = try #require(profile.stage(named: "train"))
    let load = try #require(profile.stage(named: "load_data"))
    let segment = try #require(instance.workflow.task(named: "glm-0/train-0"))
    let shard = try #require(instance.workflow.task(named: "glm-0/load_data-0"))
    let host = 4e11 * (train.medianSeconds / train.units)
    for (name, rate) in [("h100/0", 794.5e12), ("a100/0", 271.2e12), ("tpu/0", 0.5 * 918e12)] {
      let device = try #require(instance.cluster.device(named: name))
      let expected = host * profile.machine.peakGFLOPS * 1e9 / rate
      let seconds = instance.costs.seconds(segment, on: device)
      #expect(abs(seconds - expected) < 1e-9 * expected, "\(name)")
      #expect(!instance.costs.isEligible(shard, on: device))
    }
    let cpu = try #require(instance.cluster.device(named: "host-0/0"))
    #expect(instance.costs.seconds(shard, on: cpu) == load.medianSeconds / load.units * 40_000)
    #expect(!instance.costs.isEligible(segment, on: cpu))
    #expect(scenario.notes.count == 1 && scenario.notes[0].hasPrefix("tpu-v6e:"))
  }

  private static let jobs = """
    cluster: identical:2
    workflows: {w: {tasks: [{name: a, work: 10}]}}

    """

  @Test func arrivals() throws {
    func arrivals(_ job: String, seed: UInt64 = 1) throws -> [Double] {
      try load(Self.jobs + "jobs: [{workflow: w, \(job)}]").instance(seed: seed).jobs.map(\.arrival)
    }
    #expect(try arrivals("count: 1") == [0])
    #expect(try arrivals("arrival: 3 min") == [180])
    #expect(try arrivals("count: 3, arrival: {every: 10, start: 1 min}") == [60, 70, 80])
    #expect(try arrivals("count: 2, arrival: [5, 4]") == [5, 4])
    let drawn = try arrivals("count: 2000, arrival: {mean_gap: 30, start: 100}")
    #expect(drawn == drawn.sorted() && drawn[0] > 100)
    // The last of n arrivals has mean 100 + 30·n and standard deviation 30·√n.
    #expect(abs(drawn[1999] - 60_100) < 4 * 30 * 2000.0.squareRoot())
    let other = try arrivals("count: 2000, arrival: {mean_gap: 30, start: 100}", seed: 2)
    #expect(drawn != other)
  }

  @Test func estimatesDifferFromTruthAndTruthFromSeedToSeed() throws {
    let scenario = try load(
      Self.jobs + "estimates: {uniform: [2, 3]}\nnoise: {exponential: 1}\nattempts: 7\n"
        + "time_limit: 2 h\nfailures: {per_hour: 36, per_attempt: 0.25}\n")
    let conditions = scenario.conditions
    #expect(conditions.costs.seconds(0, on: 0) == 10)
    #expect((20...30).contains(scenario.instance(seed: 1).costs.seconds(0, on: 0)))
    #expect(conditions.noise == .common(.exponential(mean: 1)))
    #expect(conditions.taskFailures == TaskFailureModel(rate: 0.01, probability: 0.25))
    #expect(conditions.attemptLimit == 7 && conditions.timeLimit == 7200)
    #expect(try load(Self.jobs).conditions.attemptLimit == 1000)
    #expect(try load(Self.jobs + "attempts: unlimited\n").conditions.attemptLimit == nil)
    #expect(try !load(Self.jobs).isRandom)
  }

  @Test func conditions() throws {
    let scenario = try load(
      """
      cluster: identical:1
      workflows:
        w:
          tasks:
            - {name: judge, work: 1, verdict: {pass_probability: 0.6, metric: loss, at_most: -3.4}}
            - {name: again, work: 1, needs: {judge: {data: 1 kB, when: failed}}}
            - {name: plain, work: 1, needs: {judge: 5, again: {data: 2}}, join: any}
            - {name: ship, work: 1, needs: {judge: {when: passed}}}
      """)
    let workflow = scenario.families[0].workflow
    #expect(
      workflow.tasks[0].verdict
        == .init(passProbability: 0.6, target: .init(metric: "loss", atMost: -3.4)))
    #expect(workflow.tasks.map(\.join) == [.all, .all, .any, .all])
    #expect((0..<4).map { workflow.condition(of: $0) } == [.failed, .always, .always, .passed])
    #expect((0..<4).map { workflow.bytes(of: $0) } == [1000, 5, 2, 0])
    #expect(scenario.isRandom && scenario.hasRandomOutcomes)
    let certain = try load(
      """
      cluster: identical:1
      workflows:
        w:
          tasks:
            - {name: judge, work: 1, verdict: {pass_probability: 1}}
            - {name: again, work: 1, needs: {judge: {when: failed}}}
      """)
    #expect(!certain.isRandom)
    #expect(certain.families[0].workflow.tasks[0].verdict == .init(passProbability: 1))
  }

  @Test func recovery() throws {
    func recovery(_ text: String) throws -> RecoveryModel {
      try load(
        "cluster: identical:1\n"
          + "workflows: {w: {tasks: [{name: a, stage: train, work: 10}]}}\nrecovery: \(text)"
      ).conditions.recovery
    }
    #expect(try load(Self.jobs).conditions.recovery == .none)
    #expect(try recovery("{}") == .none)
    #expect(
      try recovery(
        """
        {checkpoint: {every: 30 s, write: 100 ms, stages: [train], after_last: true}, restart: 0.2 s,
         detection: 2 s, back_off: {first: 1 s, factor: 3, largest: 1 min}}
        """)
        == RecoveryModel(
          checkpoint: .init(
            interval: .seconds(30), writeSeconds: 0.1, stages: ["train"],
            followsLastSegment: true), restartSeconds: 0.2, detection: Detection(timeoutSeconds: 2),
          backOff: .init(firstSeconds: 1, factor: 3, largestSeconds: 60)))
    #expect(
      try recovery("{checkpoint: {every_units: 40960}, back_off: {first: 2}}")
        == RecoveryModel(
          checkpoint: .init(interval: .units(40960), writeSeconds: 0),
          backOff: .init(firstSeconds: 2, factor: 2, largestSeconds: 3600)))
    #expect(
      try recovery(
        """
        {checkpoint: {every: daly, write: {size: 2 TB, bandwidth: 50 GB/s}, background: 5 s},
         restart: {size: 1 TB, bandwidth: 50 GB/s}}
        """)
        == RecoveryModel(
          checkpoint: .init(interval: .rule(.daly), writeSeconds: 40, flushSeconds: 5),
          restartSeconds: 20))
    let error = #expect(throws: InputError.self) {
      try recovery("{checkpoint: {every: 1, stages: [trian]}}")
    }
    #expect(error?.description.contains("expected one of train (nearest: 'train')") == true)
  }

  @Test func scheduledOutages() throws {
    let scenario = try load(
      """
      cluster:
        nodes:
          - {name: n, devices: {cpu: 1}, outages: {at: [{start: 10 s, duration: 2 s}, {start: 1, duration: 0}]}}
      workflows: {w: {tasks: [{name: a, work: 12}]}}
      """)
    #expect(
      scenario.cluster.nodes[0].outages
        == .scheduled([.init(start: 1, duration: 0), .init(start: 10, duration: 2)]))
    #expect(!scenario.isRandom)
  }

  private func cluster(_ text: String) throws -> Cluster {
    try load("cluster:\n" + text + "\nworkflows: {w: {tasks: [{name: a, work: 12}]}}").cluster
  }

  @Test func renewalOutages() throws {
    let nodes = try cluster(
      """
        nodes:
          - {name: a, devices: {cpu: 1}, outages: {mean_up: 20 h, repair: 1 h}}
          - name: b
            devices: {cpu: 1}
            outages:
              up: {weibull: {mean: 2 h, shape: 0.7}}
              repair: {log_normal: {mean: 1 h, sigma: 2}}
              initial: stationary
      """
    ).nodes
    #expect(
      nodes[0].outages == OutageModel(meanUpSeconds: 72_000, repair: .constant(3600)))
    #expect(
      nodes[1].outages
        == OutageModel(
          up: .weibull(mean: 7200, shape: 0.7), repair: .logNormal(mean: 3600, sigma: 2),
          initialAge: .stationary))
  }

  @Test func failureDomainsAndRepair() throws {
    let cluster = try cluster(
      """
        nodes:
          - {name: a, count: 2, pod: left, devices: {cpu: 1}}
          - {name: b, pod: right, devices: {cpu: 1}}
        domains:
          - {name: rack, nodes: [a, b], outages: {mean_up: 10, repair: 1}}
          - {name: feed, pod: right, outages: {at: [{start: 1, duration: 2}]}}
        repair: {crews: 2, spares: 1, swap: 3 min, renews: all}
      """)
    #expect(cluster.domains.map(\.name) == ["rack", "feed"])
    #expect(cluster.domains.map(\.nodes) == [[0, 1, 2], [2]])
    #expect(
      cluster.repair == RepairModel(crews: 2, spares: 1, swapSeconds: 180, renewal: .all))
  }

  @Test func replayedOutages() throws {
    let trace = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).csv")
    try Data("node,start_seconds,duration_seconds\n1,5,10\nn-0,20,5\n1,40,1\n".utf8).write(
      to: trace)
    defer { try? FileManager.default.removeItem(at: trace) }
    func outages(_ more: String) throws -> [OutageModel?] {
      try cluster(
        "  nodes: [{name: n, count: 3, devices: {cpu: 1}, outages: {trace: \(trace.path)\(more)}}]"
      ).nodes.map(\.outages)
    }
    #expect(
      try outages("") == [
        .scheduled([.init(start: 20, duration: 5)]),
        .scheduled([.init(start: 5, duration: 10), .init(start: 40, duration: 1)]), nil,
      ])
    // As recorded, to the bit, and also at the very beginning.
    try Data("node,start_seconds,duration_seconds\n0,0,0\n1,0.1,0.2\n".utf8).write(to: trace)
    #expect(
      try outages("") == [
        .scheduled([.init(start: 0, duration: 0)]), .scheduled([.init(start: 0.1, duration: 0.2)]),
        nil,
      ])
    try Data("node,start_seconds,duration_seconds\n1,5,10\nn-0,20,5\n1,40,1\n".utf8).write(
      to: trace)
    // What is over has not happened, and what has begun is the rest of it.
    #expect(
      try outages(", from: 12 s") == [
        .scheduled([.init(start: 8, duration: 5)]),
        .scheduled([.init(start: 0, duration: 3), .init(start: 28, duration: 1)]), nil,
      ])
  }

  @Test func theCommandLineReplacesTheCluster() throws {
    let scenario = try load(Self.jobs, overrides: InputOverrides(cluster: "speeds:1,2,5"))
    #expect(scenario.cluster.devices.count == 3)
    #expect(scenario.conditions.costs.seconds(0, on: 2) == 2)
  }

  @Test func workers() throws {
    let workers = try load(Self.jobs.replacingOccurrences(of: "identical:2", with: "workers:2"))
    #expect(workers.cluster.devices.map(\.name) == ["worker-0", "worker-1"])
    let overridden = try load(Self.jobs, overrides: InputOverrides(cluster: "workers:1"))
    #expect(overridden.cluster.devices.map(\.name) == ["worker-0"])
    for bad in ["workers:", "workers:x", "workers:0", "workers:1@2", "workers:9999999999"] {
      #expect(throws: InputError.self) {
        try load(Self.jobs, overrides: InputOverrides(cluster: bad))
      }
    }
  }

  /// Anchors and a hundred million aliases: nothing that is not asked for is expanded.
  @Test func aliasesDoNotExplode() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: InputError.self) { try load(text) }
  }
}
