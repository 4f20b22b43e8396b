import SchedulingModel
import SimulationEngine

/// Every recovery and every kind of failure that the policies meet in `FailureMatrixTests`, and the
/// workflows on which they do. A new one is a case here.
enum FailureMatrix {
  static let workflowCount = 1000

  /// What brings lost attempts back.
  enum Recovery: Int, CaseIterable {
    case restart, backOff, checkpoints, background, rule, anotherNode, lateNotice, gangShare,
      lostOutputs, store, copies, lateCopies

    var model: RecoveryModel {
      switch self {
      case .restart: RecoveryModel(restartSeconds: 0.5)
      case .backOff:
        RecoveryModel(backOff: .init(firstSeconds: 0.5, factor: 2, largestSeconds: 4))
      case .checkpoints:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(2), writeSeconds: 0.25, followsLastSegment: true),
          restartSeconds: 0.25)
      case .background:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(1), writeSeconds: 0.1, flushSeconds: 0.75))
      case .rule:
        RecoveryModel(checkpoint: .init(interval: .rule(.optimal), writeSeconds: 0.1))
      case .anotherNode: RecoveryModel(restartSeconds: 0.1, retriesElsewhere: true)
      case .lateNotice:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(2), writeSeconds: 0.25), restartSeconds: 0.25,
          detection: Detection(timeoutSeconds: 1.5),
          backOff: .init(firstSeconds: 0.25, factor: 1, largestSeconds: 1))
      case .gangShare:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(4), writeSeconds: 0.25), restartSeconds: 0.1,
          detection: Detection(timeoutSeconds: 0.5), gangLoss: .share)
      case .lostOutputs:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(2), writeSeconds: 0.25), restartSeconds: 0.25,
          detection: Detection(timeoutSeconds: 0.5), outputs: .lost)
      case .store:
        RecoveryModel(
          restartSeconds: 0.1, retriesElsewhere: true,
          outputs: .stored(.init(latency: 0.1, bandwidth: 2)))
      case .copies: RecoveryModel(restartSeconds: 0.25, replication: .init(copies: 2))
      case .lateCopies:
        RecoveryModel(
          checkpoint: .init(interval: .seconds(2), writeSeconds: 0.25),
          detection: Detection(timeoutSeconds: 1),
          outputs: .lost, replication: .init(copies: 2, start: .late(factor: 1.2)))
      }
    }
  }

  /// What goes wrong.
  enum Failure: Int, CaseIterable {
    case nodes, agingNodes, domains, crewsAndSpares, known, links, maintenance, perSecond,
      perAttempt,
      causes, stragglers

    /// Whether nodes go down.
    var strikesNodes: Bool {
      switch self {
      case .nodes, .agingNodes, .domains, .crewsAndSpares, .known, .links, .maintenance: true
      case .perSecond, .perAttempt, .causes, .stragglers: false
      }
    }

    /// Brings it into a cluster and into the conditions of a run.
    func strike(_ cluster: inout Cluster, _ conditions: inout RunConditions) throws {
      let random = OutageModel(meanUpSeconds: 50, repair: .exponential(mean: 5))
      switch self {
      case .nodes: cluster = cluster.withOutages(of: random)
      case .agingNodes:
        cluster = cluster.withOutages(
          of: OutageModel(
            up: .weibull(mean: 50, shape: 0.7), repair: .logNormal(mean: 5, sigma: 0.8),
            initialAge: .stationary))
      case .domains: cluster = try cluster.rebuilt(outages: nil, domains: random)
      case .crewsAndSpares:
        cluster = try cluster.rebuilt(
          outages: random, repair: RepairModel(crews: 1, spares: 1, swapSeconds: 0.5))
      case .known:
        cluster = cluster.withOutages(
          of: .scheduled((0..<80).map { .init(start: 3 + 9 * Double($0), duration: 2) }))
      case .links:
        let links = OutageModel(meanUpSeconds: 20, repair: .exponential(mean: 4))
        let effects: [Cluster.Uplink.Effect] = [.stop, .slow(3), .reroute(2)]
        cluster = try cluster.rebuilt(
          outages: random,
          uplinks: effects.enumerated().map { index, effect in
            Cluster.UplinkSpecification(
              nodes: cluster.nodes.enumerated().filter { $0.offset % 3 == index }.map(
                \.element.name),
              pods: ["pod0"], outages: links, effect: effect)
          })
      case .maintenance:
        cluster = try cluster.rebuilt(
          outages: random,
          maintenance: cluster.nodes.enumerated().map { index, node in
            Cluster.MaintenanceSpecification(
              nodes: [node.name],
              window: MaintenanceWindow(
                start: 4 + Double(index % 3), duration: 3, every: 90, drain: Double(index % 2)))
          })
      case .perSecond: conditions.taskFailures = TaskFailureModel(rate: 0.03)
      case .perAttempt: conditions.taskFailures = TaskFailureModel(probability: 0.2)
      case .causes:
        conditions.taskFailures = TaskFailureModel(
          causes: [
            .init(name: "device", ratePerDevice: 0.02), .init(name: "software", rate: 0.01),
            .init(name: "data", probability: 0.05),
          ], strikes: [.work, .restart])
        conditions.taskFailures.detection = Detection(timeoutSeconds: 1, heartbeatSeconds: 0.5)
      case .stragglers:
        conditions.taskFailures = TaskFailureModel(rate: 0.03)
        conditions.stragglers = StragglerModel(
          probability: 0.3, factor: .uniform(low: 1, high: 4))
      }
    }
  }

  /// The workflow of a number, from 0 on, without failures.
  static func workflow(_ number: Int) throws -> Instance {
    let seed = UInt64(number + 1)
    let shapes = InstanceShape.allCases
    let drawn = try shapes[number % shapes.count].instance(seed: seed)
    return number % 3 == 0 ? try drawn.withConditions(seed: seed) : drawn
  }

  /// What a workflow meets where it does not meet everything: each recovery and each kind of failure at
  /// least once. Over all workflows of a shape every pair occurs equally often.
  static func selection(of number: Int) -> [(Recovery, Failure)] {
    let (recoveries, failures) = (Recovery.allCases, Failure.allCases)
    let turn = number / InstanceShape.allCases.count
    return (0..<max(recoveries.count, failures.count)).map {
      (recoveries[($0 + turn) % recoveries.count], failures[$0 % failures.count])
    }
  }

  /// Every pair of a recovery and a kind of failure.
  static let everything = Recovery.allCases.flatMap { recovery in
    Failure.allCases.map { (recovery, $0) }
  }

  /// A workflow under a recovery and a kind of failure, with limits that end a hopeless run.
  static func simulation(
    _ whole: Instance, _ recovery: Recovery, _ failure: Failure, seed: UInt64
  ) throws -> Simulation {
    var conditions = RunConditions(
      costs: whole.costs, noise: .common(.uniform(low: 0.5, high: 1.5)), attemptLimit: 200,
      timeLimit: 50_000, recovery: recovery.model)
    var cluster = whole.cluster
    try failure.strike(&cluster, &conditions)
    var instance = Instance(
      workflow: whole.workflow, jobs: whole.jobs, cluster: cluster, costs: whole.costs)
    if let replication = recovery.model.replication,
      let copied = try instance.replicated(replication)
    {
      instance = copied
      conditions.costs = copied.costs
    }
    return Simulation(instance: instance, conditions: conditions, seed: seed)
  }
}

extension Cluster {
  fileprivate func withOutages(of model: OutageModel) -> Cluster {
    withOutages(nodes.map { _ in model })
  }

  /// The same machines, whose nodes fail one by one, in two halves, or both.
  fileprivate func rebuilt(
    outages: OutageModel?, domains: OutageModel? = nil, repair: RepairModel = .unlimited,
    uplinks: [UplinkSpecification] = [], maintenance: [MaintenanceSpecification] = []
  ) throws -> Cluster {
    let nodes = nodes.map { node in
      NodeSpecification(
        name: node.name, pod: "pod\(node.pod)",
        deviceClasses: node.devices.map { classes[devices[$0].deviceClass].name },
        outages: outages)
    }
    let halves = [nodes.prefix(nodes.count / 2 + 1), nodes.suffix(nodes.count / 2)]
    return try Cluster(
      name: name, classes: classes, nodes: nodes, interconnect: interconnect,
      domains: domains.map { model in
        halves.enumerated().map { index, half in
          DomainSpecification(name: "half\(index)", nodes: half.map(\.name), outages: model)
        }
      } ?? [], repair: repair, uplinks: uplinks, maintenance: maintenance)
  }
}
