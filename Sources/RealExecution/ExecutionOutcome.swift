import SimulationEngine

/// What came of a real run.
public struct ExecutionOutcome: Sendable {
  /// An attempt or a worker that was lost.
  public struct Loss: Equatable, Sendable {
    /// Seconds since the run began.
    public var seconds: Double
    /// What happened, in words.
    public var reason: String
  }

  /// What happened how often.
  public struct Counts: Equatable, Sendable {
    /// Workers that died, or were taken for dead.
    public var workersLost = 0
    /// Failures made on purpose by this coordinator.
    public var strikes = 0
    /// Results of attempts that had been superseded: refused, by this coordinator.
    public var supersededResults = 0
    /// Checkpoints whose checksum was wrong, and that attempts which then succeeded passed over.
    public var corruptCheckpoints = 0
    /// Tasks whose last attempt went on from a checkpoint.
    public var resumedAttempts = 0
    /// How many coordinators went on after another.
    public var resumptions = 0
  }

  /// The run in the simulator's terms.
  public var result: RunResult
  /// The name of each finished task's artefact: the SHA-256 of its content, and an extension.
  public var artefacts: [Int: String]
  /// What each finished task measured.
  public var metrics: [Int: [String: Double]]
  /// How long workers were at work on each finished task, in its last attempt, in seconds.
  public var workSeconds: [Int: Double]
  /// What was lost, in order.
  public var losses: [Loss]
  /// What happened how often.
  public var counts: Counts
  /// The run's folder.
  public var directory: String
}
