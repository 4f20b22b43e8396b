import SchedulingModel

/// A policy and the system state that it acts on: what the simulator and the real executor drive
/// alike.
///
/// A driver lets time pass and reports what happened through the state's transitions; after each
/// event it calls ``tellPolicy()``, and once per round ``decide()``. Whatever goes wrong on the way,
/// in the policy or against a rule of the state, ends the run with a status that names it.
package struct PolicyDriver: ~Copyable {
  /// The state of the run.
  package var system: SystemState
  /// The policy under which it runs.
  package var policy: any Policy
  /// How the run ended; nil while it goes on.
  package var status: RunStatus? {
    didSet { hasEnded = status != nil }
  }
  /// Whether the run has ended: asked for several times an event, where comparing the status would
  /// copy it.
  package private(set) var hasEnded = false
  private var noticeBuffer: [SchedulingEvent] = []

  /// A fresh state of an instance under a policy.
  package init(instance: Instance, policy: any Policy) {
    system = SystemState(instance)
    self.policy = policy
  }

  /// Delivers the state's notices to the policy.
  package mutating func tellPolicy() {
    guard !system.notices.isEmpty else { return }
    system.takeNotices(into: &noticeBuffer)
    do {
      for notice in noticeBuffer { try policy.observe(notice, in: system) }
    } catch {
      end(with: error)
    }
  }

  /// Lets the policy act, once per round.
  package mutating func decide() {
    do {
      try policy.decide(in: &system)
    } catch {
      end(with: error)
    }
    // The state's own record wins: a policy may have swallowed or reworded what it broke.
    if let violation = system.violation { status = .policyError(.broke(violation)) }
    // Withdrawals during the decision are no news to the policy.
    system.notices.removeAll(keepingCapacity: true)
  }

  /// Does something to the state; a broken rule ends the run.
  package mutating func attempting(
    _ transition: (inout SystemState) throws(SchedulingError) -> Void
  ) {
    do {
      try transition(&system)
    } catch {
      end(with: .broke(error))
    }
  }

  /// Ends the run with an error of the policy, unless it has ended already.
  package mutating func end(with error: PolicyError) {
    if !hasEnded { status = .policyError(error) }
  }
}
