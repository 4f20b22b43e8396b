import Reports
import Testing

/// What reports of a run say of links that failed.
@Suite struct LinkReportTests {
  private func run(_ uplinks: String) throws -> ScenarioRun {
    try ScenarioRun(
      """
      cluster:
        nodes: [{name: n, count: 2, devices: {cpu: 1}}]
        links: {pod: {bandwidth: 1}}
        \(uplinks)
      workflows:
        w:
          tasks:
            - {name: a, work: 10, device: n-0}
            - {name: b, work: 10, device: n-1, needs: {a: 20}}
      """)
  }

  private let outages =
    "uplinks: [{nodes: [n], outages: {at: [{start: 1, duration: 2}, {start: 15, duration: 30}]}}]"

  @Test func theSummaryCountsThem() throws {
    let text = try run(outages).summary
    // Both links fail; the first stops the transfer.
    #expect(text.contains("\nlinks out    4 times, with 1 transfer under way\nmoved "), "\(text)")
    #expect(text.contains("\nmakespan     75.0 s"), "\(text)")
    #expect(try !run("").summary.contains("links out"))
  }

  @Test func theChromeTraceShowsThem() throws {
    let json = try ChromeTrace.json(run(outages).result)
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
    let run = try run(outages)
    let report = ScheduleReport(run.result.schedule, scenario: run.scenario, file: "s.csv")
    #expect(report.isValid)
    #expect(try report.text(asJSON: false).contains("note: outages are not checked\n"))
  }
}
