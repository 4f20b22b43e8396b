import SchedulingModel

/// An online scheduling policy: it is told what happens, and once per round it acts.
///
/// A round is all events of one instant. The engine first tells the policy each of them through
/// ``observe(_:in:)``, then calls ``decide(in:)`` once; tasks that can start then do. Events created
/// at the same instant (tasks of length zero) form the next round.
///
/// **What an implementer promises.** One object serves one run: keep what you like in it. Decide
/// from the state and the events alone, and take random numbers only from a ``RandomStream`` of
/// purpose `policy`, so that the same seed gives the same run. Do not keep time. Assign every ready
/// task sooner or later: a run in which nothing is left to happen ends with status `deadlock`.
/// A command that breaks a rule ends the run with the typed error, even if you catch it.
public protocol Policy {
  /// Learns of one event. The default does nothing.
  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError)

  /// Acts, once per round.
  mutating func decide(in system: inout SystemState) throws(PolicyError)

  /// The static priority of each task as the policy used it, larger first; nil if the policy ranks
  /// tasks only as it goes. The default is nil.
  var priorities: [Double]? { get }
}

extension Policy {
  public mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {}

  public var priorities: [Double]? { nil }
}
