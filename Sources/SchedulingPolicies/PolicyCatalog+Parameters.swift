import SimulationEngine

/// The parameters that entries share, and what their values mean.
extension PolicyCatalog {
  private static let meanCommunication = ParameterDescription(
    name: "mean-communication",
    values: MeanCommunication.Definition.allCases.map(\.rawValue),
    summary: "which pairs of devices the mean communication time is taken over")

  private static func definition(_ parameters: PolicyParameters) -> MeanCommunication.Definition {
    MeanCommunication.Definition(rawValue: parameters.value(meanCommunication.name))
      ?? .distinctPairs
  }

  /// The basis of costs, the default first.
  static func costs(_ values: [CostBasis]) -> ParameterDescription {
    ParameterDescription(
      name: "costs", values: values.map(\.rawValue),
      summary: values.contains(.ranks)
        ? "whether ranks, or ranks and finishes, are by expected durations under failures"
        : "whether tasks take their cost, or their expected duration under failures")
  }

  static func basis(_ parameters: PolicyParameters) -> CostBasis {
    CostBasis(rawValue: parameters.value("costs")) ?? .plain
  }

  private static func replan(_ first: PlannedPolicy.Replanning) -> ParameterDescription {
    let others = PlannedPolicy.Replanning.allCases.filter { $0 != first }
    return ParameterDescription(
      name: "replan", values: ([first] + others).map(\.rawValue),
      summary: "after outages, or any change (outcomes too): plans are kept, made again or repaired"
    )
  }

  static func replanning(_ parameters: PolicyParameters) -> PlannedPolicy.Replanning {
    PlannedPolicy.Replanning(rawValue: parameters.value("replan")) ?? .never
  }

  /// An entry for a planner, with the parameters that every planner takes.
  static func planner(
    _ name: String, _ summary: String, paper: String, cost: String,
    hasMeanCommunication: Bool = false, costs first: CostBasis = .plain,
    replanning second: PlannedPolicy.Replanning = .never,
    make: @escaping @Sendable (MeanCommunication.Definition) -> any Planner
  ) -> CatalogEntry {
    let bases: [CostBasis] = first == .plain ? [.plain, .expected] : [.expected, .plain]
    return CatalogEntry(
      name: name, kind: .planner, summary: summary, paper: paper, cost: cost,
      parameters: (hasMeanCommunication ? [meanCommunication] : [])
        + [costs(bases), replan(second)]
    ) { parameters in
      let planner = make(definition(parameters))
      guard basis(parameters) == .expected else { return .planner(planner) }
      // Where plans are kept, a lost task waits for the repair of its node.
      return .planner(
        ExpectedDurations(planner, waitsForRepair: replanning(parameters) == .never))
    }
  }

  static let candidates = ParameterDescription(
    name: "candidates",
    values: [
      "heft", "heft-replan", "heft-repair", "heft-reliable", "cpop", "peft", "mct", "min-min",
      "max-min", "critical-path", "critical-path-expected", "priority-list", "fifo", "random",
    ], summary: "the policies to choose among", isList: true,
    defaultList: "heft-replan+heft-repair+critical-path")

  static let lookAheadRuns = ParameterDescription(
    name: "runs", values: ["4", "1", "2", "8", "16", "32"],
    summary: "how often each candidate is simulated for a choice")

  static let lookAheadBudget = ParameterDescription(
    name: "budget", values: ["120", "0", "24", "480", "1920"],
    summary: "how many simulations a run may take in all")
}
