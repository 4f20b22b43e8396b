/// What tasks measure and decide, and how it turns out.
extension Workflow {
  /// A number that a task measures: smaller is better.
  ///
  /// In a simulation it is a quality times a noise factor. Tasks of one trial share the draw of the
  /// quality, so that the metrics of a trial's stages are correlated; the noise is each task's own.
  public struct Metric: Sendable, Equatable {
    /// The name under which a real run's stage reports it.
    public var name: String
    /// The distribution of the quality, in the metric's unit.
    public var quality: Distribution
    /// The distribution of the factor by which the measurement is off.
    public var noise: Distribution
    /// Tasks of a workflow that name the same trial have the same quality: that which the first of them
    /// draws. Nil if the task's quality is its own.
    public var trial: String?

    /// Creates a metric.
    public init(
      name: String, quality: Distribution, noise: Distribution = .constant(1), trial: String? = nil
    ) {
      self.name = name
      self.quality = quality
      self.noise = noise
      self.trial = trial
    }
  }

  /// What a task decides when it finishes.
  public enum Decision: Sendable, Equatable {
    /// How many copies of other tasks run: the whole part of a draw, limited to a range of whole
    /// numbers.
    case copies(Distribution, atLeast: Int, atMost: Int)
    /// Which of its candidates go on: so many of those with the smallest metrics (ties: lowest id).
    /// Candidates are the inputs that are alive and measure something.
    case keep(Int)
  }

  /// How one task turned out.
  public struct Outcome: Sendable, Equatable {
    /// 1 if it passed its verdict, 0 if it failed; of a task that expands, the number of copies.
    public var level: Int32
    /// What it measured; infinite if it measured nothing.
    public var metric: Double

    /// Creates an outcome.
    public init(level: Int32, metric: Double = .infinity) {
      self.level = level
      self.metric = metric
    }

    /// Passed, and measured nothing.
    public static let passed = Outcome(level: 1)
  }

  /// How each task turns out if it runs.
  public struct Outcomes: Sendable, Equatable {
    /// By task: 1 if it passes its verdict, 0 if it fails; of a task that expands, the number of copies.
    public var levels: [Int32]
    /// By task: what it measures, infinite if nothing; empty where no task measures anything.
    public var metrics: [Double]

    /// Creates outcomes.
    public init(levels: [Int32], metrics: [Double] = []) {
      self.levels = levels
      self.metrics = metrics
    }

    /// Outcomes of tasks that pass or fail.
    public init(passes: [Bool]) {
      self.init(levels: passes.map { $0 ? 1 : 0 })
    }

    /// Whether a task passes.
    public func passes(_ task: Int) -> Bool { levels[task] >= 1 }

    /// How one task turns out.
    public subscript(task: Int) -> Outcome {
      get { Outcome(level: levels[task], metric: metrics.isEmpty ? .infinity : metrics[task]) }
      set {
        levels[task] = newValue.level
        if !metrics.isEmpty { metrics[task] = newValue.metric }
      }
    }
  }

  /// The task whose draw of the quality a task shares: itself, or the first of its trial.
  public func qualitySource(of task: Int) -> Int {
    qualitySources.isEmpty ? task : Int(qualitySources[task])
  }

  /// Whether it decides what runs how a task turns out, and that is not known beforehand. O(its edges).
  public func decides(_ task: Int) -> Bool {
    guard isConditional else { return false }
    let isOpen: Bool
    if case .keep? = tasks[task].decision {
      isOpen = inputs(of: task).contains { tasks[source(of: $0)].hasRandomOutcome }
    } else {
      isOpen = tasks[task].hasRandomOutcome
    }
    return isOpen && outputs(of: task).contains { condition(of: $0) != .always }
  }

  /// The same workflow, where each task is sure to turn out as given.
  public func withVerdicts(_ outcomes: Outcomes) -> Workflow {
    var copy = self
    copy.boxedRelations = replicas.map { .value(Relations(qualitySources: [], replicas: $0)) }
    copy.remembered = Remembered()
    for task in copy.tasks.indices where copy.tasks[task].hasOutcome {
      if let metric = copy.tasks[task].metric {
        copy.tasks[task].metric = Metric(
          name: metric.name, quality: .constant(outcomes[task].metric))
      }
      copy.tasks[task].verdict?.passProbability = outcomes.passes(task) ? 1 : 0
      if case .copies(_, let low, let high)? = copy.tasks[task].decision {
        copy.tasks[task].decision = .copies(
          .constant(Double(outcomes.levels[task])), atLeast: low, atMost: high)
      }
    }
    return copy
  }

  /// The edges into a selecting task whose producers it keeps.
  ///
  /// - Parameters:
  ///   - isAlive: whether an edge's producer succeeded, as the edge's condition asks.
  ///   - metric: what a task measured.
  /// - Complexity: O(k log k) for k inputs.
  public func keptInputs(
    of task: Int, isAlive: (_ edge: Int) -> Bool, metric: (_ task: Int) -> Double
  ) -> [Int] {
    guard case .keep(let count)? = tasks[task].decision else { return [] }
    let candidates = inputs(of: task).filter {
      isAlive($0) && tasks[source(of: $0)].metric != nil
    }
    // Ties go to the lowest id, whichever copy of a task it was.
    let ranked = candidates.map { edge in
      (metric: metric(source(of: edge)), task: original(of: source(of: edge)), edge: edge)
    }
    .sorted { ($0.metric, $0.task) < ($1.metric, $1.task) }
    return ranked.prefix(count).map(\.edge)
  }

  /// Whether a selecting task keeps a candidate, or one of its copies. O(copies × log inputs).
  ///
  /// - Parameter isKept: whether the producer of an edge into the selecting task is kept.
  public func keeps(
    _ candidate: Int, at selecting: Int, isKept: (_ edge: Int) -> Bool
  ) -> Bool {
    if let edge = edge(from: candidate, to: selecting), isKept(edge) { return true }
    return siblings(of: candidate).contains { copy in
      edge(from: copy, to: selecting).map(isKept) ?? false
    }
  }

  /// The edge from one task to another, if there is one. O(log k) for k inputs of the consumer.
  public func edge(from source: Int, to target: Int) -> Int? {
    var range = inputs(of: target)
    while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
      let found = self.source(of: middle)
      if found == source { return middle }
      range = found < source ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}

extension Workflow.Task {
  /// Whether it depends on the seed how the task turns out.
  public var hasRandomOutcome: Bool {
    if let probability = verdict?.passProbability, probability > 0, probability < 1 { return true }
    if let metric, !(metric.quality.isConstant && metric.noise.isConstant) { return true }
    if case .copies(let distribution, let low, let high)? = decision, low < high {
      return !distribution.isConstant
    }
    return false
  }
}

extension Workflow.Outcomes: ExpressibleByArrayLiteral {
  public init(arrayLiteral passes: Bool...) {
    self.init(passes: passes)
  }
}
