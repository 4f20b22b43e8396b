import Analysis
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

#if !DEBUG
  /// Every catalogued policy with every recovery and every kind of failure on 1,000 random workflows: the
  /// recovery and the kind go by the workflow's number, so that each pair meets about 20 of them.
  @Suite struct FailureMatrixTests {
    enum Recovery: Int, CaseIterable {
      case restart, backOff, checkpoints, background, rule, anotherNode, lateNotice

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
            detectionSeconds: 1.5, backOff: .init(firstSeconds: 0.25, factor: 1, largestSeconds: 1))
        }
      }
    }

    enum Failure: Int, CaseIterable {
      case nodes, agingNodes, domains, crewsAndSpares, known, perSecond, perAttempt, causes,
        stragglers

      func cluster(like cluster: Cluster) throws -> Cluster {
        let random = OutageModel(meanUpSeconds: 50, repair: .exponential(mean: 5))
        switch self {
        case .nodes: return try rebuilt(cluster, outages: random)
        case .agingNodes:
          let aging = OutageModel(
            up: .weibull(mean: 50, shape: 0.7), repair: .logNormal(mean: 5, sigma: 0.8),
            initialAge: .stationary)
          return try rebuilt(cluster, outages: aging)
        case .domains: return try rebuilt(cluster, outages: nil, domains: random)
        case .crewsAndSpares:
          return try rebuilt(
            cluster, outages: random, repair: RepairModel(crews: 1, spares: 1, swapSeconds: 0.5))
        case .known:
          return try rebuilt(
            cluster,
            outages: .scheduled((0..<80).map { .init(start: 3 + 9 * Double($0), duration: 2) }))
        case .perSecond, .perAttempt, .causes, .stragglers: return cluster
        }
      }

      var taskFailures: TaskFailureModel {
        switch self {
        case .perSecond, .stragglers: TaskFailureModel(rate: 0.03)
        case .perAttempt: TaskFailureModel(probability: 0.2)
        case .causes:
          TaskFailureModel(
            causes: [
              .init(name: "device", ratePerDevice: 0.02), .init(name: "software", rate: 0.01),
              .init(name: "data", probability: 0.05),
            ], strikes: [.work, .restart])
        default: .never
        }
      }

      private func rebuilt(
        _ cluster: Cluster, outages: OutageModel?, domains: OutageModel? = nil,
        repair: RepairModel = .unlimited
      ) throws -> Cluster {
        let nodes = cluster.nodes.map { node in
          Cluster.NodeSpecification(
            name: node.name, pod: "pod\(node.pod)",
            deviceClasses: node.devices.map {
              cluster.classes[cluster.devices[$0].deviceClass].name
            }, outages: outages)
        }
        let halves = [nodes.prefix(nodes.count / 2 + 1), nodes.suffix(nodes.count / 2)]
        return try Cluster(
          name: cluster.name, classes: cluster.classes, nodes: nodes,
          interconnect: cluster.interconnect,
          domains: domains.map { model in
            halves.enumerated().map { index, half in
              Cluster.DomainSpecification(
                name: "half\(index)", nodes: half.map(\.name), outages: model)
            }
          } ?? [], repair: repair)
      }
    }

    /// What came of the runs of one policy with one kind of failure.
    private struct Counts {
      var (runs, ok, lost, outages) = (0, 0, 0, 0)
    }

    @Test(arguments: PolicyCatalog.entries.map(\.name))
    func thousandWorkflows(policy: String) throws {
      var counts = [Counts](repeating: Counts(), count: Failure.allCases.count)
      let shapes = InstanceShape.allCases
      for number in 0..<1000 {
        let seed = UInt64(number + 1)
        let recovery = Recovery.allCases[number % 7]
        let failure = Failure.allCases[number / 7 % 9]
        let drawn = try shapes[number % shapes.count].instance(seed: seed)
        let whole = number % 3 == 0 ? try drawn.withConditions(seed: seed) : drawn
        let instance = Instance(
          workflow: whole.workflow, jobs: whole.jobs,
          cluster: try failure.cluster(like: whole.cluster), costs: whole.costs)
        let conditions = RunConditions(
          costs: instance.costs, noise: .common(.uniform(low: 0.5, high: 1.5)),
          taskFailures: failure.taskFailures, attemptLimit: 200, timeLimit: 50_000,
          recovery: recovery.model,
          stragglers: failure == .stragglers
            ? StragglerModel(probability: 0.3, factor: .uniform(low: 1, high: 4)) : nil)
        let result = Simulation(instance: instance, conditions: conditions, seed: seed)
          .run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: seed))
        let comment: Comment = "\(policy), \(recovery), \(failure), workflow \(number)"
        check(result, conditions, comment)
        let index = failure.rawValue
        counts[index].runs += 1
        counts[index].ok += result.status == .ok ? 1 : 0
        counts[index].lost += result.trace.attempts.outcomes.count { $0 == .failed }
        counts[index].outages += result.trace.outages.count
      }
      for failure in Failure.allCases {
        let count = counts[failure.rawValue]
        #expect(count.runs > 100 && count.ok > count.runs * 9 / 10, "\(failure): \(count)")
        #expect(count.lost > 20, "\(failure): \(count)")
        #expect((count.outages > 20) == (failure.rawValue <= Failure.known.rawValue))
      }
    }

    private func check(_ result: RunResult, _ conditions: RunConditions, _ comment: Comment) {
      let isDone = result.status == .ok
      // A run that could not be finished says why.
      if case .gaveUp = result.status {
      } else if result.status != .timeLimit {
        #expect(isDone, "\(comment.rawValue): \(result.status)")
      }
      var rules = ScheduleValidator.Rules()
      rules.lengthsAreCosts = false
      rules.everyTaskSucceeds = isDone
      rules.verdicts = result.verdicts
      let outages = result.trace.outages
      let notice = conditions.recovery.detectionSeconds
      rules.outages = (0..<outages.count).map {
        (Int(outages.nodes[$0]), outages.starts[$0] + notice, outages.finishes[$0])
      }
      let report = ScheduleValidator(instance: result.instance, rules: rules)
        .check(result.schedule)
      #expect(report.violations == [], comment)
      if isDone { checkWork(result, conditions.costs, comment) }
      guard let time = DeviceTime(result) else { return }
      let all = Double(result.instance.cluster.deviceCount) * (result.makespan ?? 0)
      #expect(time.useful <= all * (1 + 1e-9), comment)
      #expect(abs(time.total - all) <= 1e-9 * (all + 1), comment)
      #expect(time.down >= -1e-9 && time.failures >= -1e-9, comment)
    }

    /// What the attempts of a task contribute, relative to its length where they ran, adds up to one, and
    /// to nothing where it was skipped.
    private func checkWork(_ result: RunResult, _ costs: CostModel, _ comment: Comment) {
      var done = [Double](repeating: 0, count: result.instance.workflow.taskCount)
      let rows = result.trace.attempts
      for row in 0..<rows.count {
        let task = Int(rows.tasks[row])
        let length =
          costs.seconds(task, on: Int(rows.devices[row])) * (result.lengthFactors?[task] ?? 1)
          * rows.slowdown(ofRow: row)
        let spent =
          rows.finishes[row] - rows.starts[row] - rows.restartSeconds[row]
          - rows.checkpointSeconds[row]
        if rows.outcomes[row] == .succeeded {
          // The flush of a last checkpoint is no work, and none of these waits for one.
          done[task] = length > 0 ? done[task] + spent / length : 1
        } else if length > 0 {
          done[task] += rows.savedSeconds[row] / length
        }
      }
      for task in result.trace.skips.tasks { done[Int(task)] += 1 }
      #expect(done.allSatisfy { abs($0 - 1) < 1e-9 }, comment)
    }
  }
#endif
