import LanguageModel

/// What a task left behind: a file of the run directory, named by its content.
package struct Artefact: Codable, Equatable, Sendable {
  /// The file's name: the SHA-256 of its content, with an extension that says what it is.
  package var name: String
  /// In bytes.
  package var bytes: Int
  /// What the stage counted and measured.
  package var report: StageReport

  package init(name: String, bytes: Int, report: StageReport) {
    self.name = name
    self.bytes = bytes
    self.report = report
  }
}
