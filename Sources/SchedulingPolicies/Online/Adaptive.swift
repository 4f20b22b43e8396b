import SchedulingModel
import SimulationEngine

/// Chooses among policies by trying them on what is left of the run.
///
/// When jobs arrive, and when a node fails or is repaired, each candidate is simulated a few times from
/// the present state (the same draws for all of them), and the one with the least mean makespan
/// takes over. The one in use stays unless another is better by more than 1 %; a candidate that stays
/// takes over from itself: a planner plans again what has not started. The number of simulations of a run
/// is limited; when it is used up, the last choice stays and reacts by itself. Simulated time only
/// is compared, so that equal inputs give equal runs.
///
/// Looking ahead is a form of rollout (Bertsekas, Tsitsiklis, Wu, J. Heuristics 3, 1997).
struct Adaptive: Policy {
  private let candidates: [PolicyName]
  private let runs: Int
  private var budget: Int
  private var draws: RandomStream
  private let seed: UInt64
  private var current: (index: Int, policy: any TakingOver)?
  private var outages = OutageMemory()
  private var isDue = true

  /// By how much another policy has to be better before it takes over, relative to its makespan.
  static let margin = 0.01

  /// - Parameters:
  ///   - candidates: policies that can take over.
  ///   - runs: how often each is simulated for a choice.
  ///   - budget: how many simulations a run may take in all.
  /// - Throws: `parameter` if a candidate cannot take over.
  init(
    candidates: [PolicyName], runs: Int, budget: Int, seed: UInt64
  ) throws(PolicyError) {
    self.candidates = candidates
    self.runs = runs
    self.budget = budget
    self.seed = seed
    draws = RandomStream(seed: seed, purpose: .policy)
    for index in candidates.indices { _ = try make(index, seed: seed) }
  }

  private func make(_ index: Int, seed: UInt64) throws(PolicyError) -> any TakingOver {
    let name = candidates[index]
    guard let policy = try PolicyCatalog.makePolicy(name, seed: seed) as? any TakingOver else {
      throw .parameter(
        policy: "adaptive", name: "candidates", found: name.description,
        expected: "policies that can take over")
    }
    return policy
  }

  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    switch event {
    case .jobArrived: isDue = true
    case .nodeDown, .nodeUp:
      if outages.note(event, in: system) { isDue = true }
    case .taskReady, .attemptSucceeded, .attemptFailed, .outputsLost, .taskSkipped, .nodeDraining:
      break
    }
    try current?.policy.observe(event, in: system)
  }

  mutating func decide(in system: inout SystemState) throws(PolicyError) {
    if isDue, let choice = try choice(in: system) {
      isDue = false
      var policy = try make(choice, seed: seed)
      try policy.takeOver(in: &system, outages: outages)
      current = (choice, policy)
      return
    }
    isDue = false
    try current?.policy.decide(in: &system)
  }

  /// The candidate that takes over now; nil if the one in use goes on as it is.
  private mutating func choice(in system: borrowing SystemState) throws(PolicyError) -> Int? {
    guard let ahead = LookAhead(system, outages: outages) else { return current == nil ? 0 : nil }
    let count = ahead.isRandom ? runs : 1
    guard candidates.count > 1 else { return 0 }
    guard budget >= count * candidates.count else { return current == nil ? 0 : nil }
    budget -= count * candidates.count
    var sums = [Double](repeating: 0, count: candidates.count)
    for _ in 0..<count {
      let seed = draws.next()
      for index in candidates.indices {
        sums[index] += ahead.makespan(try make(index, seed: seed), seed: seed)
      }
    }
    var best = 0
    for index in sums.indices where sums[index] < sums[best] { best = index }
    if let current, sums[current.index] <= sums[best] * (1 + Self.margin) { return current.index }
    return best
  }
}
