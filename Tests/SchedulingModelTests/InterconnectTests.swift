import SchedulingModel
import Testing

@Suite struct InterconnectTests {
  @Test func latencyFirstThenBandwidth() {
    let links = Interconnect(
      node: .init(latency: 1, bandwidth: 100), pod: .init(latency: 2, bandwidth: 10),
      across: .init(latency: 3, bandwidth: 1))
    #expect(Interconnect.Level.allCases.map { links.seconds(50, over: $0) } == [0, 1.5, 7, 53])
    #expect(Interconnect.Level.allCases.map { links.seconds(0, over: $0) } == [0, 0, 0, 0])
  }

  @Test func uniform() {
    let links = Interconnect.uniform(latency: 5e-5, bandwidth: 1.25e9)
    #expect(links.node == links.across && links.pod == links.across)
    #expect(links.seconds(1e6, over: .pod) == 5e-5 + 1e6 / 1.25e9)
  }
}
