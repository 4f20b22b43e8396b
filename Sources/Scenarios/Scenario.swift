import Interchange
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// Everything that a run needs except a policy and a seed, decoded and checked.
public struct Scenario: Sendable {
  /// A workflow and when its jobs arrive.
  public struct JobFamily: Sendable {
    /// The family's name; its jobs are `name-0`, `name-1`, … if there are several.
    public var name: String
    /// What each of its jobs runs.
    public var workflow: Workflow
    /// When they arrive.
    public var arrivals: Arrivals

    /// The names of its jobs.
    public var jobNames: [String] {
      arrivals.count == 1 ? [name] : (0..<arrivals.count).map { "\(name)-\($0)" }
    }
  }

  /// More tasks than this in all jobs are refused.
  public static let largestTaskCount = 10_000_000

  /// When the jobs of a family arrive.
  public enum Arrivals: Sendable, Equatable {
    /// At these times, in seconds.
    case fixed([Double])
    /// `count` jobs at the points of a Poisson process of this rate per second, from a start.
    case poisson(count: Int, rate: Double, start: Double)

    /// How many jobs arrive.
    public var count: Int {
      switch self {
      case .fixed(let times): times.count
      case .poisson(let count, _, _): count
      }
    }
  }

  /// The scenario's name.
  public var name: String
  /// One line on what it shows; empty if it does not say.
  public var summary: String
  /// The jobs to run.
  public let families: [JobFamily]
  /// Where to run them.
  public let cluster: Cluster
  /// What happens beside the plan.
  public internal(set) var conditions: RunConditions
  /// The error of estimated costs: a factor for each task; nil where estimates are exact.
  public let estimateError: Distribution?
  /// The policies that it compares unless the command line says otherwise.
  public let policies: [PolicyName]
  /// How many seeds it compares them under.
  public let seedCount: Int
  /// The cost profile in use, as the user named it.
  public let profilePath: String?
  /// The measured costs in use.
  public let profile: CostProfile?
  /// The names of its recoveries (`recoveries`), in order; one of them may be in use.
  public let recoveryNames: [String]
  /// What had to be assumed or tolerated, for the reader of the results.
  public let notes: [String]

  let workflow: Workflow
  let jobRanges: [(name: String, family: Int, tasks: Range<Int>)]

  /// The family of each job of the instance.
  public var familyOfJob: [Int] { jobRanges.map(\.family) }

  /// Whether it depends on the seed which tasks run.
  public var hasRandomOutcomes: Bool {
    workflow.isConditional && workflow.tasks.contains(where: \.hasRandomOutcome)
  }

  /// Whether anything differs from seed to seed.
  public var isRandom: Bool { hasRandomOutcomes || hasRandomTimes }

  /// Whether it depends on the seed when tasks arrive, how long they take or what is lost.
  public var hasRandomTimes: Bool {
    conditions.noise != .none || conditions.taskFailures.canStrike
      || conditions.stragglers != nil || estimateError != nil
      || cluster.outageModels.contains(where: \.isRandom)
      || cluster.canFail && conditions.recovery.detection.heartbeatSeconds > 0
      || families.contains { if case .poisson = $0.arrivals { true } else { false } }
  }

  init(
    name: String, summary: String, families: [JobFamily], cluster: Cluster,
    stageCosts: [String: [StageCost]], conditions: (CostModel) -> RunConditions,
    estimateError: Distribution?, policies: [PolicyName], seedCount: Int, profilePath: String?,
    profile: CostProfile?, recoveryNames: [String] = [], notes: [String]
  ) throws(CostError) {
    self.name = name
    self.summary = summary
    self.families = families
    self.cluster = cluster
    self.estimateError = estimateError
    self.policies = policies
    self.seedCount = seedCount
    self.profilePath = profilePath
    self.profile = profile
    self.recoveryNames = recoveryNames
    self.notes = notes
    var parts: [(name: String, workflow: Workflow)] = []
    var ranges: [(name: String, family: Int, tasks: Range<Int>)] = []
    var base = 0
    for (index, family) in families.enumerated() {
      for name in family.jobNames {
        parts.append((name, family.workflow))
        ranges.append((name, index, base..<(base + family.workflow.taskCount)))
        base += family.workflow.taskCount
      }
    }
    workflow = Workflow.merged(parts)
    jobRanges = ranges
    self.conditions = conditions(
      try CostModel(workflow: workflow, cluster: cluster, stageCosts: stageCosts))
  }

  /// The instance that policies see under a seed: its arrivals and its estimates.
  public func instance(seed: UInt64) -> Instance {
    var jobs: [Instance.Job] = []
    let times: [[Double]] = families.enumerated().map { index, family in
      arrivalTimes(of: family, index: index, seed: seed)
    }
    var arrived = [Int](repeating: 0, count: families.count)
    for range in jobRanges {
      let arrival = times[range.family][arrived[range.family]]
      arrived[range.family] += 1
      jobs.append(Instance.Job(name: range.name, arrival: arrival, tasks: range.tasks))
    }
    var costs = conditions.costs
    if let estimateError {
      costs = costs.scaled(
        by: workflow.tasks.indices.map { task in
          let entity = UInt64(workflow.drawId(of: workflow.original(of: task)))
          var stream = RandomStream(seed: seed, purpose: .estimate, entity: entity)
          return estimateError.draw(from: &stream)
        })
    }
    return Instance(
      workflow: workflow, jobs: jobs, cluster: cluster, costs: costs,
      reliability: conditions.reliability)
  }

  private func arrivalTimes(of family: JobFamily, index: Int, seed: UInt64) -> [Double] {
    switch family.arrivals {
    case .fixed(let times):
      return times
    case .poisson(let count, let rate, let start):
      var stream = RandomStream(seed: seed, purpose: .arrival, entity: UInt64(index))
      var time = start
      return (0..<count).map { _ in
        time += Distribution.exponential(mean: 1 / rate).draw(from: &stream)
        return time
      }
    }
  }

  /// One run under a seed.
  public func simulation(seed: UInt64) -> Simulation {
    Simulation(instance: instance(seed: seed), conditions: conditions, seed: seed)
  }
}
