import Analysis
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Synchronization

/// Many runs: every input under every policy and every seed.
public struct Study: Sendable {
  /// The inputs.
  public var inputs: [StudyInput]
  /// The policies to run; nil for each scenario's own list.
  public var policies: [PolicyName]?
  /// The number of seeds; nil for each scenario's own.
  public var seedCount: Int?
  /// The first seed.
  public var firstSeed: UInt64

  /// Creates a study.
  public init(
    inputs: [StudyInput], policies: [PolicyName]?, seedCount: Int?, firstSeed: UInt64
  ) {
    self.inputs = inputs
    self.policies = policies
    self.seedCount = seedCount
    self.firstSeed = firstSeed
  }

  /// One run to do.
  public struct Item: Sendable {
    /// What to run.
    public var input: StudyInput
    /// The policy to run it under.
    public var policy: PolicyName
    /// The seed.
    public var seed: UInt64

    /// Creates an item.
    public init(input: StudyInput, policy: PolicyName, seed: UInt64) {
      self.input = input
      self.policy = policy
      self.seed = seed
    }
  }

  /// The runs in the order of the results: input (and its recovery), policy, seed.
  public var items: [Item] {
    inputs.flatMap { input in
      (policies ?? input.scenario.policies).flatMap { policy in
        (0..<(seedCount ?? input.scenario.seedCount)).map { offset in
          Item(input: input, policy: policy, seed: firstSeed + UInt64(offset))
        }
      }
    }
  }

  /// Runs everything on `workers` threads. The rows do not depend on their number.
  ///
  /// - Throws: the error of the first policy, in order, that cannot be made.
  public func run(
    workers: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) async throws(PolicyError) -> [ResultRow] {
    try await Self.run(items, workers: workers, progress: progress)
  }

  /// Runs items on `workers` threads, and returns their rows in the same order.
  public static func run(
    _ items: [Item], workers: Int,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) async throws(PolicyError) -> [ResultRow] {
    let next = Counter()
    let done = Counter()
    let outcomes = await withTaskGroup(
      of: [(Int, Result<ResultRow, PolicyError>)].self
    ) { group in
      for _ in 0..<max(1, min(workers, items.count)) {
        group.addTask {
          var results: [(Int, Result<ResultRow, PolicyError>)] = []
          while true {
            let index = next.take()
            guard index < items.count else { return results }
            results.append((index, Result { () throws(PolicyError) in try items[index].run() }))
            progress?(done.take() + 1, items.count)
          }
        }
      }
      var outcomes: [(Int, Result<ResultRow, PolicyError>)] = []
      for await part in group { outcomes += part }
      return outcomes
    }
    var rows: [ResultRow] = []
    for (_, outcome) in outcomes.sorted(by: { $0.0 < $1.0 }) { rows.append(try outcome.get()) }
    return rows
  }
}

/// Numbers from 0, each handed out once.
private final class Counter: Sendable {
  private let next = Mutex(0)

  func take() -> Int {
    next.withLock { value in
      defer { value += 1 }
      return value
    }
  }
}

extension Study.Item {
  /// Runs once.
  ///
  /// - Throws: `PolicyError` if the policy cannot be made; what it does wrong later is the row's
  ///   status.
  public func run() throws(PolicyError) -> ResultRow {
    let simulation = input.scenario.simulation(seed: seed)
    let timed = TimedPolicy(try PolicyCatalog.makePolicy(policy, seed: seed))
    let clock = ContinuousClock()
    let start = clock.now
    let result = simulation.run(timed)
    let total = clock.now - start
    return ResultRow(
      scenario: input.scenario.name, policy: policy, seed: seed, status: result.status,
      metrics: Metrics(result, costs: simulation.conditions.costs), input: input.path,
      cluster: input.cluster, network: input.network, profile: input.profile,
      recovery: input.recovery,
      planningSeconds: timed.elapsed.seconds,
      simulationSeconds: (total - timed.elapsed).seconds)
  }
}

/// Passes everything on to a policy, and measures how long the policy takes.
final class TimedPolicy: Policy {
  private var policy: any Policy
  private let clock = ContinuousClock()
  private(set) var elapsed = ContinuousClock.Duration.zero

  init(_ policy: any Policy) {
    self.policy = policy
  }

  var priorities: [Double]? { policy.priorities }

  func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    let start = clock.now
    defer { elapsed += clock.now - start }
    try policy.observe(event, in: system)
  }

  func decide(in system: inout SystemState) throws(PolicyError) {
    let start = clock.now
    defer { elapsed += clock.now - start }
    try policy.decide(in: &system)
  }
}

extension ContinuousClock.Duration {
  var seconds: Double {
    let parts = components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
