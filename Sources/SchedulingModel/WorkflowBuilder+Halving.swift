/// Successive halving (Jamieson and Talwalkar, AISTATS 2016), synchronous.
extension WorkflowBuilder {
  /// Trials in rungs: after each rung the best 1/η of them go on, with η times the resource.
  public struct Halving: Sendable {
    /// What the trials' tasks are like; its name is the halving's, its cost that of one unit of resource,
    /// and its metric what trials are ranked by.
    public var trial: Workflow.Task
    /// The number of trials of the first rung.
    public var trials: Int
    /// η: by what the number of trials is divided, and the resource multiplied, from rung to rung.
    public var factor: Int
    /// The number of rungs; fewer where no trial would be left.
    public var rungs: Int
    /// The resource of a trial in the first rung.
    public var resource: Double
    /// Whether a trial goes on from the rung before, and so costs only what is added; else it starts anew.
    public var resumes: Bool
    /// What a trial hands on to its next rung, in bytes, if it goes on from there.
    public var checkpointBytes: Double
    /// What every trial needs, in every rung.
    public var needs: [PartNeed]
    /// The work of deciding who goes on, in seconds at speed 1.
    public var selectionWork: Double

    /// Creates a halving; decisions take no time unless it says otherwise.
    public init(
      trial: Workflow.Task, trials: Int, factor: Int, rungs: Int, resource: Double = 1,
      resumes: Bool = true, checkpointBytes: Double = 0, needs: [PartNeed] = [],
      selectionWork: Double = 0
    ) {
      self.trial = trial
      self.trials = trials
      self.factor = factor
      self.rungs = rungs
      self.resource = resource
      self.resumes = resumes
      self.checkpointBytes = checkpointBytes
      self.needs = needs
      self.selectionWork = selectionWork
    }

    /// The number of trials of each rung that has any: trials / ηʳ, rounded down.
    public var sizes: [Int] {
      var sizes = [trials]
      while sizes.count < rungs, sizes[sizes.count - 1] / factor > 0 {
        sizes.append(sizes[sizes.count - 1] / factor)
      }
      return sizes
    }
  }

  /// Adds the rungs of a halving: tasks `name-RUNG-TRIAL`, from 0, and `name-select-RUNG`, which decides
  /// when the rung's last trial has finished. Outside, the name stands for the trials of the last rung.
  ///
  /// With a verdict, a trial that fails it is no candidate for the next rung.
  public mutating func add(_ halving: Halving) {
    let name = halving.trial.name
    for (count, range) in [
      (halving.trials, 1...Self.largestCount), (halving.factor, 2...Self.largestCount),
      (halving.rungs, 1...64),
    ] where !range.contains(count) {
      problems.append(.badCount(task: name, count: count, expected: range))
      return
    }
    guard let metric = halving.trial.metric else {
      problems.append(.badDistribution(task: name))
      return
    }
    let sizes = halving.sizes
    var resource = halving.resource
    var before = 0.0
    for rung in sizes.indices {
      let first = tasks.count
      for trial in 0..<halving.trials {
        var task = halving.trial
        task.name = "\(name)-\(rung)-\(trial)"
        task.cost = halving.trial.cost.scaled(by: halving.resumes ? resource - before : resource)
        task.metric = metric
        task.metric?.trial = "\(name)-\(trial)"
        let id = add(task)
        for need in halving.needs {
          require(need.name, for: id, bytes: need.bytes, when: need.condition)
        }
        guard rung > 0 else { continue }
        let candidate = first - 1 - halving.trials + trial
        connect(first - 1, to: id, when: .kept(candidate))
        if halving.resumes { connect(candidate, to: id, bytes: halving.checkpointBytes) }
      }
      if rung + 1 < sizes.count {
        var select = Workflow.Task(
          name: "\(name)-select-\(rung)", cost: .work(halving.selectionWork),
          placement: halving.trial.placement, priority: halving.trial.priority)
        select.decision = .keep(sizes[rung + 1])
        let id = add(select)
        for trial in 0..<halving.trials {
          connect(
            first + trial, to: id, when: halving.trial.verdict == nil ? .always : .passed,
            as: .alternative(1))
        }
      }
      before = resource
      resource *= Double(halving.factor)
    }
    let last = (0..<halving.trials).map { "\(name)-\(sizes.count - 1)-\($0)" }
    if aliases.updateValue(.alternatives(last), forKey: name) != nil {
      problems.append(.duplicateTask(name))
    }
  }
}

extension Workflow.Cost {
  /// The cost of so many times as much.
  fileprivate func scaled(by factor: Double) -> Self {
    switch self {
    case .work(let work): .work(work * factor)
    case .units(let units): .units(units * factor)
    case .table(let rows):
      .table(
        rows.map {
          Workflow.ClassSeconds(deviceClass: $0.deviceClass, seconds: $0.seconds * factor)
        })
    }
  }
}
