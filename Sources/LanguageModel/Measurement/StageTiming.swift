/// One timed run of a task.
public struct StageTiming: Codable, Equatable, Sendable {
  /// Wall-clock seconds of `StageTask.run`, its files included.
  public var seconds: Double
  /// Processor seconds of the whole process meanwhile, all threads together. With one thread, a
  /// sample well above its processor seconds waited: for a disk, or for a core that was taken.
  public var processorSeconds: Double
  /// What the task did.
  public var report: StageReport

  /// Runs and times a task in this process.
  ///
  /// - Throws: what the task throws.
  public init(running task: StageTask) throws(LanguageModelError) {
    let before = Stopwatch.processorSeconds
    var report = StageReport(units: 0)
    seconds = try Stopwatch.seconds { () throws(LanguageModelError) in report = try task.run() }
    processorSeconds = Stopwatch.processorSeconds - before
    self.report = report
  }
}
