import LanguageModel
import SchedulingModel

/// Turns tasks of a workflow into work for a worker: how much of which stage, on whose outputs.
///
/// A task's inputs are found among everything that it depends on, directly or not:
/// - `preprocess` takes the raw text of every `load_data`;
/// - `train`, `evaluate` and `optimize` take the tokens of every `preprocess`;
/// - `train` goes on from the last `train` before it, or starts anew; `evaluate` scores that model;
/// - `train` takes its learning rate (and, starting anew, its width) from the best result of the
///   `optimize` tasks that came since.
///
/// "Last" is by topological position. What was skipped, or lies behind an edge whose condition did
/// not hold, does not count.
package struct TaskOrders: Sendable {
  private let instance: Instance
  private let setup: ExecutionSetup
  private let model: ModelSize
  private let stages: [Stage]
  private let ordinals: [Int]
  private let shares: [(start: Double, end: Double)]

  /// Checks that every task can be run.
  ///
  /// - Throws: `ExecutionError.notExecutable` or `noWorker` for the first that cannot.
  package init(_ instance: Instance, setup: ExecutionSetup, model: ModelSize) throws(ExecutionError)
  {
    self.instance = instance
    self.setup = setup
    self.model = model
    let workflow = instance.workflow
    if let copied = workflow.tasks.indices.first(where: { workflow.isReplica($0) }) {
      throw .notExecutable(
        task: workflow.tasks[copied].name,
        reason: "it is a copy ('replicate' or 'speculate'), which a real run does not have")
    }
    var stages: [Stage] = []
    var ordinals: [Int] = []
    for (id, task) in workflow.tasks.enumerated() {
      guard let stage = task.stage.flatMap({ Stage(rawValue: $0) }) else {
        let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
        throw .notExecutable(
          task: task.name,
          reason: "its stage is \(task.stage.map { "'\($0)'" } ?? "missing"), expected \(known)")
      }
      guard case .units(let units) = task.cost, units > 0 else {
        throw .notExecutable(
          task: task.name, reason: "it states no work in 'units', expected a number above 0")
      }
      guard task.devices == 1 else {
        throw .notExecutable(
          task: task.name, reason: "it needs \(task.devices) devices, and a worker is one")
      }
      if case .keep? = task.decision {
        throw .notExecutable(
          task: task.name, reason: "it selects among trials, which a real run does not do")
      }
      guard !instance.costs.eligibleDevices(of: id).isEmpty else {
        throw .noWorker(task: task.name)
      }
      stages.append(stage)
      let job = instance.jobs[Int(instance.jobOfTask[id])].tasks
      ordinals.append(job.count { $0 < id && workflow.tasks[$0].stage == task.stage })
    }
    self.stages = stages
    self.ordinals = ordinals
    shares = Self.shares(instance, stages: stages)
    for task in workflow.tasks.indices {
      let ancestors = ancestors(of: task) { _ in true }
      for needed in Self.needs(of: stages[task])
      where !ancestors.contains(where: { stages[$0] == needed }) {
        throw .notExecutable(
          task: workflow.tasks[task].name,
          reason: "it depends on no task of the stage '\(needed.rawValue)'")
      }
    }
  }

  private static func needs(of stage: Stage) -> [Stage] {
    switch stage {
    case .loadData: []
    case .preprocess: [.loadData]
    case .train, .optimize: [.preprocess]
    case .evaluate: [.preprocess, .train]
    }
  }

  /// The part of the corpus that each `load_data` task of a job reads, in proportion to its units.
  private static func shares(
    _ instance: Instance, stages: [Stage]
  ) -> [(start: Double, end: Double)] {
    var shares = [(start: Double, end: Double)](repeating: (0, 1), count: stages.count)
    for job in instance.jobs {
      let loads = job.tasks.filter { stages[$0] == .loadData }
      let total = loads.reduce(0) { $0 + units(of: $1, in: instance) }
      var start = 0.0
      for load in loads {
        let end = load == loads.last ? 1 : min(1, start + units(of: load, in: instance) / total)
        shares[load] = (start, end)
        start = end
      }
    }
    return shares
  }

  private static func units(of task: Int, in instance: Instance) -> Double {
    if case .units(let units) = instance.workflow.tasks[task].cost { units } else { 0 }
  }

  /// The tasks that a task depends on through edges that carry, in topological order.
  private func ancestors(of task: Int, carries: (_ edge: Int) -> Bool) -> [Int] {
    let workflow = instance.workflow
    var found: Set<Int> = []
    var open = [task]
    while let current = open.popLast() {
      for edge in workflow.inputs(of: current) where carries(edge) {
        let source = workflow.source(of: edge)
        if found.insert(source).inserted { open.append(source) }
      }
    }
    return found.sorted {
      workflow.topologicalPosition[$0] < workflow.topologicalPosition[$1]
    }
  }

  /// What a worker is to do for an attempt.
  ///
  /// - Parameters:
  ///   - artefacts: the outputs of the tasks that have finished.
  ///   - carries: whether an edge's producer succeeded with the outcome that the edge asks for.
  package func order(
    _ start: AttemptStart, artefacts: [Int: Artefact], carries: (_ edge: Int) -> Bool
  ) -> WorkOrder {
    let task = start.task
    let stage = stages[task]
    let before = ancestors(of: task, carries: carries)
    let store = ArtefactStore(folder: setup.artefacts)
    func outputs(_ wanted: Stage, among tasks: [Int]) -> [String] {
      tasks.filter { stages[$0] == wanted }.sorted()
        .compactMap { artefacts[$0].map { store.path(of: $0.name) } }
    }
    let model = before.last { stages[$0] == .train }
    let settled = model.map { ancestors(of: $0, carries: carries) } ?? []
    let isTrained = stage == .train || stage == .evaluate
    let inputs = StageTask.Inputs(
      raw: stage == .preprocess ? outputs(.loadData, among: before) : [],
      tokens: stage == .loadData || stage == .preprocess ? [] : outputs(.preprocess, among: before),
      checkpoint: isTrained ? model.flatMap { artefacts[$0] }.map { store.path(of: $0.name) } : nil,
      results: stage == .train
        ? outputs(.optimize, among: before.filter { !settled.contains($0) }) : [])
    let keepsCheckpoints = stage == .train && setup.checkpointSteps != nil
    return WorkOrder(
      task: task, attempt: start.attempt,
      work: StageTask(
        stage: stage, model: self.model, units: Self.units(of: task, in: instance),
        seed: setup.seed, index: ordinals[task], corpus: setup.corpus,
        shareStart: shares[task].start, shareEnd: shares[task].end, inputs: inputs,
        output: "\(setup.attempts)/\(task)-\(start.attempt)/output.\(stage.fileExtension)",
        checkpointFolder: keepsCheckpoints ? "\(setup.checkpoints)/\(task)" : nil,
        checkpointSteps: keepsCheckpoints ? setup.checkpointSteps : nil))
  }
}

/// Where and with what settings tasks are run.
package struct ExecutionSetup: Sendable {
  package var artefacts: String
  package var attempts: String
  package var checkpoints: String
  /// The text that the model is made from; nil for the project's grammar.
  package var corpus: String?
  /// Optimizer steps between two checkpoints of a `train` task; nil for none.
  package var checkpointSteps: Int?
  /// Seeds the grammar, the models and the trials.
  package var seed: UInt64

  package init(
    artefacts: String, attempts: String, checkpoints: String, corpus: String?,
    checkpointSteps: Int?, seed: UInt64
  ) {
    self.artefacts = artefacts
    self.attempts = attempts
    self.checkpoints = checkpoints
    self.corpus = corpus
    self.checkpointSteps = checkpointSteps
    self.seed = seed
  }
}

extension Stage {
  /// The extension of its outputs.
  var fileExtension: String {
    switch self {
    case .loadData: "txt"
    case .preprocess: "tokens"
    case .train: "safetensors"
    case .evaluate, .optimize: "json"
    }
  }
}
