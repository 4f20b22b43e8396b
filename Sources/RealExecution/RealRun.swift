import Foundation
import LanguageModel
import Scenarios
import SchedulingPolicies

/// What a real run needs to be told.
public struct RealRun: Sendable {
  /// The tasks, and the cluster of workers (`workers:N`).
  public var scenario: Scenario
  /// The policy to run under.
  public var policy: PolicyName
  /// Seeds arrivals, policies, failures on purpose and the models.
  public var seed: UInt64
  /// The run's folder.
  public var directory: String
  /// Whether the folder holds a run that is to be continued.
  public var resumes: Bool
  /// The program that serves as a worker, with its arguments; the folder of finished outputs is
  /// appended.
  public var workerCommand: [String]
  /// The text that models are made from; nil for the project's grammar.
  public var corpus: String?
  /// Failures made on purpose; nil for none.
  public var kills: KillPlan?
  /// What `--resume` needs to know, kept in the journal; nil keeps nothing.
  public var record: RunRecord?
  /// Leaves a worker that hangs alone instead of ending it, as one on an unreachable host would be.
  package var abandonsHungWorkers = false
  /// How long a worker that has been started may take until it is ready, in seconds. One that was stopped
  /// meanwhile would hold up the run for ever.
  package var readyWithinSeconds = 10.0

  /// A worker that shows no sign of life for so long is taken for dead, in seconds: the scenario's
  /// detection delay, or ten seconds where it states none.
  var silenceLimit: Double {
    let stated = scenario.conditions.recovery.detection.timeoutSeconds
    return stated > 0 ? stated : 10
  }

  /// Optimizer steps between two checkpoints of a `train` task, rounded up; nil for none.
  func checkpointSteps(tokensPerStep: Int) -> Int? {
    guard let checkpoint = scenario.conditions.recovery.checkpoint,
      checkpoint.stages?.contains(Stage.train.rawValue) ?? true,
      case .units(let tokens) = checkpoint.interval
    else { return nil }
    return max(1, Int((tokens / Double(tokensPerStep)).rounded(.up)))
  }

  /// A run with the defaults.
  public init(
    scenario: Scenario, policy: PolicyName, seed: UInt64, directory: String, resumes: Bool,
    workerCommand: [String]
  ) {
    self.scenario = scenario
    self.policy = policy
    self.seed = seed
    self.directory = directory
    self.resumes = resumes
    self.workerCommand = workerCommand
  }
}

/// How far a run is.
public struct ExecutionProgress: Sendable {
  /// Seconds since the run began.
  public var seconds: Double
  /// Tasks that succeeded or were skipped, of all.
  public var finished: Int
  public var tasks: Int
  /// The names of the tasks that run.
  public var running: [String]
  /// Attempts that were lost.
  public var lost: Int
}

/// How a run was begun, so that its folder is all that is needed to go on.
public struct RunRecord: Codable, Equatable, Sendable {
  /// The scenario's path, absolute.
  public var input: String
  /// The cost profile that replaces the scenario's, absolute.
  public var profile: String?
  /// The number of workers.
  public var workers: Int
  /// The policy, with its parameters.
  public var policy: String
  /// The seed.
  public var seed: UInt64
  /// The text that models are made from, absolute.
  public var corpus: String?

  /// A record of these.
  public init(
    input: String, profile: String?, workers: Int, policy: String, seed: UInt64, corpus: String?
  ) {
    self.input = input
    self.profile = profile
    self.workers = workers
    self.policy = policy
    self.seed = seed
    self.corpus = corpus
  }

  /// How the run of a folder was begun.
  ///
  /// - Throws: ``ExecutionError``: `noRun` or `journal`.
  public static func read(_ directory: String) throws(ExecutionError) -> RunRecord {
    let path = directory + "/journal.sqlite"
    guard FileManager.default.fileExists(atPath: path) else { throw .noRun(path: directory) }
    guard let text = try RunJournal(path).setting("run"),
      let record = JSONLine.value(text, as: RunRecord.self)
    else { throw .noRun(path: directory) }
    return record
  }
}
