import SchedulingModel
import SchedulingPolicies
import Testing

/// The optimistic cost table against the paper's recursion as it stands.
@Suite struct PEFTTests {
  @Test(arguments: InstanceShape.allCases, [false, true])
  func optimisticCostTable(shape: InstanceShape, allPairs: Bool) throws {
    for seed in UInt64(1)...6 {
      let instance = try shape.instance(seed: seed)
      let planner = allPairs ? try allPairsPEFT() : PEFT()
      let table = planner.optimisticCostTable(PlanningProblem(instance))
      var known: [Int: Double] = [:]
      let devices = instance.cluster.deviceCount
      var wrong: [String] = []
      for task in instance.workflow.tasks.indices {
        for device in 0..<devices {
          let expected = recursive(task, device, instance, allPairs: allPairs, &known)
          let found = table[task * devices + device]
          if abs(found - expected) > 1e-12 * max(expected, 1) {
            wrong.append("task \(task), device \(device)")
          }
        }
      }
      #expect(wrong == [], "\(shape), seed \(seed)")
    }
  }

  private func allPairsPEFT() throws -> PEFT {
    let name = try PolicyName(parsing: "peft:mean-communication=all-pairs")
    let policy = try PolicyCatalog.makePolicy(name, seed: 1)
    return try #require((policy as? PlannedPolicy)?.planner as? PEFT)
  }

  /// OCT(t, p) = max over successors s of min over devices q of OCT(s, q) + cost(s, q) + c̄(t, s),
  /// c̄ being 0 for q = p.
  private func recursive(
    _ task: Int, _ device: Int, _ instance: Instance, allPairs: Bool, _ known: inout [Int: Double]
  ) -> Double {
    let key = task * instance.cluster.deviceCount + device
    if let value = known[key] { return value }
    var largest = 0.0
    for edge in instance.workflow.outputs(of: task) {
      let successor = instance.workflow.target(of: edge)
      let mean = BruteForce.mean(instance, edge: edge, allPairs: allPairs)
      var least = Double.infinity
      for other in instance.costs.eligibleDevices(of: successor).map(Int.init) {
        let value =
          recursive(successor, other, instance, allPairs: allPairs, &known)
          + instance.costs.seconds(successor, on: other) + (other == device ? 0 : mean)
        least = min(least, value)
      }
      largest = max(largest, least)
    }
    known[key] = largest
    return largest
  }
}
