import SimulationEngine

/// A policy that can go on with a run that another one has begun.
protocol TakingOver: Policy {
  /// Takes over in a decision, in place of ``Policy/decide(in:)``: tasks stand in queues, run and are ready
  /// of which the policy has never heard.
  ///
  /// - Parameter outages: what has been seen of outages so far.
  mutating func takeOver(
    in system: inout SystemState, outages: OutageMemory
  ) throws(PolicyError)
}
