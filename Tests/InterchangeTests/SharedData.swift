import Foundation
import SchedulingModel
import Testing

/// Third-party files beside the project; tests that need them skip where they are absent.
enum SharedData {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data").standardizedFileURL

  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  /// The reason of a skip.
  static let absent: Comment = "../shared/data is absent"

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The files of a sub-folder with an ending, sorted by name.
  static func files(in subfolder: String, ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(subfolder))
      .filter { $0.hasSuffix(ending) }.sorted()
  }
}

/// The longest path by plain work, in seconds.
func criticalPath(_ workflow: Workflow) -> Double {
  var finish = [Double](repeating: 0, count: workflow.taskCount)
  for task in workflow.topologicalOrder.map(Int.init) {
    let start = workflow.inputs(of: task).map { finish[workflow.source(of: $0)] }.max() ?? 0
    finish[task] = start + work(workflow.tasks[task])
  }
  return finish.max() ?? 0
}

/// A task's plain work, in seconds.
func work(_ task: Workflow.Task) -> Double {
  if case .work(let seconds) = task.cost { seconds } else { .nan }
}

/// Every edge as `producer>consumer:bytes`.
func edges(_ workflow: Workflow) -> [String] {
  (0..<workflow.edgeCount).map { edge in
    workflow.tasks[workflow.source(of: edge)].name + ">"
      + workflow.tasks[workflow.target(of: edge)].name + ":\(workflow.bytes(of: edge))"
  }
}

/// A folder of its own, removed when the value is.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
