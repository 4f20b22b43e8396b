import Foundation
import LanguageModel

/// The worker processes of `measure`: copies of this executable that run a task each at the same time.
///
/// They are started once and stay, so that all samples but the warm-up are of warm processes. They end
/// with their input: at `end()`, or when this process dies.
final class MeasureWorkers {
  private struct Worker {
    let process: Process
    let input: FileHandle
    let output: FileHandle
  }

  private var workers: [Worker] = []

  /// Starts `count` workers with so many OpenBLAS threads each.
  ///
  /// - Throws: `LanguageModelError.workerFailed`.
  init(count: Int, threads: Int, program: String) throws(LanguageModelError) {
    for _ in 0..<count {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["measure-worker", "--threads", "\(threads)"]
      let (input, output) = (Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      do {
        try process.run()
      } catch {
        end()
        throw .workerFailed(reason: "it does not start: \(error.localizedDescription)")
      }
      workers.append(
        Worker(
          process: process, input: input.fileHandleForWriting,
          output: output.fileHandleForReading))
    }
  }

  /// Gives each worker its task, and returns when all have finished.
  ///
  /// - Throws: `LanguageModelError.workerFailed` for the first that fails.
  func run(_ tasks: [StageTask]) throws(LanguageModelError) -> [StageTiming] {
    for (worker, task) in zip(workers, tasks) {
      do {
        try worker.input.write(contentsOf: try JSONEncoder().encode(task) + Data("\n".utf8))
      } catch {
        throw .workerFailed(reason: "it ended before a task of stage \(task.stage.rawValue)")
      }
    }
    var timings: [StageTiming] = []
    for (worker, task) in zip(workers, tasks) {
      guard let line = Self.line(from: worker.output),
        let answer = try? JSONDecoder().decode(MeasureWorkerCommand.Answer.self, from: line)
      else { throw .workerFailed(reason: "it ended in a task of stage \(task.stage.rawValue)") }
      guard let timing = answer.timing else {
        throw .workerFailed(reason: answer.error ?? "it gave no answer")
      }
      timings.append(timing)
    }
    return timings
  }

  /// Ends all workers, and waits for them.
  func end() {
    for worker in workers { try? worker.input.close() }
    for worker in workers { worker.process.waitUntilExit() }
    workers = []
  }

  /// The next line, without its end; nil if the worker has ended. Answers are one line for one task, so
  /// nothing follows a line end.
  private static func line(from output: FileHandle) -> Data? {
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let part = output.availableData
      guard !part.isEmpty else { return nil }
      line += part
    }
    return line.dropLast()
  }
}
