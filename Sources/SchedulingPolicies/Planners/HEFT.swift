import SchedulingModel
import SimulationEngine

/// Heterogeneous Earliest Finish Time: by descending upward rank, each task goes to the device on
/// which it finishes first, into a gap if one takes it.
///
/// Topcuoglu, Hariri and Wu, "Performance-effective and low-complexity task scheduling for
/// heterogeneous computing", IEEE TPDS 13(3), 2002. Ties: lowest task in topological order, lowest
/// device. O(e × devices) plus the search for gaps.
public struct HEFT: Planner {
  let meanCommunication: MeanCommunication.Definition

  init(meanCommunication: MeanCommunication.Definition) {
    self.meanCommunication = meanCommunication
  }

  /// HEFT with the paper's mean communication, over distinct pairs of devices.
  public init() {
    self.init(meanCommunication: .distinctPairs)
  }

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    let ranks = Ranks(problem, meanCommunication: meanCommunication)
    var builder = PlanBuilder(problem, placement: .insertion)
    for task in ranks.descending(ranks.upward()) {
      try builder.findInputs(of: task)
      try builder.placeEarliest(task)
    }
    return builder.schedule()
  }

  public func priorities(_ problem: PlanningProblem) -> [Double]? {
    let rank = Ranks(problem, meanCommunication: meanCommunication).upward()
    return problem.tasks.map { rank[$0] }
  }
}
