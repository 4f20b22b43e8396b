import SchedulingModel
import SimulationEngine

/// One policy that can be named.
public struct CatalogEntry: Sendable {
  /// Whether a plan is made up front or events are reacted to.
  public enum Kind: String, Sendable {
    /// Plans each job when it arrives.
    case planner
    /// Decides as events happen.
    case online
  }

  /// The name on the command line.
  public let name: String
  /// Planner or online policy.
  public let kind: Kind
  /// What it does, in one line.
  public let summary: String
  /// Where it comes from.
  public let paper: String
  /// What it costs for n tasks, e edges and p devices.
  public let cost: String
  /// What can be set.
  public let parameters: [ParameterDescription]
  let make: @Sendable (PolicyParameters) throws(PolicyError) -> Made

  /// What an entry makes.
  enum Made {
    case planner(any Planner)
    case online(any Policy)
  }

  /// Makes a policy for one run.
  ///
  /// - Throws: `parameter` for a parameter or value that the policy does not take.
  public func makePolicy(
    _ given: [(name: String, value: String)] = [], seed: UInt64
  ) throws(PolicyError) -> any Policy {
    let parameters = try checked(given, seed: seed)
    return switch try make(parameters) {
    case .planner(let planner):
      PlannedPolicy(planner, replanning: PolicyCatalog.replanning(parameters))
    case .online(let policy): policy
    }
  }

  /// Makes the planner of an entry of kind `planner`.
  ///
  /// - Throws: `parameter` for a parameter or value that it does not take; `failed` for an online
  ///   policy.
  public func makePlanner(
    _ given: [(name: String, value: String)] = []
  ) throws(PolicyError) -> any Planner {
    guard case .planner(let planner) = try make(checked(given, seed: 0)) else {
      throw .failed(reason: "'\(name)' is an online policy and has no planner")
    }
    return planner
  }

  private func checked(
    _ given: [(name: String, value: String)], seed: UInt64
  ) throws(PolicyError) -> PolicyParameters {
    var values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.defaultValue) })
    for (parameter, value) in given {
      guard let description = parameters.first(where: { $0.name == parameter }) else {
        let known = parameters.map(\.name)
        throw .parameter(
          policy: name, name: parameter, found: parameter,
          expected: known.isEmpty ? "no parameters" : known.joined(separator: ", "))
      }
      guard description.accepts(value) else {
        throw .parameter(
          policy: name, name: parameter, found: value, expected: description.expectation)
      }
      values[parameter] = value
    }
    return PolicyParameters(values: values, seed: seed)
  }
}

/// The policies that can be named, planners first.
public enum PolicyCatalog {
  /// The entry for a name.
  ///
  /// - Throws: `unknownPolicy` with the nearest name.
  public static func entry(named name: String) throws(PolicyError) -> CatalogEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknownPolicy(
        name: name, nearest: nearestName(to: name, among: entries.lazy.map(\.name)))
    }
    return entry
  }

  /// Makes the policy that a name with parameters describes, for one run.
  public static func makePolicy(
    _ name: PolicyName, seed: UInt64
  ) throws(PolicyError) -> any Policy {
    try entry(named: name.base).makePolicy(name.parameters, seed: seed)
  }

  /// All entries.
  public static let entries: [CatalogEntry] = planners + online

  private static let planners: [CatalogEntry] = [
    planner(
      "heft", "upward rank, then earliest finish with insertion",
      paper: "Topcuoglu, Hariri, Wu 2002", cost: "O(e·p + gaps)", hasMeanCommunication: true
    ) { HEFT(meanCommunication: $0) },
    planner(
      "cpop", "critical path on one device, the rest by earliest finish with insertion",
      paper: "Topcuoglu, Hariri, Wu 2002", cost: "O(e·p + gaps)", hasMeanCommunication: true
    ) { CPOP(meanCommunication: $0) },
    planner(
      "peft", "optimistic cost table looks one decision ahead, with insertion",
      paper: "Arabnejad, Barbosa 2014", cost: "O((n + e)·p + gaps)", hasMeanCommunication: true
    ) { PEFT(meanCommunication: $0) },
    planner(
      "mct", "index order, each task appended where it finishes first",
      paper: "Armstrong, Hensgen, Kidd 1998", cost: "O(e·p)"
    ) { _ in MinimumCompletionTime() },
    planner(
      "min-min", "the ready task that can finish first goes next, appended",
      paper: "Ibarra, Kim 1977; Maheswaran et al. 1999", cost: "O(n·(width + p)) to O(n²·p)"
    ) { _ in MinMin(selecting: .earliest) },
    planner(
      "max-min", "the ready task whose earliest finish is latest goes next, appended",
      paper: "Ibarra, Kim 1977; Maheswaran et al. 1999", cost: "O(n·(width + p)) to O(n²·p)"
    ) { _ in MinMin(selecting: .latest) },
    planner(
      "heft-replan", "heft, planned again when nodes fail or return and when outcomes are known",
      paper: "after Topcuoglu, Hariri, Wu 2002", cost: "that of heft, for each change",
      hasMeanCommunication: true, replanning: .change
    ) { HEFT(meanCommunication: $0) },
    planner(
      "heft-repair", "heft; what an outage strikes moves to the earliest finish elsewhere",
      paper: "after Topcuoglu, Hariri, Wu 2002", cost: "O(e·p + gaps), O(n + e) for each outage",
      hasMeanCommunication: true, replanning: .local
    ) { HEFT(meanCommunication: $0) },
    planner(
      "heft-reliable", "heft by expected durations under failures and checkpoints",
      paper: "after Topcuoglu, Hariri, Wu 2002; Daly 2006", cost: "O((e + n)·p + gaps)",
      hasMeanCommunication: true, costs: .expected
    ) { HEFT(meanCommunication: $0) },
  ]

  private static let online: [CatalogEntry] = [
    CatalogEntry(
      name: "critical-path", kind: .online,
      summary: "the ready task with the longest path to the end first",
      paper: "Hu 1961; Adam, Chandy, Dickson 1974", cost: "O(n·(log n + p))",
      parameters: [costs([.plain, .ranks, .expected])]
    ) { .online(ListScheduling.criticalPath(costs: basis($0))) },
    CatalogEntry(
      name: "priority-list", kind: .online,
      summary: "the ready task with the scenario's largest priority first",
      paper: "Graham 1969", cost: "O(n·(log n + p))", parameters: []
    ) { _ in .online(ListScheduling.priorityList()) },
    CatalogEntry(
      name: "fifo", kind: .online, summary: "ready tasks in the order in which they became ready",
      paper: "folklore", cost: "O(n·(log n + p))", parameters: []
    ) { _ in .online(ListScheduling.fifo()) },
    CatalogEntry(
      name: "round-robin", kind: .online,
      summary: "ready tasks in order, devices in turn, costs ignored", paper: "folklore",
      cost: "O(n·(groups + p))", parameters: []
    ) { _ in .online(RoundRobin()) },
    CatalogEntry(
      name: "random", kind: .online, summary: "ready tasks in random order", paper: "folklore",
      cost: "O(n·(log n + p))", parameters: []
    ) { parameters in .online(ListScheduling.random(seed: parameters.seed)) },
    CatalogEntry(
      name: "critical-path-expected", kind: .online,
      summary: "critical-path by expected durations under failures and checkpoints",
      paper: "after Hu 1961; Daly 2006", cost: "O(n·(log n + p))",
      parameters: [costs([.ranks, .expected, .plain])]
    ) { .online(ListScheduling.criticalPath(costs: basis($0))) },
    CatalogEntry(
      name: "adaptive", kind: .online,
      summary: "simulates candidates from the present state, and uses the best",
      paper: "after Bertsekas, Tsitsiklis, Wu 1997",
      cost: "at most 'budget' simulations of what is left",
      parameters: [candidates, lookAheadRuns, lookAheadBudget]
    ) { parameters throws(PolicyError) in
      .online(
        try Adaptive(
          candidates: parameters.value("candidates").split(separator: "+").map {
            PolicyName(String($0))
          }, runs: Int(parameters.value("runs")) ?? 1,
          budget: Int(parameters.value("budget")) ?? 0, seed: parameters.seed))
    },
  ]
}
