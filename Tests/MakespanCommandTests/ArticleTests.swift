import Foundation
import Testing

/// Every command that the articles show gives the output that they show.
///
/// Commands stand in code blocks after `$ `, their output below them; one without output may print
/// what it likes. A YAML block that begins with `name: x` is the file `x.yaml`. The commands of an
/// article run in order in one folder, beside the shipped scenarios.
@Suite struct ArticleTests {
  static let catalog = Tool.root.appendingPathComponent("Sources/Makespan/Makespan.docc")

  @Test(arguments: [
    "GettingStarted", "ComparingRecoveries", "Policies/heft", "Policies/cpop", "Policies/peft",
    "Policies/mct",
    "Policies/min-min", "Policies/max-min", "Policies/critical-path", "Policies/priority-list",
    "Policies/fifo", "Policies/round-robin", "Policies/random", "Policies/heft-replan",
    "Policies/heft-repair", "Policies/heft-reliable", "Policies/critical-path-expected",
    "Policies/adaptive",
  ])
  func commandsGiveTheirOutput(article: String) throws {
    let text = try String(
      contentsOf: Self.catalog.appendingPathComponent("\(article).md"), encoding: .utf8)
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: scratch.file("scenarios"),
      withDestinationURL: Tool.root.appendingPathComponent("scenarios"))
    var commands = 0
    // Between fences: text and code in turn.
    for (index, part) in text.components(separatedBy: "```").enumerated() where index % 2 == 1 {
      if part.hasPrefix("yaml\nname: ") {
        let file = part.dropFirst("yaml\n".count)
        let name = file.prefix { $0 != "\n" }.dropFirst("name: ".count)
        _ = try scratch.write(String(file), to: "\(name).yaml")
      }
      guard part.hasPrefix("\n$ ") else { continue }
      for step in part.components(separatedBy: "\n$ ").dropFirst() {
        let lines = step.replacingOccurrences(of: "\\\n", with: "")
          .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let output = try shell(String(lines[0]), in: scratch)
        let expected = lines.count > 1 ? lines[1].trimmingCharacters(in: .newlines) : ""
        commands += 1
        guard !expected.isEmpty else { continue }
        #expect(output.trimmingCharacters(in: .newlines) == expected, "\(lines[0])")
      }
    }
    #expect(commands > 0)
  }

  /// Standard output, then standard error, of a command line.
  private func shell(_ command: String, in scratch: Scratch) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let files = [scratch.file("output"), scratch.file("error")]
    process.arguments = ["-c", command]
    process.currentDirectoryURL = scratch.folder
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = ["PATH": "\(Tool.products.path):\(path)"]
    process.standardInput = FileHandle.nullDevice
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }.joined()
  }
}
