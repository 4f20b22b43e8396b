import Foundation

/// The folder where a training keeps its last two checkpoints, `step-NNNNNN.safetensors`, while it
/// runs. The number is the step within the task.
struct TrainingCheckpoints {
  /// How many are kept: the newest may turn out damaged.
  private static let count = 2
  private static let prefix = "step-"
  private static let suffix = ".safetensors"

  private let folder: String?
  /// The steps of the checkpoints that are known to be sound, ascending.
  private var kept: [Int] = []

  init(_ folder: String?) { self.folder = folder }

  /// The newest sound checkpoint of a task that has fewer than `limit` steps behind it.
  ///
  /// Damaged ones are passed over and counted; those of another task are only passed over.
  func newest(of task: String, below limit: Int, _ report: inout StageReport) -> Checkpoint? {
    for step in stepsInFolder().sorted(by: >) {
      do {
        let checkpoint = try Checkpoint(readingFrom: path(step))
        report.bytesRead += checkpoint.dataBytes
        if checkpoint.task == task, checkpoint.stepsOfSegment < limit { return checkpoint }
      } catch {
        report.corruptCheckpoints += 1
      }
    }
    return nil
  }

  /// Makes the folder if it is missing, and removes what a writer left that was ended in the middle.
  func prepare() throws(LanguageModelError) {
    guard let folder else { return }
    try WholeFile.createFolder(folder)
    for name in names() where name.hasSuffix(WholeFile.temporarySuffix) {
      unlink("\(folder)/\(name)")
    }
  }

  /// The same folder, in which the checkpoint of a step, if it is not 0, is worth keeping.
  func keeping(_ step: Int) -> TrainingCheckpoints {
    var copy = self
    copy.kept = step > 0 ? [step] : []
    return copy
  }

  /// Writes the checkpoint of a step, then removes all but the last two that are sound. Returns the
  /// bytes written; nothing is written where there is no folder.
  mutating func write(_ checkpoint: Checkpoint) throws(LanguageModelError) -> Int {
    guard folder != nil else { return 0 }
    let step = checkpoint.stepsOfSegment
    let bytes = try checkpoint.write(to: path(step))
    kept = kept.suffix(Self.count - 1) + [step]
    for other in stepsInFolder() where !kept.contains(other) { unlink(path(other)) }
    return bytes
  }

  private func path(_ step: Int) -> String {
    let digits = String(step)
    let padding = String(repeating: "0", count: max(0, 6 - digits.count))
    return "\(folder ?? ".")/\(Self.prefix)\(padding)\(digits)\(Self.suffix)"
  }

  private func names() -> [String] {
    guard let folder else { return [] }
    return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private func stepsInFolder() -> [Int] {
    names().compactMap { name in
      guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
      return Int(name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count))
    }
  }
}
