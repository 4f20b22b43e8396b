import SchedulingModel
import SimulationEngine

/// Predict Earliest Finish Time: ready tasks by descending mean of the optimistic cost table, each
/// to the device with the least finish time plus table entry, into a gap if one takes it.
///
/// Arabnejad and Barbosa, "List scheduling algorithm for heterogeneous systems by an optimistic
/// cost table", IEEE TPDS 25(3), 2014. The table, tasks × devices:
/// OCT(t, p) = max over successors s of min over devices q of (OCT(s, q) + cost(s, q) + c̄(t, s)),
/// the mean communication c̄ being absent for q = p; exit tasks have 0. Ties: lowest task, lowest
/// device. Devices of one class share a table column except for that q = p, so the inner minimum
/// needs one pass over devices for each task: O((n + e) × devices). A task that needs several devices
/// goes where it finishes first.
public struct PEFT: Planner {
  let meanCommunication: MeanCommunication.Definition

  init(meanCommunication: MeanCommunication.Definition) {
    self.meanCommunication = meanCommunication
  }

  /// PEFT with the paper's mean communication, over distinct pairs of devices.
  public init() {
    self.init(meanCommunication: .distinctPairs)
  }

  public func plan(_ problem: PlanningProblem) throws(PlanningError) -> Schedule {
    let devices = problem.instance.cluster.deviceCount
    let table = optimisticCostTable(problem)
    var builder = PlanBuilder(problem, placement: .insertion)
    var ready = ReadyTasks(problem, rank: rank(table, problem))
    while let task = ready.popBest() {
      try builder.findInputs(of: task)
      if problem.instance.workflow.tasks[task].devices > 1 {
        try builder.placeEarliest(task)
        ready.placed(task)
        continue
      }
      var best: (choice: PlanBuilder.Choice, score: Double)?
      for device in builder.allowedDevices(of: task).lazy.map(Int.init) {
        guard let choice = builder.choice(for: task, on: device) else { continue }
        let score = choice.finish + table[task * devices + device]
        if score < best?.score ?? .infinity { best = (choice, score) }
      }
      if let best {
        builder.place(task, at: best.choice)
      } else {
        // Between no two windows of maintenance is there room for it.
        try builder.placeEarliest(task)
      }
      ready.placed(task)
    }
    return builder.schedule()
  }

  public func priorities(_ problem: PlanningProblem) -> [Double]? {
    let rank = rank(optimisticCostTable(problem), problem)
    return problem.tasks.map { rank[$0] }
  }

  /// OCT: tasks × devices, row-major, in seconds; 0 for tasks that are not to be planned.
  package func optimisticCostTable(_ problem: PlanningProblem) -> [Double] {
    let (workflow, costs) = (problem.instance.workflow, problem.instance.costs)
    let devices = problem.instance.cluster.deviceCount
    let communication = MeanCommunication(meanCommunication, instance: problem.instance)
    var table = [Double](repeating: 0, count: workflow.taskCount * devices)
    // For each task, the least of OCT(s, q) + cost(s, q) over its devices q.
    var least = [Double](repeating: 0, count: workflow.taskCount)
    var isPlanned = [Bool](repeating: false, count: workflow.taskCount)
    for task in problem.tasks { isPlanned[task] = true }
    for task in problem.tasksInTopologicalOrder.reversed() {
      let row = task * devices
      for edge in workflow.outputs(of: task) {
        let successor = workflow.target(of: edge)
        guard isPlanned[successor] else { continue }
        let mean = communication.seconds(workflow.bytes(of: edge), from: task, to: successor)
        let elsewhere = least[successor] + mean
        for device in 0..<devices {
          var seconds = elsewhere
          if costs.isEligible(successor, on: device) {
            let here = table[successor * devices + device] + costs.seconds(successor, on: device)
            seconds = min(seconds, here)
          }
          table[row + device] = max(table[row + device], seconds)
        }
      }
      least[task] =
        costs.eligibleDevices(of: task).lazy
        .map { table[row + Int($0)] + costs.seconds(task, on: Int($0)) }.min() ?? 0
    }
    return table
  }

  /// rank_oct: the mean of a task's row over its eligible devices, by task id.
  private func rank(_ table: [Double], _ problem: PlanningProblem) -> [Double] {
    let devices = problem.instance.cluster.deviceCount
    var rank = [Double](repeating: 0, count: problem.instance.workflow.taskCount)
    for task in problem.tasks {
      let eligible = problem.instance.costs.eligibleDevices(of: task)
      let sum = eligible.reduce(0.0) { $0 + table[task * devices + Int($1)] }
      rank[task] = sum / Double(eligible.count)
    }
    return rank
  }
}
