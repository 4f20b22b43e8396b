import SchedulingModel
import SimulationEngine
import Testing

/// The order of events: time, kind, sequence.
@Suite struct EventQueueTests {
  @Test func kindsAtOneInstant() {
    let expected: [Event.Kind] = [
      .inputsArrived, .completion, .mend, .repair, .reopening, .outage, .closing, .drain,
      .detection, .taskFailure, .timer, .arrival,
    ]
    var queue = EventQueue()
    for kind in expected.reversed() { queue.add(kind, at: 3, subject: 0) }
    #expect(round(&queue).map(\.kind) == expected)
    #expect(queue.nextTime == nil)
  }

  @Test func againstASort() {
    let kinds: [Event.Kind] = [
      .inputsArrived, .completion, .repair, .outage, .taskFailure, .arrival,
    ]
    var stream = RandomStream(seed: 5, purpose: .generator)
    var queue = EventQueue()
    var expected: [(time: Double, kind: Int, subject: Int)] = []
    for subject in 0..<20_000 {
      let time = Double(stream.below(300)) / 7
      let kind = Int(stream.below(6))
      queue.add(kinds[kind], at: time, subject: subject)
      expected.append((time, kind, subject))
    }
    expected.sort { ($0.time, $0.kind, $0.subject) < ($1.time, $1.kind, $1.subject) }
    let workload = expected.count { kinds[$0.kind] != .outage && kinds[$0.kind] != .repair }
    #expect(queue.workloadEvents == workload)
    var taken: [Event] = []
    while queue.nextTime != nil { taken += round(&queue) }
    #expect(taken.map { Int($0.subject) } == expected.map(\.subject))
    #expect(taken.map(\.time) == expected.map(\.time))
    #expect(queue.workloadEvents == 0)
  }

  /// An event that is created while a round is handled belongs to the next round, whatever its kind.
  @Test func aRoundIsClosed() {
    var queue = EventQueue()
    queue.add(.outage, at: 1, subject: 7)
    queue.add(.arrival, at: 1, subject: 8)
    var first: [Event] = []
    queue.takeRound(into: &first)
    queue.add(.repair, at: 1, subject: 7)
    #expect(first.map(\.kind) == [.outage, .arrival])
    #expect(round(&queue).map(\.kind) == [.repair])
  }

  private func round(_ queue: inout EventQueue) -> [Event] {
    var events: [Event] = []
    queue.takeRound(into: &events)
    return events
  }
}
