import Foundation
import Interchange
import Testing

@Suite struct OutageTraceTests {
  @Test func plainTrace() throws {
    let trace = try OutageTrace(
      """
      duration_seconds,node,start_seconds,cause
      5,b,20,power
      10,a,0,disk
      7,a,10,disk
      1,a,30,
      """, name: "t.csv")
    #expect(trace.records.map(\.node) == ["a", "a", "b", "a"])
    #expect(trace.records.map(\.start) == [0, 10, 20, 30])
    #expect(trace.nodes == ["a", "b"])
    // The first two touch.
    let merged = trace.merged.records
    #expect(merged.map(\.start) == [0, 20, 30])
    #expect(merged.map(\.duration) == [17, 5, 1])
  }

  @Test func anOutageInsideAnotherIsPartOfIt() {
    let trace = OutageTrace(records: [
      .init(node: "a", start: 0, duration: 100), .init(node: "a", start: 10, duration: 5),
      .init(node: "a", start: 90, duration: 20),
    ])
    #expect(trace.merged.records == [.init(node: "a", start: 0, duration: 110)])
  }

  @Test func formOfLosAlamos() throws {
    let trace = try OutageTrace(
      """
      System,nodenumz,Prob Started,Prob Fixed,Down Time
      20,7,12/31/2001 23:30,1/1/2002 0:10,40
      20,0,2/29/2004 1:05,2/29/2004 2:05,60
      20,7,12/31/2001 22:30,12/31/2001 22:31,1
      """, name: "lanl.csv")
    #expect(trace.records.map(\.node) == ["7", "7", "0"])
    // 789 days and 2 h 35 min after the first.
    let starts: [Double] = [0, 3600, 789 * 86_400 + 9300]
    #expect(trace.records.map(\.start) == starts)
    #expect(trace.records.map(\.duration) == [60, 2400, 3600])
  }

  private static let refused: [(String, String)] = [
    ("node,start_seconds,duration_seconds\n", "no outages"),
    ("node,start,duration_seconds\na,1,2\n", "no column 'start_seconds'"),
    ("node,start_seconds,duration_seconds\na,-1,2\n", "'-1' as start_seconds"),
    ("node,start_seconds,duration_seconds\na,1,soon\n", "'soon' as duration_seconds"),
    ("node,start_seconds,duration_seconds\n,1,2\n", "'' as node"),
    ("nodenumz,Prob Started,Down Time\n1,13/31/2001 1:00,2\n", "'13/31/2001 1:00' as Prob Started"),
    (
      "nodenumz,Prob Started,Down Time\n1,1/9223372036854775807/2001 1:00,2\n", "as Prob Started"
    ),
    (
      "System,nodenumz,Prob Started,Down Time\n2,0,1/1/2001 0:00,60\n3,0,1/1/2001 0:30,60\n",
      ":3: found '3' as System, expected one system alone, as in the first line: '2'"
    ),
    ("nodenumz,Prob Started,Down Time\n1,yesterday,2\n", "'yesterday' as Prob Started"),
  ]

  @Test(arguments: refused)
  func whatIsNoTraceIsRefused(text: String, found: String) {
    let error = #expect(throws: FormatError.self) { try OutageTrace(text, name: "t.csv") }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(found), "\(message)")
  }

  /// Los Alamos' system 20: counts and means as published with the data.
  @Test(.enabled(if: SharedData.isPresent, SharedData.absent))
  func losAlamosSystem20() throws {
    let text = try String(
      contentsOfFile: SharedData.path("lanl/system20.csv"), encoding: .utf8)
    let trace = try OutageTrace(text, name: "system20.csv")
    #expect(trace.records.count == 2478)
    let starts = trace.records.map(\.start)
    let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
    let meanGap = gaps.reduce(0, +) / Double(gaps.count)
    #expect(abs(meanGap / 3600 - 13.1669) < 5e-5)
    let minutes = trace.records.map { $0.duration / 60 }
    let meanDown = minutes.reduce(0, +) / 2478
    #expect(abs(meanDown - 210.05) < 5e-3)
    let sorted = minutes.sorted()
    #expect(sorted[1238] == 75 && sorted[1239] == 75)
    let merged = trace.merged.records
    #expect(merged.count == 2461)
    var lastEnd: [String: Double] = [:]
    for record in merged {
      #expect(record.start > lastEnd[record.node] ?? -1)
      lastEnd[record.node] = record.end
    }
  }
}
