/// What an attempt spends its time on.
public struct AttemptPhases: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Progress of the task.
  public static let work = AttemptPhases(rawValue: 1)
  /// Writing checkpoints, and waiting for the last one to hold. (What is flushed in the background
  /// takes no time of its own.)
  public static let checkpoint = AttemptPhases(rawValue: 2)
  /// The restart that attempts after the first begin with.
  public static let restart = AttemptPhases(rawValue: 4)
  /// All of them.
  public static let all: AttemptPhases = [.work, .checkpoint, .restart]
}
