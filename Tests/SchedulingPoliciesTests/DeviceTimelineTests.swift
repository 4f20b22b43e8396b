import SchedulingModel
import SchedulingPolicies
import Testing

/// The chunked timeline against a sorted array of busy intervals that is scanned from the start.
@Suite struct DeviceTimelineTests {
  /// The slow twin. An interval of length zero takes no time, but nothing may run across it.
  struct BusyIntervals {
    var busy: [(start: Double, end: Double)] = []

    func earliest(ready: Double, duration: Double, limit: Double) -> Double? {
      var free = 0.0
      var found: Double?
      for interval in busy + [(.infinity, .infinity)] {
        let start = max(free, ready)
        // Only a gap that has a length can be used.
        if interval.start > free, interval.start >= ready, start + duration <= interval.start {
          found = start
          break
        }
        free = max(free, interval.end)
      }
      return found.flatMap { $0 + duration < limit ? $0 : nil }
    }

    mutating func add(_ start: Double, _ end: Double) {
      let index = busy.firstIndex { ($0.start, $0.end) > (start, end) } ?? busy.count
      busy.insert((start, end), at: index)
    }
  }

  private func draw(_ stream: inout RandomStream, upTo bound: UInt64) -> Double {
    Double(stream.below(bound * 4)) / 4
  }

  /// - Parameter step: how far ahead of each other consecutive ready times may lie; small: crowded.
  @Test(arguments: [
    (seed: UInt64(1), operations: 3000, span: UInt64(60_000), longest: UInt64(8)),
    (2, 3000, 400_000, 3), (3, 2500, 2000, 20), (4, 2500, 20, 5), (5, 2500, 1_000_000, 40),
  ])
  func againstTheTwin(seed: UInt64, operations: Int, span: UInt64, longest: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .generator)
    var timeline = DeviceTimeline()
    var twin = BusyIntervals()
    for step in 0..<operations {
      let ready = draw(&stream, upTo: span)
      let duration = stream.below(6) == 0 ? 0 : draw(&stream, upTo: longest)
      let limit =
        stream.below(3) == 0 ? ready + duration + draw(&stream, upTo: longest) : .infinity
      let slot = timeline.earliestSlot(ready: ready, duration: duration, limit: limit)
      let expected = twin.earliest(ready: ready, duration: duration, limit: limit)
      guard slot?.start == expected else {
        Issue.record(
          "seed \(seed), step \(step): \(slot?.start ?? -1), expected \(expected ?? -1)")
        return
      }
      guard let slot else { continue }
      // Half of the answers are only asked for, as a planner asks many devices for each placement.
      if stream.below(2) == 0 {
        timeline.occupy(slot, until: slot.start + duration)
        twin.add(slot.start, slot.start + duration)
      }
    }
    #expect(timeline.lastStart == twin.busy.map(\.end).max() ?? 0)
  }

  /// Roundings: fractions that are no binary numbers, back to back.
  @Test(arguments: UInt64(11)...16) func decimalFractions(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .generator)
    var timeline = DeviceTimeline()
    var twin = BusyIntervals()
    for step in 0..<3000 {
      let ready = Double(stream.below(3000)) * 0.1
      let duration = Double(stream.below(4)) * 0.1
      let slot = timeline.earliestSlot(ready: ready, duration: duration, limit: .infinity)
      let expected = twin.earliest(ready: ready, duration: duration, limit: .infinity)
      guard let slot, slot.start == expected else {
        Issue.record(
          "seed \(seed), step \(step): \(slot?.start ?? -1), expected \(expected ?? -1)")
        return
      }
      timeline.occupy(slot, until: slot.start + duration)
      twin.add(slot.start, slot.start + duration)
    }
  }

  /// Committed placements come in any order and may overlap each other and what is there.
  @Test(arguments: UInt64(21)...26) func blocks(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .generator)
    var timeline = DeviceTimeline()
    var twin = BusyIntervals()
    let span: UInt64 = seed % 2 == 0 ? 500 : 50_000
    for _ in 0..<600 {
      let start = draw(&stream, upTo: span)
      let end = start + draw(&stream, upTo: stream.below(20) == 0 ? 300 : 4)
      timeline.block(from: start, to: end)
      twin.add(start, end)
    }
    for step in 0..<2000 {
      let ready = draw(&stream, upTo: span)
      let duration = draw(&stream, upTo: 9)
      let slot = timeline.earliestSlot(ready: ready, duration: duration, limit: .infinity)
      let expected = twin.earliest(ready: ready, duration: duration, limit: .infinity)
      guard let slot, slot.start == expected else {
        Issue.record(
          "seed \(seed), step \(step): \(slot?.start ?? -1), expected \(expected ?? -1)")
        return
      }
      if step % 4 == 0 {
        timeline.occupy(slot, until: slot.start + duration)
        twin.add(slot.start, slot.start + duration)
      }
    }
  }

  /// Thousands of gaps in order, then more in the first of them, so that chunks move on to later
  /// blocks; long gaps are rare, so that searches skip chunks and blocks.
  @Test(arguments: UInt64(31)...38) func manyBlocks(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .generator)
    var twin = BusyIntervals()
    for index in 0..<3000 {
      let gap = stream.below(1500) == 0 ? 9.0 : Double(stream.below(3)) + 1.5
      twin.busy.append((Double(index) * 10, Double(index) * 10 + 10 - gap))
    }
    var timeline = DeviceTimeline()
    for interval in twin.busy { timeline.block(from: interval.start, to: interval.end) }
    for interval in twin.busy.prefix(600).shuffled(using: &stream) {
      for start in [interval.end + 0.25, interval.end + 0.75] {
        timeline.block(from: start, to: start + 0.25)
        twin.busy.append((start, start + 0.25))
      }
    }
    twin.busy.sort { $0 < $1 }
    for step in 0..<60 {
      let ready = draw(&stream, upTo: 30_000)
      let duration = step % 2 == 0 ? 8 : draw(&stream, upTo: 10)
      let slot = timeline.earliestSlot(ready: ready, duration: duration, limit: .infinity)
      let expected = twin.earliest(ready: ready, duration: duration, limit: .infinity)
      #expect(slot?.start == expected, "seed \(seed), step \(step)")
    }
  }

  @Test func aCommittedTaskOfLengthZeroSplitsTheFreeTime() {
    var timeline = DeviceTimeline()
    timeline.block(from: 10, to: 10)
    // A longer task across that instant would make the committed task wait.
    let across = timeline.earliestSlot(ready: 5, duration: 6, limit: .infinity)
    #expect(across?.start == 10)
    let before = timeline.earliestSlot(ready: 5, duration: 5, limit: .infinity)
    #expect(before?.start == 5)
  }
}
