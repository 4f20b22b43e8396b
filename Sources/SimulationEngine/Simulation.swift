import SchedulingModel

/// One simulated run: an instance, what policies cannot see, and a seed.
///
/// The simulation owns the event queue, the virtual clock and the random streams, and drives a
/// ``SystemState``. All events of one instant form a round: transfer ends, completions, repairs of
/// earlier failures, failures, arrivals, in this order and then by creation; the policy decides
/// once per round; whatever can start then starts. Events created at the same instant (work of
/// length zero) form the next round. Times are never compared with an epsilon.
///
/// An outage of length zero still ends the attempts on its node, and is repaired in the next round.
public struct Simulation: Sendable {
  /// The tasks, cluster, arrivals and estimated costs.
  public let instance: Instance
  /// Actual costs, noise and failures.
  public let conditions: RunConditions
  /// The seed of every random stream.
  public let seed: UInt64
  /// Nodes that are down when the run begins, and for how long, in seconds: for runs that look ahead from
  /// the middle of another.
  package var downAtStart: [(node: Int, seconds: Double)] = []

  /// Creates a run.
  ///
  /// Policies are told the recovery and the rate of task failures that the conditions hold, whatever
  /// ``Instance/reliability`` said before.
  public init(instance: Instance, conditions: RunConditions, seed: UInt64) {
    var known = instance
    known.reliability = conditions.reliability
    self.instance = known
    self.conditions = conditions
    self.seed = seed
  }

  /// An undisturbed run: actual costs are the estimated ones.
  public init(instance: Instance, seed: UInt64 = 1) {
    self.init(instance: instance, conditions: RunConditions(costs: instance.costs), seed: seed)
  }

  /// Runs to the end.
  ///
  /// - Parameter recordsPriorities: whether the result holds the policy's static priorities, which
  ///   rank-based planners have to find again.
  /// - Complexity: O((n + e + failures) log n) besides what the policy does.
  public func run(_ policy: any Policy, recordsPriorities: Bool = false) -> RunResult {
    var run = SimulationRun(self, policy: policy)
    run.run()
    return run.result(recordsPriorities: recordsPriorities)
  }
}
