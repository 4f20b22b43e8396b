import Foundation
import Testing

/// Several recoveries of one scenario under the same failures.
@Suite struct RecoveryComparisonTests {
  /// Ten seconds of work, and an outage from 4 to 5: 15 s where nothing is saved, 12 where 3 s are.
  private static let scenario = """
    name: one
    seeds: 2
    policies: [fifo, heft]
    cluster: {nodes: [{name: n, devices: {cpu: 1}, outages: {at: [{start: 4, duration: 1}]}}]}
    workflows: {w: {tasks: [{name: a, work: 10}]}}
    recovery: nothing
    recoveries:
      nothing: {}
      often: {checkpoint: {every: 3 s}}
    """

  private func input(_ scratch: Scratch) throws -> String {
    try scratch.write(Self.scenario, to: "one.yaml")
  }

  @Test func bestFirstAndPaired() throws {
    let scratch = try Scratch()
    let path = try input(scratch)
    let csv = scratch.file("runs.csv").path
    let outcome = try Tool.run(["compare", path, "--recovery", "all", "--csv", csv])
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(lines[1].prefix(2) == ["policy", "recovery"])
    let rows = lines.filter { ["fifo", "heft"].contains($0[0]) }
    #expect(
      rows.map { Array($0.prefix(3)) } == [
        ["fifo", "often", "12.00"], ["heft", "often", "12.00"], ["fifo", "nothing", "15.00"],
        ["heft", "nothing", "15.00"],
      ])
    #expect(rows[2].contains("+3.00"))
    // The same runs again, from the CSV alone.
    let checked = try Tool.run(["check", csv])
    #expect(checked.output.hasSuffix("8 runs, none changed\n"), "\(checked.error)")
    let text = try String(contentsOfFile: csv, encoding: .utf8)
    #expect(text.split(separator: "\n")[0].hasSuffix(",recovery"))
    #expect(text.contains("one,heft,2,ok,12.0,") && text.contains(",often\n"))
    let json = try Tool.run(["compare", path, "--recovery", "often,nothing", "--json", "-"]).output
    #expect(json.contains("\"recovery\":\"often\"") && json.contains("\"recovery\":\"nothing\""))
    let page = try Tool.run(["compare", path, "--recovery", "all", "--html", "-"]).output
    #expect(page.contains("<td>fifo with often</td>"))
  }

  /// One recovery, or the scenario's own: a table without the column.
  @Test func oneRecovery() throws {
    let scratch = try Scratch()
    let path = try input(scratch)
    let own = try Tool.run(["compare", path])
    #expect(own.output.contains("15.00") && !own.output.contains("recovery"))
    let run = try Tool.run(["run", path, "--policy", "fifo", "--recovery", "often"])
    #expect(run.output.contains("\nmakespan     12.0 s\n"), "\(run.output)\(run.error)")
    let without = try scratch.write(
      Self.scenario.replacingOccurrences(of: "recovery: nothing\n", with: ""), to: "without.yaml")
    #expect(
      try Tool.run(["run", without, "--policy", "fifo"]).output.contains("\nmakespan     15.0 s\n"))
  }

  /// The scenario's own recovery is checked, whichever is in use.
  @Test func anOwnRecoveryThatIsNotInUse() throws {
    let scratch = try Scratch()
    let bad = try scratch.write(
      Self.scenario.replacingOccurrences(of: "recovery: nothing", with: "recovery: {restat: 1}"),
      to: "bad.yaml")
    let outcome = try Tool.run(["run", bad, "--policy", "fifo", "--recovery", "often"])
    #expect(outcome.status == 65 && outcome.error.contains("unknown key 'restat'"))
  }

  /// Copies shift ids, and not draws: lengths and failures of all jobs are those of the run without copies.
  @Test func copiesChangeNoDraws() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      """
      name: jobs
      seeds: 5
      policies: [fifo]
      cluster: identical:24
      workflows: {w: {tasks: [{name: a, work: 10}, {name: b, work: 5, needs: [a]}]}}
      jobs: [{workflow: w, count: 3}]
      noise: {log_normal: {sigma: 0.5}}
      estimates: {log_normal: {sigma: 0.5}}
      recoveries:
        nothing: {}
        copies: {replicate: {copies: 3}}
      """, to: "jobs.yaml")
    let csv = try Tool.run(["compare", path, "--recovery", "all", "--csv", "-"])
    let rows = csv.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 10, "\(csv.error)")
    // Copies of equal devices are as long as their originals: every seed takes as long with them.
    for (plain, copied) in zip(rows.prefix(5), rows.suffix(5)) {
      #expect(plain[4] == copied[4] && plain.last != copied.last, "\(plain) \(copied)")
    }
  }

  @Test(arguments: [
    (
      ["--recovery", "oftn"], 64,
      "--recovery: found 'oftn', expected one of nothing, often (nearest: 'often')"
    ),
    (["--recovery", "often,often"], 64, "--recovery names 'often' twice"),
    (["--recovery", "often,"], 64, "--recovery: found '', expected one of nothing, often"),
  ])
  func badNames(arguments: [String], status: Int32, message: String) throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(["compare", try input(scratch)] + arguments)
    #expect(outcome.status == status && outcome.error.contains(message), "\(outcome.error)")
  }

  @Test func scenariosWithoutRecoveries() throws {
    let all = try Tool.run(["compare", "scenarios/fork-join.yaml", "--recovery", "all"])
    #expect(
      all.status == 64
        && all.error.contains(
          "--recovery is 'all', but scenarios/fork-join.yaml has no 'recoveries'")
    )
    let one = try Tool.run(["compare", "scenarios/fork-join.yaml", "--recovery", "often"])
    #expect(
      one.status == 64
        && one.error.contains("found 'often', expected no name: the scenario has no 'recoveries'"))
  }
}
