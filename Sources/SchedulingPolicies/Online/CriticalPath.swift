import SchedulingModel
import SimulationEngine

extension ListScheduling {
  /// Critical-path list scheduling: the ready task with the largest bottom level first.
  ///
  /// The bottom level of a task is the longest path from its start to the end of the workflow, by
  /// mean costs over eligible devices and without communication (Hu, Operations Research 9(6),
  /// 1961, for unit tasks; Adam, Chandy and Dickson, CACM 17(12), 1974). With identical devices and
  /// no communication it is within 2 − 1/m of the optimum, as any list schedule is. The cost of a task that
  /// may be skipped counts by the probability that it runs.
  ///
  /// - Parameter costs: where expected durations under failures and checkpoints stand in for costs
  ///   (``SchedulingModel/Instance/expectedCosts(waitsForRepair:)``).
  static func criticalPath(costs: CostBasis = .plain) -> ListScheduling {
    @Sendable func ranks(_ instance: Instance) -> [Double] {
      bottomLevels(of: instance.withExpectedCosts(waitsForRepair: false).expected)
    }
    return switch costs {
    case .plain:
      ListScheduling(.fixed { bottomLevels(of: $0.expected) })
    case .ranks:
      ListScheduling(.fixed { ranks($0) })
    case .expected:
      ListScheduling(
        .fixed { ranks($0) }, deviceCosts: { $0.expectedCosts(waitsForRepair: false) })
    }
  }

  /// b(i) = w̄ᵢ + max over successors j of b(j), in seconds.
  static func bottomLevels(of instance: Instance) -> [Double] {
    let workflow = instance.workflow
    var level = [Double](repeating: 0, count: workflow.taskCount)
    for task in workflow.topologicalOrder.reversed().lazy.map(Int.init) {
      var longest = 0.0
      for edge in workflow.outputs(of: task) {
        longest = max(longest, level[workflow.target(of: edge)])
      }
      level[task] = instance.costs.meanSeconds(task) + longest
    }
    return level
  }
}
