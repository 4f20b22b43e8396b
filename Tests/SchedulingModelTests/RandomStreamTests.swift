import SchedulingModel
import Testing

@Suite struct RandomStreamTests {
  /// The first outputs of the reference implementation for this seed (Vigna, splitmix64.c).
  @Test func splitMixMatchesThePublishedVector() {
    var generator = SplitMix64(state: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func goldenValues() {
    var stream = RandomStream(seed: 7, purpose: .outage, entity: 12)
    #expect(
      (0..<4).map { _ in stream.next() } == [
        0x29DE_F177_4455_E1E4, 0x1343_65B9_FBF9_0978, 0x08F9_CD1D_41E7_E026, 0xC324_D2AF_4D0A_0952,
      ])
    var fresh = RandomStream(seed: 0, purpose: .taskLength)
    #expect(
      (0..<4).map { _ in fresh.next() } == [
        0xC990_A672_992F_5198, 0xA1EA_A1FF_9AB3_4168, 0x52EE_AAC7_4434_9BA6, 0x1CF9_CA00_18F0_68E4,
      ])
    #expect(fresh.unit().bitPattern == 0x3FE4_DEA1_0B9E_F5C1)
    #expect(fresh.below(1000) == 416)
  }

  @Test func keysDoNotCollide() {
    var firsts: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for purpose in 1...9 as ClosedRange<UInt64> {
        for entity in 0..<20 as Range<UInt64> {
          guard let purpose = RandomStream.Purpose(rawValue: purpose) else { continue }
          var stream = RandomStream(seed: seed, purpose: purpose, entity: entity)
          firsts.insert(stream.next())
        }
      }
    }
    #expect(firsts.count == 20 * 9 * 20)
  }

  @Test func unitStaysInsideItsInterval() {
    var stream = RandomStream(seed: 1, purpose: .policy)
    var sum = 0.0
    let count = 100_000
    for _ in 0..<count {
      let value = stream.unit()
      #expect(value > 0 && value < 1)
      // An odd multiple of 2⁻⁵³.
      #expect((value * 0x1p53).truncatingRemainder(dividingBy: 2) == 1)
      sum += value
    }
    let z = (sum / Double(count) - 0.5) / (1 / 12.0 / Double(count)).squareRoot()
    #expect(abs(z) < 4, "z = \(z)")
  }

  @Test func belowIsUniform() {
    var stream = RandomStream(seed: 2, purpose: .policy)
    let (bound, count) = (7, 70_000)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<count { counts[Int(stream.below(UInt64(bound)))] += 1 }
    let expected = Double(count) / Double(bound)
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    // 6 degrees of freedom: mean 6, variance 12.
    let z = (chiSquare / expected - 6) / 12.0.squareRoot()
    #expect(abs(z) < 4, "counts \(counts)")
    #expect(stream.below(1) == 0)
  }
}
