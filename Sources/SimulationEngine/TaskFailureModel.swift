import SchedulingModel

/// How attempts fail by themselves, whatever their nodes do.
public struct TaskFailureModel: Sendable, Equatable {
  /// One of several things that make attempts fail, with its part of the model's rates.
  public struct Cause: Sendable, Equatable {
    /// Unique in the model.
    public var name: String
    /// Its failures per second of running time.
    public var rate: Double
    /// Its failures per second of running time and device of the task.
    public var ratePerDevice: Double
    /// The probability that an attempt fails at its end, and that this is why.
    public var probability: Double

    /// Creates a cause.
    public init(
      name: String, rate: Double = 0, ratePerDevice: Double = 0, probability: Double = 0
    ) {
      self.name = name
      self.rate = rate
      self.ratePerDevice = ratePerDevice
      self.probability = probability
    }
  }

  /// Failures per second of running time: exponential, striking at the sampled time.
  public var rate: Double
  /// Failures per second of running time for each device of the task, likewise.
  public var ratePerDevice: Double
  /// The probability that an attempt fails at its end.
  public var probability: Double
  /// What the rates strike: the clock of an attempt's failures runs during these phases, and stands
  /// still in the others.
  public var strikes: AttemptPhases
  /// What failures are told apart by; empty where they are not. Their parts add up to the rates and the
  /// probability of the model.
  public private(set) var causes: [Cause]
  /// How long it takes until such a failure is noticed; meanwhile the attempt holds its devices.
  public var detection: Detection

  /// Failures that are not told apart.
  public init(
    rate: Double = 0, ratePerDevice: Double = 0, probability: Double = 0,
    strikes: AttemptPhases = .all, detection: Detection = .atOnce
  ) {
    self.rate = rate
    self.ratePerDevice = ratePerDevice
    self.probability = probability
    self.strikes = strikes
    self.detection = detection
    causes = []
  }

  /// Failures by causes with rates of their own. The probabilities add up, below 1.
  public init(causes: [Cause], strikes: AttemptPhases = .all, detection: Detection = .atOnce) {
    self.init(
      rate: causes.reduce(0) { $0 + $1.rate },
      ratePerDevice: causes.reduce(0) { $0 + $1.ratePerDevice },
      probability: causes.reduce(0) { $0 + $1.probability }, strikes: strikes,
      detection: detection)
    self.causes = causes
  }

  /// The same failures, each with a cause that is drawn by weight.
  ///
  /// - Parameter weights: at least 0, and above 0 in all.
  public func divided(among weights: [(name: String, weight: Double)]) -> TaskFailureModel {
    let total = weights.reduce(0) { $0 + $1.weight }
    var divided = self
    divided.causes = weights.map { name, weight in
      let share = weight / total
      return Cause(
        name: name, rate: share * rate, ratePerDevice: share * ratePerDevice,
        probability: share * probability)
    }
    return divided
  }

  /// Attempts do not fail by themselves.
  public static let never = TaskFailureModel()

  /// Whether any attempt can fail by itself.
  public var canStrike: Bool { rate > 0 || ratePerDevice > 0 || probability > 0 }

  /// Failures per second of the running time of a task that holds so many devices.
  public func rate(devices: Int) -> Double { rate + Double(devices) * ratePerDevice }

  /// Failures per second of a task's running time.
  public func failureRate(of task: Workflow.Task) -> Double { rate(devices: task.devices) }

  /// What made an attempt fail: an index of ``causes``, which must not be empty.
  ///
  /// - Parameters:
  ///   - atEnd: whether it failed at its end, by the probability, or when a rate struck.
  ///   - task: its task.
  /// - Complexity: O(causes).
  func cause(atEnd: Bool, of task: Workflow.Task, from stream: inout RandomStream) -> Int {
    let devices = Double(task.devices)
    func part(_ cause: Cause) -> Double {
      atEnd ? cause.probability : cause.rate + devices * cause.ratePerDevice
    }
    var point = stream.unit() * causes.reduce(0) { $0 + part($1) }
    var last = 0
    for (index, cause) in causes.enumerated() where part(cause) > 0 {
      last = index
      point -= part(cause)
      if point < 0 { break }
    }
    return last
  }
}
