import SchedulingModel
import SimulationEngine

/// How long the tasks of a run took beside what they cost.
struct ActualLengths {
  private let instance: Instance
  /// Actual over predicted length of each task that succeeded at once; nil for the others, whose
  /// attempts were cut or went on from a checkpoint.
  private let ratios: [Double?]
  private let predicted: [Double]
  /// In order of appearance.
  let stages: [String]

  /// - Parameters:
  ///   - workSeconds: how long a worker was at work on each finished task.
  ///   - coordinationSeconds: what costs hold besides, for each task.
  init(
    _ run: RunResult, workSeconds: [Int: Double], coordinationSeconds: Double, costs: CostModel
  ) {
    instance = run.instance
    var ratios = [Double?](repeating: nil, count: instance.workflow.taskCount)
    var predicted = [Double](repeating: 0, count: instance.workflow.taskCount)
    let rows = run.trace.attempts
    for row in 0..<rows.count where rows.outcomes[row] == .succeeded && rows.numbers[row] == 1 {
      let task = Int(rows.tasks[row])
      let cost = costs.seconds(task, on: Int(rows.devices[row]))
      guard cost > 0, let seconds = workSeconds[task] else { continue }
      predicted[task] = cost
      ratios[task] = (seconds + coordinationSeconds) / cost
    }
    self.ratios = ratios
    self.predicted = predicted
    var stages: [String] = []
    for task in instance.workflow.tasks {
      if let stage = task.stage, !stages.contains(stage) { stages.append(stage) }
    }
    self.stages = stages
  }

  /// The factor of each task's length; of all stages, or of one while the others keep theirs. A task
  /// without a length of its own takes its stage's mean ratio.
  func factors(of wanted: String? = nil) -> [Double] {
    var means: [String: Double] = [:]
    for stage in stages {
      let known = tasks(of: stage).compactMap { ratios[$0] }
      if !known.isEmpty { means[stage] = known.reduce(0, +) / Double(known.count) }
    }
    return instance.workflow.tasks.enumerated().map { id, task in
      guard let stage = task.stage, wanted == nil || stage == wanted else { return 1 }
      return ratios[id] ?? means[stage] ?? 1
    }
  }

  /// A stage's mean lengths; the effect on the makespan is left at 0.
  func means(of stage: String) -> PredictionComparison.StageLine {
    let known = tasks(of: stage).filter { ratios[$0] != nil }
    let count = Double(max(1, known.count))
    return PredictionComparison.StageLine(
      stage: stage, tasks: known.count,
      predictedSeconds: known.reduce(0) { $0 + predicted[$1] } / count,
      actualSeconds: known.reduce(0) { $0 + predicted[$1] * (ratios[$1] ?? 0) } / count,
      makespanSeconds: 0)
  }

  private func tasks(of stage: String) -> [Int] {
    instance.workflow.tasks.indices.filter { instance.workflow.tasks[$0].stage == stage }
  }
}
