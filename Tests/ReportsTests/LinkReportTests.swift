import Analysis
import Foundation
import Reports
import Scenarios
import SchedulingPolicies
import SimulationEngine
import Testing

/// What reports of a run say of links that failed.
@Suite struct LinkReportTests {
  private func result(_ uplinks: String) throws -> (RunResult, Scenario) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster:
        nodes: [{name: n, count: 2, devices: {cpu: 1}}]
        links: {pod: {bandwidth: 1}}
        \(uplinks)
      workflows:
        w:
          tasks:
            - {name: a, work: 10, device: n-0}
            - {name: b, work: 10, device: n-1, needs: {a: 20}}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let scenario = try Scenario.load(file.path)
    let policy = try PolicyCatalog.makePolicy(PolicyName(parsing: "fifo"), seed: 1)
    return (scenario.simulation(seed: 1).run(policy), scenario)
  }

  private let outages =
    "uplinks: [{nodes: [n], outages: {at: [{start: 1, duration: 2}, {start: 15, duration: 30}]}}]"

  @Test func theSummaryCountsThem() throws {
    func summary(_ uplinks: String) throws -> String {
      let (result, scenario) = try result(uplinks)
      let metrics = Metrics(result, costs: scenario.conditions.costs)
      return RunSummary.text(
        result, metrics: metrics, policy: try PolicyName(parsing: "fifo"), scenario: scenario)
    }
    let text = try summary(outages)
    // Both links fail; the first stops the transfer.
    #expect(text.contains("\nlinks out    4 times, with 1 transfer under way\nmoved "), "\(text)")
    #expect(text.contains("\nmakespan     75.0 s"), "\(text)")
    #expect(try !summary("").contains("links out"))
  }

  @Test func theChromeTraceShowsThem() throws {
    let (result, _) = try result(outages)
    let json = try ChromeTrace.json(result)
    for name in ["links", "n-0", "n-1"] {
      #expect(json.contains("{\"args\":{\"name\":\"\(name)\"},\"name\":"))
    }
    let event = """
      {"args":{"transfers":"1"},"cat":"outage","dur":30000000,"name":"outage","ph":"X","pid":2,\
      "tid":0,"ts":15000000}
      """
    #expect(json.contains(event), "\(json)")
    #expect(json.components(separatedBy: "\"cat\":\"outage\"").count == 1 + 4)
  }

  @Test func aScheduleIsCheckedWithoutThem() throws {
    let (result, scenario) = try result(outages)
    let report = ScheduleReport(result.schedule, scenario: scenario, file: "s.csv")
    #expect(report.isValid)
    #expect(try report.text(asJSON: false).contains("note: outages are not checked\n"))
  }
}
