import SchedulingModel

/// Ranks of tasks by mean costs (Topcuoglu, Hariri and Wu, TPDS 13(3), 2002).
///
/// Only tasks of the problem count: a path that leaves them ends there. All O(n·devices + e).
struct Ranks {
  let problem: PlanningProblem
  /// w̄: the mean cost of each task over its eligible devices, in seconds; 0 for other tasks.
  let meanCost: [Double]
  let communication: MeanCommunication
  private let isPlanned: [Bool]
  private let order: [Int]

  init(_ problem: PlanningProblem, meanCommunication: MeanCommunication.Definition) {
    self.problem = problem
    let workflow = problem.instance.workflow
    communication = MeanCommunication(meanCommunication, instance: problem.instance)
    var meanCost = [Double](repeating: 0, count: workflow.taskCount)
    var isPlanned = [Bool](repeating: false, count: workflow.taskCount)
    for task in problem.tasks {
      meanCost[task] = problem.instance.costs.meanSeconds(task)
      isPlanned[task] = true
    }
    self.meanCost = meanCost
    self.isPlanned = isPlanned
    order = problem.tasksInTopologicalOrder
  }

  /// rank_u(i) = w̄ᵢ + max over successors j of (c̄ᵢⱼ + rank_u(j)), in seconds, by task id.
  func upward() -> [Double] {
    let workflow = problem.instance.workflow
    var rank = [Double](repeating: 0, count: workflow.taskCount)
    for task in order.reversed() {
      var longest = 0.0
      for edge in workflow.outputs(of: task) {
        let successor = workflow.target(of: edge)
        guard isPlanned[successor] else { continue }
        let mean = communication.seconds(workflow.bytes(of: edge), from: task, to: successor)
        longest = max(longest, mean + rank[successor])
      }
      rank[task] = meanCost[task] + longest
    }
    return rank
  }

  /// The successor that gave a task its upward rank (ties: lowest id); nil for an exit task.
  func criticalSuccessor(of task: Int, upward: [Double]) -> Int? {
    let workflow = problem.instance.workflow
    var best: (task: Int, length: Double)?
    for edge in workflow.outputs(of: task) {
      let successor = workflow.target(of: edge)
      guard isPlanned[successor] else { continue }
      let mean = communication.seconds(workflow.bytes(of: edge), from: task, to: successor)
      let length = mean + upward[successor]
      if length > best?.length ?? -.infinity { best = (successor, length) }
    }
    return best?.task
  }

  /// Tasks of the problem without a predecessor in it, ascending.
  var entryTasks: [Int] {
    let workflow = problem.instance.workflow
    return problem.tasks.filter { task in
      workflow.inputs(of: task).allSatisfy { !isPlanned[workflow.source(of: $0)] }
    }
  }

  /// rank_d(i) = max over predecessors j of (rank_d(j) + w̄ⱼ + c̄ⱼᵢ), in seconds, by task id.
  func downward() -> [Double] {
    let workflow = problem.instance.workflow
    var rank = [Double](repeating: 0, count: workflow.taskCount)
    for task in order {
      for edge in workflow.inputs(of: task) {
        let predecessor = workflow.source(of: edge)
        guard isPlanned[predecessor] else { continue }
        let mean = communication.seconds(workflow.bytes(of: edge), from: predecessor, to: task)
        rank[task] = max(rank[task], rank[predecessor] + meanCost[predecessor] + mean)
      }
    }
    return rank
  }

  /// The tasks by descending rank, ties by topological position: a topological order wherever
  /// ranks fall along edges, as upward ranks do, tasks of length zero included.
  func descending(_ rank: [Double]) -> [Int] {
    let position = problem.instance.workflow.topologicalPosition
    return problem.tasks.sorted { left, right in
      rank[left] != rank[right] ? rank[left] > rank[right] : position[left] < position[right]
    }
  }
}
