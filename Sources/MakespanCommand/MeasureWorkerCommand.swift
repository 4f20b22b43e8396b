import ArgumentParser
import Foundation
import LanguageModel

/// One worker of `measure`: reads a task a line, runs and times it, and answers with a line. Ends with
/// its input.
struct MeasureWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-worker",
    abstract: "Run and time stage tasks: one JSON task a line in, one JSON answer a line out.",
    shouldDisplay: false)

  @Option(help: "OpenBLAS threads.")
  var threads: Int = 1

  /// What a line of output says.
  struct Answer: Codable {
    var timing: StageTiming?
    var error: String?
  }

  func run() throws {
    BLASLibrary.threads = threads
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    while let line = readLine() {
      var answer = Answer()
      do {
        let task = try JSONDecoder().decode(StageTask.self, from: Data(line.utf8))
        answer.timing = try StageTiming(running: task)
      } catch let error as LanguageModelError {
        answer.error = "\(error)"
      } catch {
        answer.error = "this line is no task: \(error)"
      }
      Console.output(String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n")
    }
  }
}
