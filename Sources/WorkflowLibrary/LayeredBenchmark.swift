import SchedulingModel

/// A random layered graph that any program can rebuild bit for bit, with hosts to run it on.
///
/// Task i is in layer i div `width`. It costs (1 + below(1000))·10⁹ flops and draws three times a
/// parent from up to three layers back, with (1 + below(2000))·10⁶ bytes; a repeated parent is
/// dropped after its draws. The stream is SplitMix64 from `seed`, with `below(n) = next() mod n`.
/// A second stream from `seed + 1000003` gives host speeds of (10 + below(31))·10⁹ flop/s.
///
/// Makespans of SimGrid 4.1 on this instance are known, so it checks a simulator from outside.
public struct LayeredBenchmark: Sendable, Equatable {
  /// The width of a layer, in tasks.
  public let width: Int
  /// The seed of both streams.
  public let seed: UInt64
  /// The cost of each task, in floating-point operations.
  public let flops: [UInt64]
  /// The parents of task i are `parents[parentOffsets[i] ..< parentOffsets[i + 1]]`, as drawn.
  public let parentOffsets: [Int]
  /// Parents of all tasks, row after row.
  public let parents: [Int]
  /// The data from each of ``parents``, in bytes.
  public let bytes: [UInt64]
  /// The speed of each host, in flop/s.
  public let speeds: [UInt64]

  /// The number of tasks.
  public var taskCount: Int { flops.count }
  /// The number of edges.
  public var edgeCount: Int { parents.count }

  /// Draws the instance.
  ///
  /// - Throws: ``GeneratorError`` if there is no task, no host or no width.
  /// - Complexity: O(tasks + hosts).
  public init(
    tasks: Int, hosts: Int, width: Int = 100, seed: UInt64 = 1
  ) throws(GeneratorError) {
    let check = ParameterCheck(kind: "layered")
    try check.count(tasks, "tasks")
    try check.count(hosts, "hosts")
    try check.count(width, "width")
    self.width = width
    self.seed = seed
    var flops: [UInt64] = []
    var parentOffsets = [0]
    var parents: [Int] = []
    var bytes: [UInt64] = []
    flops.reserveCapacity(tasks)
    parentOffsets.reserveCapacity(tasks + 1)
    parents.reserveCapacity(3 * tasks)
    bytes.reserveCapacity(3 * tasks)
    var stream = SplitMix64(state: seed)
    for task in 0..<tasks {
      let layer = task / width
      flops.append((1 + stream.below(1000)) * 1_000_000_000)
      let firstParent = parents.count
      for _ in 0..<(layer > 0 ? 3 : 0) {
        let back = 1 + Int(stream.below(UInt64(min(layer, 3))))
        let parent = (layer - back) * width + Int(stream.below(UInt64(width)))
        let size = (1 + stream.below(2000)) * 1_000_000
        if parents[firstParent...].contains(parent) { continue }
        parents.append(parent)
        bytes.append(size)
      }
      parentOffsets.append(parents.count)
    }
    self.flops = flops
    self.parentOffsets = parentOffsets
    self.parents = parents
    self.bytes = bytes
    speeds = Self.speeds(hosts: hosts, seed: seed)
  }

  static func speeds(hosts: Int, seed: UInt64) -> [UInt64] {
    var stream = SplitMix64(state: seed &+ 1_000_003)
    return (0..<max(hosts, 0)).map { _ in (10 + stream.below(31)) * 1_000_000_000 }
  }

  /// FNV-1a 64 over little-endian 64-bit words: tasks, hosts, then for each task its flops and its
  /// (parent, bytes) pairs, then the speeds. O(n + e).
  public var checksum: UInt64 {
    var hash = FNV1a()
    hash.combine(UInt64(taskCount))
    hash.combine(UInt64(speeds.count))
    for task in flops.indices {
      hash.combine(flops[task])
      for edge in parentOffsets[task]..<parentOffsets[task + 1] {
        hash.combine(UInt64(parents[edge]))
        hash.combine(bytes[edge])
      }
    }
    for speed in speeds { hash.combine(speed) }
    return hash.value
  }
}

/// The hash of Fowler, Noll and Vo, 64 bits, variant 1a.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes in the eight bytes of a word, the least significant first.
  mutating func combine(_ word: UInt64) {
    var rest = word
    for _ in 0..<8 {
      value = (value ^ (rest & 0xFF)) &* 0x100_0000_01B3
      rest >>= 8
    }
  }
}
