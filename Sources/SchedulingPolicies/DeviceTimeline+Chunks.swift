/// How chunks and blocks are kept.
extension DeviceTimeline {
  mutating func insert(start: Double, end: Double, place: Int, index: Int) {
    var (place, index) = (place, index)
    if counts[order[place]] == Self.chunkCapacity {
      split(place)
      let leftCount = counts[order[place]]
      if index > leftCount {
        place += 1
        index -= leftCount
      }
    }
    let chunk = order[place]
    let base = chunk * Self.chunkCapacity
    for position in stride(from: base + counts[chunk], to: base + index, by: -1) {
      starts[position] = starts[position - 1]
      ends[position] = ends[position - 1]
    }
    starts[base + index] = start
    ends[base + index] = end
    counts[chunk] += 1
    refresh(place)
  }

  mutating func removeGap(place: Int, index: Int) {
    let chunk = order[place]
    let base = chunk * Self.chunkCapacity
    for position in (base + index)..<(base + counts[chunk] - 1) {
      starts[position] = starts[position + 1]
      ends[position] = ends[position + 1]
    }
    counts[chunk] -= 1
    refresh(place)
  }

  /// Moves the upper half of a full chunk into a new one right after it.
  private mutating func split(_ place: Int) {
    let chunk = order[place]
    let base = chunk * Self.chunkCapacity
    let fresh = counts.count
    let half = Self.chunkCapacity / 2
    starts += starts[(base + half)..<(base + Self.chunkCapacity)]
    starts += repeatElement(0, count: half)
    ends += ends[(base + half)..<(base + Self.chunkCapacity)]
    ends += repeatElement(0, count: half)
    counts.append(half)
    counts[chunk] = half
    order.insert(fresh, at: place + 1)
    chunkEnds.insert(0, at: place + 1)
    chunkLongest.insert(0, at: place + 1)
    summarize(place)
    summarize(place + 1)
    let blocks = (order.count + Self.blockCapacity - 1) / Self.blockCapacity
    while blockLongest.count < blocks { blockLongest.append(0) }
    for block in (place / Self.blockCapacity)..<blocks { refreshBlock(block) }
  }

  /// Recomputes the summaries of a chunk and its block after a change.
  mutating func refresh(_ place: Int) {
    summarize(place)
    refreshBlock(place / Self.blockCapacity)
  }

  private mutating func summarize(_ place: Int) {
    let chunk = order[place]
    let base = chunk * Self.chunkCapacity
    var longest = -Double.infinity
    for position in base..<(base + counts[chunk]) {
      // start + duration is rounded to a neighbour of end, at most: allow for two of them.
      longest = max(longest, ends[position] - starts[position] + ends[position] * 0x1p-51)
    }
    chunkLongest[place] = longest
    // A chunk that lost its last gap keeps its end: it only has to stay in order.
    if counts[chunk] > 0 { chunkEnds[place] = ends[base + counts[chunk] - 1] }
  }

  private mutating func refreshBlock(_ block: Int) {
    let first = block * Self.blockCapacity
    var longest = -Double.infinity
    for place in first..<min(first + Self.blockCapacity, order.count) {
      longest = max(longest, chunkLongest[place])
    }
    blockLongest[block] = longest
  }
}
