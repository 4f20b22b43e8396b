/// Cleans raw text, a piece at a time, for packing into token sequences.
///
/// The result is lines, each ended by a line feed, without empty or repeated ones. Runs of spaces,
/// tabs and control characters become one space; spaces at the ends go. Lines are told apart by a
/// 64-bit hash (FNV-1a): among a million lines, two different ones share it with probability 3e-8.
package struct TextCleaner {
  private var output: [UInt8] = []
  private var seen: Set<UInt64> = []
  private var start = 0
  private var hash = Self.offsetBasis
  private var pendingSpace = false

  /// Creates a cleaner for texts of so many bytes in all.
  package init(bytes: Int) { output.reserveCapacity(bytes + 1) }

  /// The cleaned lines of a whole text. O(bytes).
  package static func clean(_ raw: [UInt8]) -> [UInt8] {
    var cleaner = TextCleaner(bytes: raw.count)
    cleaner.add(raw[...])
    return cleaner.finish()
  }

  /// Adds the next piece, which need not end at a line. O(bytes).
  package mutating func add(_ raw: ArraySlice<UInt8>) {
    for byte in raw {
      if byte == Self.lineFeed {
        endLine()
      } else if byte <= Self.space || byte == 0x7F {
        pendingSpace = output.count > start
      } else {
        if pendingSpace {
          output.append(Self.space)
          hash = (hash ^ UInt64(Self.space)) &* Self.prime
          pendingSpace = false
        }
        output.append(byte)
        hash = (hash ^ UInt64(byte)) &* Self.prime
      }
    }
  }

  /// Ends the line that the text so far ends in, where it does: the next piece is of another file.
  package mutating func endLine() {
    if output.count > start {
      if seen.insert(hash).inserted {
        output.append(Self.lineFeed)
      } else {
        output.removeLast(output.count - start)
      }
    }
    start = output.count
    hash = Self.offsetBasis
    pendingSpace = false
  }

  /// All cleaned lines.
  package mutating func finish() -> [UInt8] {
    endLine()
    return output
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3
}
