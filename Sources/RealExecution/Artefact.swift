import LanguageModel

/// What a task left behind: a file of the run directory, named by its content.
package struct Artefact: Codable, Equatable, Sendable {
  /// The file's name: the SHA-256 of its content, with an extension that says what it is.
  package var name: String
  /// In bytes.
  package var bytes: Int
  /// What the stage counted and measured.
  package var report: StageReport
  /// How long the worker was at work on it, in seconds: the rest of the attempt is coordination.
  package var workSeconds: Double

  package init(name: String, bytes: Int, report: StageReport, workSeconds: Double) {
    self.name = name
    self.bytes = bytes
    self.report = report
    self.workSeconds = workSeconds
  }
}
