import Foundation
import Interchange
import Testing

@Suite struct MeasureTests {
  @Test func concurrentWorkersAreMeasuredAndFitted() throws {
    let scratch = try Scratch()
    let file = scratch.file("profile.json")
    let outcome = try Tool.run([
      "measure", "--model", "micro", "--repetitions", "2", "--concurrent", "2", "--output",
      file.path,
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("1 thread, 2 workers at once, peak "))
    #expect(outcome.output.contains("worst residual"))
    #expect(outcome.error.hasPrefix("training loss 5.5"))
    let profile = try CostProfile.read(Data(contentsOf: file), name: "profile.json")
    #expect(profile.machine.concurrent == 2 && profile.machine.pinning == "none")
    #expect(profile.machine.threads == 1)
    #expect(
      profile.stages.map(\.stage) == ["load_data", "preprocess", "train", "evaluate", "optimize"])
    for stage in profile.stages {
      // Two repetitions of two workers.
      #expect(stage.samples.count == 4)
      let fit = try #require(stage.fit, "\(stage.stage)")
      #expect(fit.regressor == (stage.flops > 0 ? .flops : .bytes))
      #expect(fit.points.allSatisfy { $0.samples.count == 4 })
      #expect(fit.points.contains { $0.units == stage.units && $0.samples == stage.samples })
    }

    // Tasks far beyond what was measured are priced by the fit, and that is said.
    let compared = try Tool.run([
      "compare", "scenarios/glm-lifecycle.yaml", "--profile", file.path, "--policies", "heft",
      "--seeds", "1",
    ])
    #expect(
      compared.error.contains(
        "train: 4e+11 to 8e+11 tokens lie beyond the measured 64…256: extrapolated from the fit"))
  }

  @Test func oneWorkerWritesToStandardOutput() throws {
    let outcome = try Tool.run(["measure", "--model", "micro", "--repetitions", "1"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let profile = try CostProfile.read(Data(outcome.output.utf8), name: "output")
    #expect(profile.machine.concurrent == 1)
    #expect(profile.corpus == "grammar text, 83886 bytes, seed 1")
  }

  @Test func whatGoesWrongInAWorkerIsBadInput() throws {
    let scratch = try Scratch()
    let book = try scratch.write("too short", to: "book.txt")
    let outcome = try Tool.run(["measure", "--model", "micro", "--corpus", book])
    #expect(outcome.status == 65)
    #expect(outcome.error == "error: the corpus has 9 bytes; the model needs at least 170\n")
  }

  /// Runs `measure-worker` under bash with some lines as input.
  private func worker(_ lines: [String], limits: String = "") throws -> Tool.Outcome {
    let scratch = try Scratch()
    let input = try scratch.write(lines.joined(separator: "\n") + "\n", to: "input")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let tool = Tool.products.appendingPathComponent("makespan").path
    process.arguments = ["-c", "\(limits) exec '\(tool)' measure-worker < '\(input)'"]
    let (output, error) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, error)
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let errors = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Tool.Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      error: String(decoding: errors, as: UTF8.self))
  }

  private func task(_ stage: String, _ folder: URL, _ output: String) -> String {
    """
    {"stage":"\(stage)","model":"micro","units":0.1,"seed":1,"index":0,"shareStart":0,"shareEnd":1,\
    "inputs":{"raw":[],"tokens":[],"results":[]},"output":"\(folder.path)/\(output)"}
    """
  }

  @Test func aWorkerAnswersEveryLine() throws {
    let scratch = try Scratch()
    let outcome = try worker([
      task("load_data", scratch.folder, "a"), "no task", task("train", scratch.folder, "b"),
    ])
    #expect(outcome.status == 0 && outcome.error == "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].contains(#""bytesWritten":104858"#))
    #expect(lines[1].contains("this line is no task"))
    #expect(
      lines[2]
        == #"{"error":"stage train needs a file of stage preprocess, and was given none"}"#)
  }

  /// A file-size limit stands in for a full disk: writing ends in the middle.
  @Test func aFullDiskIsATypedErrorThatLeavesNothing() throws {
    let scratch = try Scratch()
    let outcome = try worker(
      [task("load_data", scratch.folder, "a")], limits: "trap '' XFSZ; ulimit -f 64;")
    #expect(
      outcome.output
        == #"{"error":"cannot write \#(scratch.folder.path)/a: File too large"}"# + "\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == [])
  }
}
