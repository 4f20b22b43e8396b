import SchedulingModel
import Testing

@Suite struct ScheduledOutageTests {
  private func merged(_ times: [(Double, Double)]) -> [[Double]] {
    let model = OutageModel.scheduled(times.map { .init(start: $0.0, duration: $0.1) })
    guard case .scheduled(let outages) = model.process else { return [] }
    return outages.map { [$0.start, $0.duration] }
  }

  @Test func sortedAndMerged() {
    #expect(merged([(10, 1), (2, 3)]) == [[2, 3], [10, 1]])
    #expect(merged([(2, 5), (4, 1), (6, 4), (10, 1)]) == [[2, 8], [10, 1]])
    #expect(merged([(3, 0), (3, 0), (3, 2)]) == [[3, 2]])
    #expect(merged([]) == [])
  }

  @Test func soundness() {
    #expect(OutageModel.scheduled([.init(start: 0, duration: 0)]).isSound)
    for bad in [-1, Double.nan, .infinity] {
      #expect(!OutageModel.scheduled([.init(start: bad, duration: 1)]).isSound)
      #expect(!OutageModel.scheduled([.init(start: 1, duration: bad)]).isSound)
      #expect(!OutageModel(meanUpSeconds: bad, repair: .constant(1)).isSound)
    }
    #expect(!OutageModel.scheduled([.init(start: 1, duration: 1)]).isRandom)
    #expect(OutageModel(meanUpSeconds: 1, repair: .constant(1)).isRandom)
  }
}
