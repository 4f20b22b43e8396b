import SchedulingModel
import SimulationEngine

extension Scenario {
  /// The same scenario with another interval between checkpoints; nil if it writes none.
  ///
  /// - Parameter seconds: of work on the device, above 0.
  public func withCheckpoints(every seconds: Double) -> Scenario? {
    guard conditions.recovery.checkpoint != nil else { return nil }
    var copy = self
    copy.conditions.recovery.checkpoint?.interval = .seconds(seconds)
    return copy
  }

  /// How often what the longest task that writes checkpoints needs fails, per second: its nodes and their
  /// domains, or, where it may choose, the mean over as many neighbours of a class as it needs; and the
  /// failures of tasks themselves. The longest is the one of most device-seconds.
  public var failureRateOfLongestTask: Double {
    let costs = conditions.costs
    let stages = conditions.recovery.checkpoint?.stages
    let writing = workflow.tasks.indices.filter { task in
      guard let stages else { return true }
      return workflow.tasks[task].stage.map(stages.contains) ?? false
    }
    let longest = writing.max {
      costs.minimumSeconds($0) * Double(workflow.tasks[$0].devices)
        < costs.minimumSeconds($1) * Double(workflow.tasks[$1].devices)
    }
    guard let longest else { return 0 }
    let size = workflow.tasks[longest].devices
    let own = conditions.taskFailures.failureRate(of: workflow.tasks[longest])
    let eligible = costs.eligibleDevices(of: longest).map(Int.init)
    guard size > 1 else {
      let rates = cluster.failureRates
      let sum = eligible.reduce(0) { $0 + rates[cluster.devices[$1].node] }
      return sum / Double(eligible.count) + own
    }
    var rates: [Double] = []
    for deviceClass in cluster.classes.indices {
      let devices = eligible.filter { cluster.devices[$0].deviceClass == deviceClass }
      for start in stride(from: 0, through: devices.count - size, by: size) {
        let nodes = devices[start..<(start + size)].map { cluster.devices[$0].node }
        rates.append(cluster.failureRate(ofNodes: nodes))
      }
    }
    return rates.reduce(0, +) / Double(max(1, rates.count)) + own
  }

  /// The expected time of the whole scenario where a closed form gives it: one task that holds all
  /// devices that may run it, lost to exponential outages of equal nodes with repairs of one length, or to
  /// its own failures of a constant rate, with checkpoints at an interval of seconds. Else nil.
  ///
  /// n nodes share the failures, and those that are up may fail while others are down: work goes on once
  /// all are up, which takes (e^(μD) − 1)/μ on average from the first failure, with μ = (n − 1)/n of the
  /// rate (the busy period of an M/D/∞ queue; that n − 1 nodes stay up as others fail is left out, which
  /// is some 1/n of the difference from D).
  public var expectedSeconds: Double? {
    let recovery = conditions.recovery
    guard families.count == 1, families[0].arrivals == .fixed([0]), workflow.taskCount == 1,
      conditions.noise == .none, conditions.taskFailures.probability == 0,
      conditions.taskFailures.strikes == .all, conditions.stragglers == nil,
      !recovery.detection.takesTime, !conditions.taskFailures.detection.takesTime,
      recovery.gangLoss == .attempt,
      let checkpoint = recovery.checkpoint, checkpoint.flushSeconds == 0,
      case .seconds(let interval) = checkpoint.interval
    else { return nil }
    let devices = conditions.costs.eligibleDevices(of: 0).map(Int.init)
    guard devices.count == workflow.tasks[0].devices else { return nil }
    let work = conditions.costs.seconds(0, on: devices[0])
    guard let risk = risk(of: devices) else { return nil }
    return risk.expectedSeconds(
      work: work, segment: interval, write: checkpoint.writeSeconds,
      followsLast: checkpoint.followsLastSegment)
  }

  private func risk(of devices: [Int]) -> FailureRisk? {
    let restart = conditions.recovery.restartSeconds
    let own = conditions.taskFailures.failureRate(of: workflow.tasks[0])
    let backOff = conditions.recovery.backOff
    if !cluster.canFail {
      guard backOff.factor == 1 || backOff.firstSeconds == 0 else { return nil }
      return FailureRisk(
        rate: own, downSeconds: min(backOff.firstSeconds, backOff.largestSeconds),
        restartSeconds: restart)
    }
    guard own == 0, backOff == .none, cluster.domains.isEmpty, cluster.repair == .unlimited,
      !cluster.hasMaintenance
    else { return nil }
    let nodes = Set(devices.map { cluster.devices[$0].node }).sorted().map { cluster.nodes[$0] }
    guard let model = nodes[0].outages, model.initialAge == .fresh,
      nodes.allSatisfy({ $0.outages == model }),
      case .renewal(.exponential(let mean), .constant(let repair)) = model.process
    else { return nil }
    let others = Double(nodes.count - 1) / mean
    let down = others * repair > 1e-9 ? (FrozenMath.exp(others * repair) - 1) / others : repair
    return FailureRisk(
      rate: Double(nodes.count) / mean, downSeconds: down, restartSeconds: restart)
  }
}
