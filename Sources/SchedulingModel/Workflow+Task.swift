extension Workflow {
  /// A unit of work: what it costs, what it needs, and how the scenario ranks it.
  public struct Task: Sendable, Equatable {
    /// Unique in its workflow.
    public var name: String
    /// The pipeline stage that the task belongs to (`train`, `evaluate`, …), where it has one.
    public var stage: String?
    /// How long the task takes, before noise.
    public var cost: Cost
    /// Memory that the task needs on its device, in bytes.
    public var memoryBytes: Double
    /// The devices that may run the task.
    public var placement: PlacementRule
    /// How many devices of one class it needs at the same time: its gang. At least 1.
    public var devices: Int
    /// The scenario's own priority: larger runs first under `priority-list`.
    public var priority: Double
    /// How the task judges its result; nil if it always passes.
    public var verdict: Verdict?
    /// Which of its inputs the task needs.
    public var join: Join
    private var boxedMetric: Boxed<Metric>?
    private var boxedDecision: Boxed<Decision>?

    /// What the task measures; nil if it measures nothing that anything depends on.
    public var metric: Metric? {
      get { boxedMetric?.value }
      set { boxedMetric = newValue.map { .value($0) } }
    }

    /// What the task decides beside passing; nil if nothing.
    public var decision: Decision? {
      get { boxedDecision?.value }
      set { boxedDecision = newValue.map { .value($0) } }
    }

    /// Whether anything may depend on how the task turns out.
    public var hasOutcome: Bool {
      verdict != nil || boxedDecision != nil || boxedMetric != nil
    }

    /// Creates a task that any device may run.
    public init(
      name: String, stage: String? = nil, cost: Cost, memoryBytes: Double = 0,
      placement: PlacementRule = .anywhere, devices: Int = 1, priority: Double = 0,
      verdict: Verdict? = nil, join: Join = .all
    ) {
      self.name = name
      self.stage = stage
      self.cost = cost
      self.memoryBytes = memoryBytes
      self.placement = placement
      self.devices = devices
      self.priority = priority
      self.verdict = verdict
      self.join = join
    }
  }

  /// How long a task takes, in one of the three forms that a scenario can state.
  public enum Cost: Sendable, Equatable {
    /// Seconds on a device of speed 1; a device of speed s takes work / s.
    case work(Double)
    /// Multiples of the measured unit (token, shard, trial) of the task's stage.
    case units(Double)
    /// Explicit seconds for each device class. A class that is absent cannot run the task.
    case table([ClassSeconds])
  }

  /// One entry of an explicit cost table.
  public struct ClassSeconds: Sendable, Equatable {
    /// The device class's name.
    public var deviceClass: String
    /// The time on one device of that class, in seconds.
    public var seconds: Double

    /// Creates an entry.
    public init(deviceClass: String, seconds: Double) {
      self.deviceClass = deviceClass
      self.seconds = seconds
    }
  }

  /// Which devices may run a task, beyond what memory and cost already exclude.
  public enum PlacementRule: Sendable, Hashable {
    /// Any device.
    case anywhere
    /// Devices of the named classes.
    case classes([String])
    /// One named device.
    case device(String)
  }
}
