import SchedulingModel
import SimulationEngine

/// Critical Path on a Processor: the tasks of the critical path share the device on which they
/// take least time in all; every other task goes where it finishes first. Ready tasks are taken by
/// descending rank_u + rank_d.
///
/// Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002. The path starts at the entry task of the
/// highest upward rank and follows, from each task, the successor that gave it that rank (ties:
/// lowest id). The paper compares priorities along the path, which are sums that differ in their
/// last bits, and may then skip a task over an edge that is not critical. A workflow with several entries or jobs has one critical path, its longest.
/// A critical task that may not run on the path's device, or that needs several, goes where it finishes first.
/// O(e × devices) plus the search for gaps.
public struct CPOP: Planner {
  let meanCommunication: MeanCommunication.Definition

  init(meanCommunication: MeanCommunication.Definition) {
    self.meanCommunication = meanCommunication
  }

  /// CPOP with the paper's mean communication, over distinct pairs of devices.
  public init() {
    self.init(meanCommunication: .distinctPairs)
  }

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    let instance = problem.instance
    let ranks = Ranks(problem, meanCommunication: meanCommunication)
    let upward = ranks.upward()
    let priority = zip(upward, ranks.downward()).map { $0 + $1 }
    let path = Self.criticalPath(ranks, upward: upward)
    let device = Self.bestDevice(for: path, instance: instance)
    var isCritical = [Bool](repeating: false, count: instance.workflow.taskCount)
    for task in path { isCritical[task] = true }

    var builder = PlanBuilder(problem, placement: .insertion)
    var ready = ReadyTasks(problem, rank: priority)
    while let task = ready.popBest() {
      try builder.findInputs(of: task)
      if isCritical[task], instance.workflow.tasks[task].devices == 1,
        instance.costs.isEligible(task, on: device),
        let choice = builder.choice(for: task, on: device)
      {
        builder.place(task, at: choice)
      } else {
        try builder.placeEarliest(task)
      }
      ready.placed(task)
    }
    return builder.schedule()
  }

  public func priorities(_ problem: PlanningProblem) -> [Double]? {
    let ranks = Ranks(problem, meanCommunication: meanCommunication)
    let priority = zip(ranks.upward(), ranks.downward()).map { $0 + $1 }
    return problem.tasks.map { priority[$0] }
  }

  /// The critical path, from an entry task to an exit task.
  private static func criticalPath(_ ranks: Ranks, upward: [Double]) -> [Int] {
    var path: [Int] = []
    var next = ranks.entryTasks.max { (upward[$0], -$0) < (upward[$1], -$1) }
    while let task = next {
      path.append(task)
      next = ranks.criticalSuccessor(of: task, upward: upward)
    }
    return path
  }

  /// The critical path of a problem, and the device that its tasks share.
  package func criticalPath(_ problem: PlanningProblem) -> (tasks: [Int], device: Int) {
    let ranks = Ranks(problem, meanCommunication: meanCommunication)
    let path = Self.criticalPath(ranks, upward: ranks.upward())
    return (path, Self.bestDevice(for: path, instance: problem.instance))
  }

  /// The device with the least total cost of the path, among those that may run most of it.
  private static func bestDevice(for path: [Int], instance: Instance) -> Int {
    var best = (device: 0, eligible: -1, seconds: Double.infinity)
    for device in 0..<instance.cluster.deviceCount {
      var (eligible, seconds) = (0, 0.0)
      for task in path where instance.costs.isEligible(task, on: device) {
        eligible += 1
        seconds += instance.costs.seconds(task, on: device)
      }
      if eligible > best.eligible || eligible == best.eligible && seconds < best.seconds {
        best = (device, eligible, seconds)
      }
    }
    return best.device
  }
}
