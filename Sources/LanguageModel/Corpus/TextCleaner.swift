/// Cleans raw text and packs it into token sequences.
package enum TextCleaner {
  /// Cleaned lines of raw text, each ended by a line feed, without empty or repeated lines.
  ///
  /// Runs of spaces, tabs and control characters become one space; spaces at the ends go. Lines
  /// are told apart by a 64-bit hash (FNV-1a): among a million lines, two different ones share it
  /// with probability 3e-8. O(bytes).
  package static func clean(_ raw: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(raw.count + 1)
    var seen: Set<UInt64> = []
    let lineFeed = UInt8(ascii: "\n")
    let space = UInt8(ascii: " ")
    var start = 0
    var hash = offsetBasis
    var pendingSpace = false
    for index in 0...raw.count {
      let byte = index < raw.count ? raw[index] : lineFeed
      if byte == lineFeed {
        if output.count > start {
          if seen.insert(hash).inserted {
            output.append(lineFeed)
          } else {
            output.removeLast(output.count - start)
          }
        }
        start = output.count
        hash = offsetBasis
        pendingSpace = false
      } else if byte <= space || byte == 0x7F {
        pendingSpace = output.count > start
      } else {
        if pendingSpace {
          output.append(space)
          hash = (hash ^ UInt64(space)) &* prime
          pendingSpace = false
        }
        output.append(byte)
        hash = (hash ^ UInt64(byte)) &* prime
      }
    }
    return output
  }

  private static let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3
}
