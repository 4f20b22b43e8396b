import Foundation
import SchedulingModel
import Testing

@Suite struct FrozenMathTests {
  /// How far apart two values are, in units in the last place of the larger.
  private func ulps(_ value: Double, _ reference: Double) -> Double {
    if value == reference { return 0 }
    return abs(value - reference) / max(abs(value), abs(reference)).ulp
  }

  @Test func logStaysWithinTwoUlps() {
    var stream = RandomStream(seed: 1, purpose: .generator)
    var worst = 0.0
    for index in 0..<200_000 {
      // All exponents, and every other value close to 1, where the logarithm vanishes.
      let x =
        index.isMultiple(of: 2)
        ? 1 + (stream.unit() - 0.5)
        : Double(
          sign: .plus, exponent: Int(stream.below(2046)) - 1022, significand: 1 + stream.unit())
      worst = max(worst, ulps(FrozenMath.log(x), Foundation.log(x)))
    }
    #expect(worst <= 2, "worst \(worst) ulp")
  }

  @Test func expStaysWithinTwoUlps() {
    var stream = RandomStream(seed: 2, purpose: .generator)
    var worst = 0.0
    for index in 0..<200_000 {
      let x = (stream.unit() - 0.5) * (index.isMultiple(of: 2) ? 2 : 1400)
      worst = max(worst, ulps(FrozenMath.exp(x), Foundation.exp(x)))
    }
    #expect(worst <= 2, "worst \(worst) ulp")
  }

  @Test func exactAndExtremeValues() {
    #expect(FrozenMath.log(1) == 0)
    #expect(FrozenMath.exp(0) == 1)
    #expect(FrozenMath.exp(1000) == .infinity)
    #expect(FrozenMath.exp(-1000) == 0)
    #expect(FrozenMath.exp(-745) == .leastNonzeroMagnitude)
    #expect(FrozenMath.exp(709.78).isFinite)
    #expect(FrozenMath.exp(.nan).isNaN)
    #expect(FrozenMath.exp(.infinity) == .infinity)
    #expect(FrozenMath.exp(-.infinity) == 0)
  }

  @Test func logGammaIsClose() {
    var stream = RandomStream(seed: 3, purpose: .generator)
    var worst = 0.0
    for _ in 0..<20_000 {
      // Where Γ itself is a number, up to 150.
      let x = 0.001 + 150 * stream.unit() * stream.unit()
      let reference = Foundation.log(Foundation.tgamma(x))
      worst = max(worst, abs(FrozenMath.logGamma(x) - reference) / max(1, abs(reference)))
    }
    #expect(worst <= 1e-14, "worst \(worst)")
    // Γ(3/2) = √π / 2, Γ(5) = 24.
    #expect(abs(FrozenMath.logGamma(1.5) - Foundation.log(Double.pi.squareRoot() / 2)) < 1e-14)
    #expect(abs(FrozenMath.logGamma(5) - Foundation.log(24)) < 1e-14)
  }

  @Test func powers() {
    #expect(FrozenMath.power(7, 1) == FrozenMath.exp(FrozenMath.log(7)))
    for (x, y) in [(2.0, 0.5), (0.3, 1.7), (1e-9, 0.1), (40, 3)] {
      #expect(abs(FrozenMath.power(x, y) / Foundation.pow(x, y) - 1) < 1e-14)
    }
  }

  /// These bits never change, on any processor and with any C library.
  @Test func goldenBits() {
    let logs: [(Double, UInt64)] = [
      (0.5, 0xBFE6_2E42_FEFA_39EF), (2, 0x3FE6_2E42_FEFA_39EF), (3.14159, 0x3FF2_50CF_662A_BF9A),
      (1e-300, 0xC085_9634_47F8_7FB5), (1e300, 0x4085_9634_47F8_7FB5),
      (0.999999, 0xBEB0_C6F8_2D74_D230), (7, 0x3FFF_2272_AE32_5A57),
    ]
    for (x, bits) in logs { #expect(FrozenMath.log(x).bitPattern == bits, "log \(x)") }
    let exps: [(Double, UInt64)] = [
      (1, 0x4005_BF0A_8B14_576A), (-1, 0x3FD7_8B56_362C_EF38), (0.5, 0x3FFA_6129_8E1E_069C),
      (10.25, 0x40DB_9EA2_AED2_A0F1), (-700.5, 0x00C4_FF47_5C68_CA02),
      (700.5, 0x7F18_625C_7D4F_56C2), (1e-9, 0x3FF0_0000_0044_B830),
    ]
    for (x, bits) in exps { #expect(FrozenMath.exp(x).bitPattern == bits, "exp \(x)") }
    // One number that depends on every bit of many results.
    var stream = RandomStream(seed: 3, purpose: .generator)
    var folded: UInt64 = 0
    for _ in 0..<10_000 {
      folded = folded &* 31 &+ FrozenMath.log(stream.unit()).bitPattern
      folded = folded &* 31 &+ FrozenMath.exp(20 * stream.unit() - 10).bitPattern
    }
    #expect(folded == 0xE6B2_DECB_D85F_34CE)
  }
}
