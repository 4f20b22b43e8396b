import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine

/// A real run beside the simulation of it, and where the difference comes from.
///
/// The same policy is simulated several times, each time knowing more of what happened:
/// 1. ``forecast``: what could be said before: profiled lengths with their noise, no failures.
/// 2. ``forecastGivenFailures``: the workers were down when they were, and evaluations came out as
///    they did.
/// 3. ``withLengths``: besides, each task took as long as it did.
///
/// The steps between them are the parts of the error: failures, then durations; what is left to the
/// actual run is the coordination that the simulator leaves out: orders, journal, artefacts' hashes.
public struct PredictionComparison: Sendable {
  /// The schedule that was expected before the run: each task as long as its profiled cost.
  public let predicted: RunResult
  /// The makespan that was expected before the run; nil if no simulated run finishes.
  public let forecast: MakespanForecast?
  /// The same, with the outages and verdicts that came.
  public let forecastGivenFailures: MakespanForecast?
  /// The same, with the lengths that came.
  public let withLengths: RunResult
  /// What happened.
  public let actual: RunResult
  /// For each stage, in order of appearance: the makespan that its actual lengths add, in seconds.
  public let stages: [StageLine]

  /// One stage's part.
  public struct StageLine: Sendable, Equatable {
    /// The stage.
    public var stage: String
    /// Its tasks that succeeded in their first attempt, on which the means rest.
    public var tasks: Int
    /// The mean predicted length of these, in seconds.
    public var predictedSeconds: Double
    /// Their mean actual length, in seconds.
    public var actualSeconds: Double
    /// What the makespan gains if this stage takes its actual lengths and all others their profiled
    /// ones, in seconds.
    public var makespanSeconds: Double
  }

  /// What can be said before a run: the schedule of an undisturbed run whose tasks are as long as their
  /// profiled costs, and the makespan of one with the scenario's noise.
  ///
  /// - Throws: `PolicyError` if the policy cannot be made.
  public static func predict(
    _ scenario: Scenario, policy: PolicyName, seed: UInt64
  ) throws(PolicyError) -> (run: RunResult, makespan: MakespanForecast?) {
    let instance = scenario.instance(seed: seed).undisturbed
    return (
      try simulate(instance, scenario: scenario, policy: policy, seed: seed),
      try forecast(instance, scenario: scenario, policy: policy, seed: seed)
    )
  }

  /// Compares a real run of a scenario with its simulations.
  ///
  /// - Parameter workSeconds: how long a worker was at work on each finished task; the rest of an
  ///   attempt's time is coordination.
  /// - Throws: `PolicyError` if the policy cannot be made.
  public init(
    _ actual: RunResult, workSeconds: [Int: Double], scenario: Scenario, policy: PolicyName,
    seed: UInt64
  ) throws(PolicyError) {
    self.actual = actual
    (predicted, forecast) = try Self.predict(scenario, policy: policy, seed: seed)
    let known = scenario.instance(seed: seed).knowing(actual)
    let lengths = ActualLengths(
      actual, workSeconds: workSeconds,
      coordinationSeconds: scenario.profile?.machine.coordinationSeconds ?? 0,
      costs: scenario.conditions.costs)
    forecastGivenFailures = try Self.forecast(
      known, scenario: scenario, policy: policy, seed: seed)
    let profiled = try Self.simulate(known, scenario: scenario, policy: policy, seed: seed)
    withLengths = try Self.simulate(
      known, scenario: scenario, policy: policy, seed: seed, factors: lengths.factors())
    var lines: [StageLine] = []
    for stage in lengths.stages {
      let alone = try Self.simulate(
        known, scenario: scenario, policy: policy, seed: seed, factors: lengths.factors(of: stage))
      var line = lengths.means(of: stage)
      line.makespanSeconds = alone.endTime - profiled.endTime
      lines.append(line)
    }
    stages = lines
  }

  /// Policies see the profiled costs throughout: what they decide must not depend on what they
  /// could not know.
  private static func simulate(
    _ instance: Instance, scenario: Scenario, policy: PolicyName, seed: UInt64,
    factors: [Double]? = nil
  ) throws(PolicyError) -> RunResult {
    let costs = scenario.conditions.costs
    var recovery = scenario.conditions.recovery
    // Outages are recorded when they were noticed.
    recovery.detection = .atOnce
    // Files of finished tasks outlive their worker.
    recovery.outputs = .kept
    let conditions = RunConditions(
      costs: factors.map { costs.scaled(by: $0) } ?? costs,
      attemptLimit: scenario.conditions.attemptLimit, timeLimit: scenario.conditions.timeLimit,
      recovery: recovery)
    return Simulation(instance: instance, conditions: conditions, seed: seed)
      .run(try PolicyCatalog.makePolicy(policy, seed: seed))
  }

  /// The simulated makespans of runs that differ in their noise alone.
  private static func forecast(
    _ instance: Instance, scenario: Scenario, policy: PolicyName, seed: UInt64
  ) throws(PolicyError) -> MakespanForecast? {
    let noise = scenario.conditions.noise
    var makespans: [Double] = []
    for draw in 0..<(noise == .none ? 1 : MakespanForecast.draws) {
      let factors = noise.factors(for: instance.workflow, seed: UInt64(draw))
      let run = try simulate(
        instance, scenario: scenario, policy: policy, seed: seed, factors: factors)
      if let makespan = run.makespan { makespans.append(makespan) }
    }
    return MakespanForecast(makespans: makespans)
  }

  /// (predicted − actual) / actual of the makespan before the run; nil unless both finished.
  public var relativeError: Double? { relativeError(of: forecast) }

  /// The same for the simulation that knows the failures.
  public var relativeErrorGivenFailures: Double? { relativeError(of: forecastGivenFailures) }

  private func relativeError(of forecast: MakespanForecast?) -> Double? {
    guard let forecast, let actual = actual.makespan, actual > 0 else { return nil }
    return (forecast.median - actual) / actual
  }
}

extension Instance {
  /// The same instance without outages.
  fileprivate var undisturbed: Instance {
    Instance(workflow: workflow, jobs: jobs, cluster: cluster.withoutOutages, costs: costs)
  }

  /// The same instance, whose outages and verdicts are those of a run.
  fileprivate func knowing(_ run: RunResult) -> Instance {
    var outages = [[OutageModel.Outage]](repeating: [], count: cluster.nodes.count)
    let rows = run.trace.outages
    for row in 0..<rows.count {
      outages[Int(rows.nodes[row])].append(
        OutageModel.Outage(
          start: rows.starts[row], duration: rows.finishes[row] - rows.starts[row]))
    }
    return Instance(
      workflow: run.verdicts.map { workflow.withVerdicts($0) } ?? workflow, jobs: jobs,
      cluster: cluster.withOutages(outages.map { $0.isEmpty ? nil : .scheduled($0) }),
      costs: costs)
  }
}
