/// A stream of pseudo-random numbers of its own for each (seed, purpose, entity).
///
/// Under one seed every policy meets the same outages and the same task lengths (common random
/// numbers), and a new stream changes no other. The generator is xoshiro256** (Blackman and Vigna,
/// ACM TOMS 47(4), 2021), its state filled by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from
/// the key. Both are frozen: golden values in the tests hold them.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What a stream is for. Raw values never change, since they are part of every key.
  public enum Purpose: UInt64, Sendable {
    /// The random factor of a task's length; entity: task.
    case taskLength = 1
    /// A node's up times; entity: node.
    case outage = 2
    /// A node's repair times; entity: node.
    case repair = 3
    /// When an attempt fails by itself; entity: task × 2³² + attempt.
    case taskFailure = 4
    /// Arrivals of a job family; entity: its index.
    case arrival = 5
    /// A policy's own choices; entity: 0.
    case policy = 6
    /// The error of a task's estimated cost; entity: task.
    case estimate = 7
    /// A generated workflow; entity: its index.
    case generator = 8
    /// Whether a task passes its verdict; entity: task.
    case outcome = 9
    /// A failure domain's up times; entity: domain.
    case domainOutage = 10
    /// A failure domain's repair times; entity: domain.
    case domainRepair = 11
    /// Why an attempt failed by itself; entity: task × 2³² + attempt.
    case failureCause = 12
    /// Whether an attempt straggles, and by how much; entity: task × 2³² + attempt.
    case straggler = 13
    /// The quality behind a trial's metrics; entity: its first task.
    case quality = 20
    /// By what a metric's measurement is off; entity: task.
    case measurement = 21
    /// On how many copies a task decides; entity: task.
    case copies = 22
    /// A link's up times; entity: uplink.
    case linkOutage = 30
    /// A link's repair times; entity: uplink.
    case linkRepair = 31
    /// When an outage is noticed; entity: source (nodes, then domains) × 2³² + number of its outage.
    case outageNotice = 32
    /// When the failure of an attempt is noticed; entity: task × 2³² + attempt.
    case failureNotice = 33
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Opens the stream of a key.
  public init(seed: UInt64, purpose: Purpose, entity: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    mixer.state = mixer.next() ^ purpose.rawValue &* 0xD6E8_FEB8_6659_FD93
    mixer.state = mixer.next() ^ entity &* 0xA076_1D64_78BD_642F
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// A number of the open interval (0, 1): an odd multiple of 2⁻⁵³.
  ///
  /// With one bit more the half would be rounded away above ½, and 1 could be drawn.
  public mutating func unit() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// An integer of 0 ..< bound, by rejection, so that every value is equally likely.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    if bound == 0 { return 0 }
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let draw = next()
      if draw < limit { return draw % bound }
    }
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }
}

/// The generator of Steele, Lea and Flood (OOPSLA 2014).
public struct SplitMix64: Sendable {
  /// The counter.
  public var state: UInt64

  /// Starts at a counter value.
  public init(state: UInt64) { self.state = state }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// `next() mod bound`, as the layered benchmark defines it.
  public mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
}
