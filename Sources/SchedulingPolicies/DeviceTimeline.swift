/// The free time of one device: sorted gaps, the last one open-ended.
///
/// Insertion-based planners ask for the earliest gap that takes a task, many times for each one that
/// they place. A plain sorted array rescans all gaps that are too small, which goes quadratic at
/// 10⁶ tasks. Here gaps live in chunks of up to 64, chunks in blocks of 32, and each chunk and
/// block keeps the length of its longest gap, so that the search skips what cannot fit. That length
/// is only a filter, rounded up; the comparison start + duration ≤ end always decides.
///
/// Invariants: gaps have positive length, are sorted and disjoint; the last gap ends at infinity;
/// only the last chunk can be left without a successor; `lastStart` is the start of the last gap.
package struct DeviceTimeline {
  static let chunkCapacity = 64
  static let blockCapacity = 32

  /// Gap bounds; chunk c holds the places c × 64 ..< c × 64 + counts[c].
  var starts: [Double]
  var ends: [Double]
  var counts: [Int]
  /// The chunks in order of time, each with the end of its last gap and its longest gap's length.
  var order: [Int] = [0]
  var chunkEnds: [Double] = [.infinity]
  var chunkLongest: [Double] = [.infinity]
  var blockLongest: [Double] = [.infinity]
  /// When the device is free for good, in seconds.
  package private(set) var lastStart = 0.0

  /// A free slot that was found.
  package struct Slot {
    package var start: Double
    var place: Int
    var index: Int
  }

  package init() {
    starts = [Double](repeating: 0, count: Self.chunkCapacity)
    ends = [Double](repeating: 0, count: Self.chunkCapacity)
    counts = [1]
    ends[0] = .infinity
  }

  /// The earliest slot of a length at or after `ready` that ends before `limit`; nil if there is
  /// none. O(log gaps) in the typical case.
  @inline(__always)
  package func earliestSlot(ready: Double, duration: Double, limit: Double) -> Slot? {
    guard ready + duration < limit else { return nil }
    if ready >= lastStart {
      return Slot(start: ready, place: order.count - 1, index: counts[order[order.count - 1]] - 1)
    }
    return searchGaps(ready: ready, duration: duration, limit: limit)
  }

  private func searchGaps(ready: Double, duration: Double, limit: Double) -> Slot? {
    var place = firstPlace(endingAtOrAfter: ready)
    while place < order.count {
      if place % Self.blockCapacity == 0, blockLongest[place / Self.blockCapacity] < duration {
        place += Self.blockCapacity
        continue
      }
      if chunkLongest[place] >= duration {
        let base = order[place] * Self.chunkCapacity
        let count = counts[order[place]]
        for index in firstIndex(in: base..<(base + count), endingAtOrAfter: ready)..<count {
          let start = max(starts[base + index], ready)
          if start + duration >= limit { return nil }
          if start + duration <= ends[base + index] {
            return Slot(start: start, place: place, index: index)
          }
        }
      }
      place += 1
      // Later gaps start no earlier than this chunk ends.
      if place < order.count, chunkEnds[place - 1] + duration >= limit { return nil }
    }
    return nil
  }

  private func firstPlace(endingAtOrAfter time: Double) -> Int {
    var low = 0
    var high = order.count - 1
    while low < high {
      let middle = (low + high) / 2
      if chunkEnds[middle] >= time { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Marks an interval as busy whatever it overlaps: a committed placement. One of length zero splits
  /// the gap that it lies in, since a task that ran across it would make it wait.
  package mutating func block(from start: Double, to end: Double) {
    guard end >= start else { return }
    var place = firstPlace(endingAtOrAfter: start)
    while place < order.count {
      let base = order[place] * Self.chunkCapacity
      var index = 0
      while index < counts[order[place]] {
        let (gapStart, gapEnd) = (starts[base + index], ends[base + index])
        if gapStart >= end { return }
        let busyFrom = max(gapStart, start)
        let busyTo = min(gapEnd, end)
        if busyTo > busyFrom {
          // One gap at a time; a split may move gaps between chunks, so look again from the front.
          occupy(Slot(start: busyFrom, place: place, index: index), until: busyTo)
          return block(from: busyTo, to: end)
        }
        if start == end, gapEnd > start {
          return occupy(Slot(start: start, place: place, index: index), until: end)
        }
        index += 1
      }
      place += 1
    }
  }

  /// The first gap of a chunk that ends at or after a time, or the number of gaps.
  private func firstIndex(in gaps: Range<Int>, endingAtOrAfter time: Double) -> Int {
    var low = gaps.lowerBound
    var high = gaps.upperBound
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] >= time { high = middle } else { low = middle + 1 }
    }
    return low - gaps.lowerBound
  }

  /// Occupies a slot from its start until a time within its gap. O(64) and, at a split, O(chunks).
  package mutating func occupy(_ slot: Slot, until finish: Double) {
    let position = order[slot.place] * Self.chunkCapacity + slot.index
    let (gapStart, gapEnd) = (starts[position], ends[position])
    if gapEnd == .infinity { lastStart = finish }
    if slot.start > gapStart {
      ends[position] = slot.start
      if finish < gapEnd {
        insert(start: finish, end: gapEnd, place: slot.place, index: slot.index + 1)
      } else {
        refresh(slot.place)
      }
    } else if finish < gapEnd {
      starts[position] = finish
      refresh(slot.place)
    } else {
      removeGap(place: slot.place, index: slot.index)
    }
  }
}
