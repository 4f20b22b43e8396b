/// What brings a lost attempt back, and what that costs.
public struct RecoveryModel: Sendable, Equatable {
  /// Saving work as it is done.
  ///
  /// Work is cut into segments of the interval and a shorter last one, and a checkpoint is written
  /// after each, during which no work is done. What a written checkpoint holds is never done again: it
  /// counts as a fraction of the task, so that it carries to devices of other classes.
  public struct Checkpoint: Sendable, Equatable {
    /// The work between two checkpoints, the writing excluded.
    public enum Interval: Sendable, Equatable {
      /// Seconds of the task's actual length on the device class where the attempt runs.
      case seconds(Double)
      /// Measured units of the task. Only tasks whose cost is in units have such checkpoints.
      case units(Double)
      /// By a formula, from what writing takes and from the rates of the failures that can strike: the
      /// reciprocal mean up times of the attempt's node and its domains, and the rate of failures per
      /// running hour. Where nothing fails at a rate, no checkpoints are written.
      case rule(CheckpointRule)
    }

    /// The work between two checkpoints; above 0.
    public var interval: Interval
    /// What writing one takes, in seconds: no work is done meanwhile.
    public var writeSeconds: Double
    /// What it then takes in the background, in seconds, while work goes on: only after that does the
    /// checkpoint hold what was done before it. An interval that is shorter is as long as this: the next
    /// is not written before (but for one that follows a shorter last segment).
    public var flushSeconds: Double
    /// The stages whose tasks write checkpoints; nil for all tasks.
    public var stages: [String]?
    /// Whether one is written after the last segment, too.
    public var followsLastSegment: Bool

    /// Creates checkpoints.
    public init(
      interval: Interval, writeSeconds: Double, flushSeconds: Double = 0,
      stages: [String]? = nil, followsLastSegment: Bool = false
    ) {
      self.interval = interval
      self.writeSeconds = writeSeconds
      self.flushSeconds = flushSeconds
      self.stages = stages
      self.followsLastSegment = followsLastSegment
    }
  }

  /// How long a task is held back after a loss.
  public struct BackOff: Sendable, Equatable {
    /// After the first loss, in seconds.
    public var firstSeconds: Double
    /// By what each further loss multiplies it; at least 1.
    public var factor: Double
    /// No task waits longer, in seconds.
    public var largestSeconds: Double

    /// Creates a back-off.
    public init(firstSeconds: Double, factor: Double, largestSeconds: Double) {
      self.firstSeconds = firstSeconds
      self.factor = factor
      self.largestSeconds = largestSeconds
    }

    /// Lost tasks are ready at once.
    public static let none = BackOff(firstSeconds: 0, factor: 1, largestSeconds: 0)

    /// min(first × factor ^ (loss − 1), largest), in seconds. O(losses).
    ///
    /// - Parameter loss: 1 for the task's first.
    public func seconds(afterLoss loss: Int) -> Double {
      var wait = firstSeconds
      var count = 1
      while count < loss, wait < largestSeconds, factor > 1, wait > 0 {
        wait *= factor
        count += 1
      }
      return min(wait, largestSeconds)
    }
  }

  /// Copies of tasks, of which the first to succeed counts.
  public struct Replication: Sendable, Equatable {
    /// When the copies run.
    public enum Start: Sendable, Equatable {
      /// As soon as the task itself.
      case atOnce
      /// When an attempt of the task has taken so many times its estimated cost where it runs.
      case late(factor: Double)
    }

    /// How often each task is there, the original included; at least 2.
    public var copies: Int
    /// When the copies run.
    public var start: Start
    /// The stages whose tasks have copies; nil for all tasks. Tasks of several devices have none.
    public var stages: [String]?

    /// Creates a replication.
    public init(copies: Int, start: Start = .atOnce, stages: [String]? = nil) {
      self.copies = copies
      self.start = start
      self.stages = stages
    }

    /// A workflow with the copies.
    public func applied(to workflow: Workflow) -> Workflow {
      workflow.replicated(copies: copies, isSpeculative: start != .atOnce) { task in
        guard let stages else { return true }
        return task.stage.map { stages.contains($0) } ?? false
      }
    }
  }

  /// What an outage of some of a gang's nodes undoes of the work since its last checkpoint.
  public enum GangLoss: String, CaseIterable, Sendable {
    /// All of it: its devices work on one thing.
    case attempt
    /// The share of the gang's devices that are down: each works by itself, as the members of a sweep do
    /// that are packed into one task. The attempt ends all the same, and the next one spreads what is
    /// left over all devices.
    case share
  }

  /// What becomes of finished outputs when the node goes down on which they are.
  public enum Outputs: Sendable, Equatable {
    /// They survive, and are there again after the repair. So do inputs that have arrived.
    case kept
    /// They are lost, and so are inputs that have arrived. Their producers run again where a task that is
    /// still to run needs them (lineage).
    case lost
    /// They survive, and a store that never fails has a copy, written at no cost: what has to be sent
    /// while the node is down comes from there, over this link.
    case stored(Interconnect.Link)
  }

  /// How work is saved; nil if a lost attempt loses everything.
  public var checkpoint: Checkpoint?
  /// Paid at the start of every attempt after a task's first, in seconds.
  public var restartSeconds: Double
  /// How long it takes until a node's outage is noticed. (That of a task's own failures:
  /// `TaskFailureModel.detection`.)
  public var detection: Detection
  /// How long a lost task is held back.
  public var backOff: BackOff
  /// Whether the attempt after a lost one avoids the node of the loss, where another eligible device is
  /// up. The policies see to that; see `SystemState.isAvoided(_:on:)`.
  public var retriesElsewhere: Bool
  /// Copies of tasks; nil for none. The workflow has to hold them (``Replication/applied(to:)``).
  public var replication: Replication?
  /// What a gang loses with some of its nodes. Where it fails by itself it loses the whole attempt.
  public var gangLoss: GangLoss
  /// Whether outputs survive the outage of their node.
  public var outputs: Outputs

  /// Creates a model; by default everything is free, no work is saved, and outputs survive.
  public init(
    checkpoint: Checkpoint? = nil, restartSeconds: Double = 0, detection: Detection = .atOnce,
    backOff: BackOff = .none, retriesElsewhere: Bool = false, gangLoss: GangLoss = .attempt,
    outputs: Outputs = .kept, replication: Replication? = nil
  ) {
    self.checkpoint = checkpoint
    self.restartSeconds = restartSeconds
    self.detection = detection
    self.backOff = backOff
    self.retriesElsewhere = retriesElsewhere
    self.replication = replication
    self.gangLoss = gangLoss
    self.outputs = outputs
  }

  /// Lost attempts start again from the beginning, at once and at no further cost.
  public static let none = RecoveryModel()

  /// Whether an attempt can last longer or shorter than its task's length.
  public var changesLengths: Bool { savesWork || restartSeconds > 0 }

  /// Whether an attempt that is lost can leave something for the next one.
  public var savesWork: Bool { checkpoint != nil || gangLoss != .attempt }
}
