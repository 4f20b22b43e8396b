import Foundation
import Testing

/// The regression gate.
@Suite struct CheckTests {
  private func baseline(_ scratch: Scratch) throws -> String {
    let path = scratch.file("baseline.csv").path
    let outcome = try Tool.run([
      "compare", "scenarios/topcuoglu2002.yaml", "scenarios/fork-join.yaml", "--seeds", "2",
      "--policies", "heft,fifo", "--csv", path,
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    return path
  }

  @Test func unchangedRunsPass() throws {
    let scratch = try Scratch()
    let path = try baseline(scratch)
    let outcome = try Tool.run(["check", path])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.hasSuffix("baseline.csv: 8 runs, none changed\n"))
  }

  @Test func baselinesWithoutRunsOrWithBadClustersAreRefused() throws {
    let scratch = try Scratch()
    let path = try baseline(scratch)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    _ = try scratch.write("\(lines[0])\n", to: "empty.csv")
    let empty = try Tool.run(["check", scratch.file("empty.csv").path])
    #expect(empty.status == 65)
    #expect(empty.error.contains("found no runs"))

    let marker = ",,,,0.0,0.0,"
    #expect(lines[1].contains(marker))
    let bad = lines[1].replacingOccurrences(of: marker, with: ",identical:0,,,0.0,0.0,")
    _ = try scratch.write("\(lines[0])\n\(bad)\n", to: "bad.csv")
    let outcome = try Tool.run(["check", scratch.file("bad.csv").path])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("bad.csv:2: cluster identical:0"))
  }

  @Test func aMovedMakespanFailsAndIsNamed() throws {
    let scratch = try Scratch()
    let path = try baseline(scratch)
    var text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("topcuoglu2002,heft,2,ok,80.0,"))
    text = text.replacingOccurrences(
      of: "topcuoglu2002,heft,2,ok,80.0,", with: "topcuoglu2002,heft,2,ok,79.0,")
    _ = try scratch.write(text, to: "baseline.csv")
    let outcome = try Tool.run(["check", path])
    #expect(outcome.status == 1)
    #expect(
      outcome.error.contains(
        "topcuoglu2002, heft, seed 2: 79.0 s before, 80.0 s now (+1.27 %)"))
    #expect(try Tool.run(["check", path, "--tolerance", "1.3"]).status == 0)
    #expect(try Tool.run(["check", path, "--tolerance", "1.2"]).status == 1)

    #expect(try Tool.run(["check", path, "--update"]).status == 0)
    #expect(try Tool.run(["check", path]).status == 0)
  }
}
