import Foundation
import Testing

/// Traces of outages through the command line.
@Suite struct FitTests {
  private static let trace = """
    node,start_seconds,duration_seconds
    a,0,3600
    b,1800,7200
    a,86400,1800
    a,88200,900
    b,200000,3600
    a,300000,10800
    c,300000,600

    """

  @Test func textAndJSON() throws {
    let scratch = try Scratch()
    let file = try scratch.write(Self.trace, to: "trace.csv")
    let text = try Tool.run(["fit", file])
    #expect(text.status == 0)
    #expect(
      text.output.hasPrefix(
        "trace.csv: 7 outages of 3 nodes, 6 after merging those of one node that touch or overlap\n"
      ))
    #expect(text.output.contains("outages: {up: {"))
    let json = try Tool.run(["fit", file, "--format", "json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["outages"] as? Int == 7 && object["merged_outages"] as? Int == 6)
    let series = try #require(object["series"] as? [[String: Any]])
    #expect(series.map { $0["times"] as? String } == ["gaps", "down times", "up times"])
    // The last two begin at once.
    #expect(series[0]["zeros"] as? Int == 1 && series[0]["samples"] as? Int == 5)
    #expect(series[0]["mean_seconds"] as? Double == 50_000)
    #expect(series[2]["samples"] as? Int == 3)
  }

  @Test func badTraces() throws {
    let scratch = try Scratch()
    let missing = try Tool.run(["fit", scratch.file("none.csv").path])
    #expect(missing.status == 65 && missing.error.contains("no such file"))
    let file = try scratch.write(
      Self.trace.replacingOccurrences(of: "b,1800,7200", with: "b,soon,7200"), to: "bad.csv")
    let bad = try Tool.run(["fit", file])
    #expect(bad.status == 65)
    #expect(
      bad.error.contains("bad.csv:3: found 'soon' as start_seconds, expected a finite number"))
  }

  private static let losAlamos = Tool.root.appending(path: "../shared/data/lanl/system20.csv")
    .standardizedFileURL.path

  /// A month of work on every node of Los Alamos' system 20, from its tenth day.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: losAlamos), "../shared/data is absent"))
  func aScenarioRunsOnLosAlamosTrace() throws {
    let fitted = try Tool.run(["fit", Self.losAlamos]).output
    #expect(
      fitted.hasPrefix(
        "system20.csv: 2478 outages of 400 nodes, 2461 after merging those of one node that touch or "
          + "overlap\nmean down time before merging: 3.5008 h (210.05 min)\n"), "\(fitted)")
    // The mean gap, as published with the data.
    #expect(fitted.contains("\ngaps          2400    77   13.1669 "))
    let scratch = try Scratch()
    let tasks = (0..<512).map { "          - {name: t\($0), work: 30 d}\n" }.joined()
    let input = try scratch.write(
      """
      name: lanl
      seeds: 1
      cluster:
        nodes:
          - {name: n, count: 512, devices: {cpu: 1}, outages: {trace: \(Self.losAlamos), from: 10 d}}
      recovery: {checkpoint: {every: 1 h, write: 1 min}}
      workflows:
        w:
          tasks:
      \(tasks)
      """, to: "lanl.yaml")
    let outcome = try Tool.run([
      "compare", input, "--policies", "fifo,heft", "--csv", "-", "--quiet",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.count == 3)
    for row in rows.dropFirst() {
      #expect(row[3] == "ok")
      // Attempts lost.
      #expect(Int(row[11]) ?? 0 > 20, "\(row)")
    }
  }
}
