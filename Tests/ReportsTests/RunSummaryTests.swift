import Testing

/// What the summary of a run says of copies and maintenance.
@Suite struct RunSummaryTests {
  private func summary(_ text: String) throws -> String { try ScenarioRun(text).summary }

  /// Two tasks in two copies each, one of each pair on a device of half the speed.
  @Test func copiesThatWereStopped() throws {
    let text = """
      cluster: speeds:2,1,2,1
      workflows: {w: {tasks: [{name: a, work: 4}, {name: b, work: 4}]}}
      """
    let copied = try summary(text + "\nrecovery: {replicate: {copies: 2}}")
    #expect(
      copied.contains("\ncopies       2 attempts stopped, since a copy was first\n"), "\(copied)")
    #expect(try !summary(text).contains("copies "))
    // What the limit ended was not stopped for a copy.
    let ended = try summary(text + "\nrecovery: {replicate: {copies: 2}}\ntime_limit: 1 s")
    #expect(ended.contains("time-limit") && !ended.contains("copies "), "\(ended)")
  }

  @Test func windows() throws {
    let text = """
      cluster:
        nodes: [{name: n, count: 2, devices: {cpu: 1}}]
        MAINTENANCE
      workflows: {w: {tasks: [{name: a, work: 30}]}}
      """
    let kept = try summary(
      text.replacingOccurrences(
        of: "MAINTENANCE", with: "maintenance: [{nodes: [n], start: 40 s, duration: 5 s}]"))
    #expect(!kept.contains("maintenance"), "\(kept)")
    let struck = try summary(
      text.replacingOccurrences(
        of: "MAINTENANCE", with: "maintenance: [{nodes: [n], start: 10 s, duration: 5 s}]"))
    #expect(struck.contains("\nmaintenance  a node was out of service 2 times\n"), "\(struck)")
  }
}
