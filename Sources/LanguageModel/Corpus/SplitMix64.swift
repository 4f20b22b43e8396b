/// The SplitMix64 generator (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014) with the few transforms this module needs; none calls the C library, so the
/// draws depend on the seed alone.
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  /// All that the next draws depend on: a generator with this as its seed continues this one.
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A double in [0, 1), a multiple of 2⁻⁵³.
  public mutating func nextUniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An integer in 0..<bound, from the high half of a product; the bias is below bound · 2⁻⁶⁴.
  public mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True with probability numerator / denominator.
  public mutating func chance(_ numerator: Int, in denominator: Int) -> Bool {
    next(below: denominator) < numerator
  }

  /// A draw with mean 0 and variance 1, close to normal: twelve uniforms minus six.
  public mutating func nextNormal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += nextUniform() }
    return sum
  }
}
