import Foundation
import Scenarios
import SchedulingPolicies

/// What a real run adds to each of its tasks, measured on a real run of small ones.
public enum CoordinationProbe {
  /// Tasks of the run; the first of each worker are not counted.
  private static let tasksPerWorker = 12

  /// The median time of a task's attempt less what its worker was at work, in seconds: its order, its
  /// artefact's way to the disk, and the journal.
  ///
  /// - Parameters:
  ///   - profile: a cost profile's path; it names the model.
  ///   - workers: how many workers share the machine, at least 1.
  ///   - folder: where the run may leave its files.
  /// - Throws: `InputError` or ``ExecutionError``.
  public static func seconds(
    profile: String, workers: Int, folder: String, workerCommand: [String]
  ) async throws -> Double {
    let tasks = (0..<(workers * tasksPerWorker)).map {
      "          - {name: load-\($0), stage: load_data, units: 1}\n"
    }
    let text = """
      name: coordination
      profile: \(profile)
      cluster: workers:\(workers)
      workflows:
        probe:
          tasks:

      """
    let input = folder + "/coordination.yaml"
    do {
      try Data((text + tasks.joined()).utf8).write(to: URL(fileURLWithPath: input))
    } catch {
      throw ExecutionError.directoryUnwritable(path: folder, reason: error.localizedDescription)
    }
    let outcome = try await Coordinator(
      RealRun(
        scenario: try Scenario.load(input), policy: PolicyName("fifo"), seed: 1,
        directory: folder + "/coordination.run", resumes: false, workerCommand: workerCommand)
    ).run()
    let rows = outcome.result.trace.attempts
    let extra = (0..<rows.count).dropFirst(workers).compactMap { row in
      outcome.workSeconds[Int(rows.tasks[row])].map { rows.finishes[row] - rows.starts[row] - $0 }
    }.sorted()
    return extra.isEmpty ? 0 : max(0, extra[extra.count / 2])
  }
}
