import Reports
import SimulationEngine
import Testing

/// What the summary of a run says of lost and slow attempts.
@Suite struct LossTableTests {
  private func summary(_ text: String) throws -> (text: String, result: RunResult) {
    let run = try ScenarioRun(text)
    return (run.summary, run.result)
  }

  private func scenario(_ failures: String) -> String {
    """
    cluster: {nodes: [{name: n, devices: {cpu: 1}, outages: {at: [{start: 1 s, duration: 1 s}]}}]}
    workflows: {w: {generate: {chain: {tasks: 40, work: 10 s}}}}
    failures: \(failures)
    """
  }

  @Test func lostAttemptsByCause() throws {
    let (text, result) = try summary(
      scenario("{per_hour: 120, causes: {disk: 1, never: 0, network card: 2}}"))
    let losses = result.trace.losses
    let (disk, card) = (losses.indices.count { $0 == 0 }, losses.indices.count { $0 == 2 })
    #expect(disk > 0 && card > 0 && disk + card + 1 == losses.count)
    let table = """
      lost to
        an outage of its node  1
        disk                   \(disk)
        network card           \(card)

      """
    #expect(text.hasSuffix("\n" + table), "\(text)")
  }

  /// The trace says of each lost attempt what it was lost to, and how the run ended.
  @Test func theChromeTraceTells() throws {
    let (_, result) = try summary(
      scenario("{per_attempt: 0.9, causes: {disk: 1}}\nattempts: 3"))
    let failures = TaskFailureModel(probability: 0.9).divided(among: [("disk", 1)])
    let json = try ChromeTrace.json(result, failures: failures)
    #expect(result.status != .ok && json.contains("\"status\":\"gave-up\""))
    #expect(json.contains(" was given up after 3 lost attempts\""), "\(json)")
    let lost = result.trace.losses
    #expect(lost.count > 1)
    #expect(
      json.components(separatedBy: "\"lost to\":\"disk\"").count - 1
        == lost.causes.count { $0 == .task })
    #expect(json.components(separatedBy: "\"lost to\":\"an outage of its node\"").count - 1 == 1)
    // Without the names.
    #expect(try ChromeTrace.json(result).contains("\"lost to\":\"a failure of its own\""))
  }

  @Test func maintenanceIsNoOutage() throws {
    let (text, result) = try summary(
      """
      cluster:
        nodes: [{name: n, devices: {cpu: 1}, outages: {at: [{start: 1 s, duration: 1 s}]}}]
        maintenance: [{nodes: [n], start: 15 s, duration: 5 s}]
      workflows: {w: {tasks: [{name: late, work: 10 s}]}}
      noise: {constant: 2}
      failures: {per_hour: 0.001, causes: {disk: 1}}
      """)
    #expect(result.trace.losses.causes == [.outage, .maintenance])
    #expect(
      text.hasSuffix("\nlost to\n  an outage of its node    1\n  maintenance of its node  1\n"),
      "\(text)")
  }

  @Test func nothingToTellApart() throws {
    #expect(try !summary(scenario("{per_hour: 120}")).text.contains("lost to"))
    let (text, _) = try summary(scenario("{}\nstragglers: {probability: 1, factor: 2}"))
    #expect(text.contains("stragglers   41 of 41 attempts\n"), "\(text)")
  }
}
