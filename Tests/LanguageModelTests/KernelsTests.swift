import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("Kernels")
  struct KernelsTests {
    @Test("exp agrees with Foundation's to 3e-7 of the value")
    func exponential() {
      var worst = 0.0
      for step in 0..<70_000 {
        let x = Float(-87 + Double(step) * 0.0025)
        let got = Double(Kernels.exp(Lanes(repeating: x))[step % 8])
        let wanted = exp(Double(x))
        worst = max(worst, abs(got - wanted) / wanted)
      }
      #expect(worst < 3e-7)
      #expect(Kernels.exp(Lanes(repeating: -1e30))[0] == Kernels.exp(Lanes(repeating: -87))[0])
      #expect(Kernels.exp(.zero) == Lanes(repeating: 1))
    }

    @Test("tanh agrees with Foundation's to 3e-7")
    func hyperbolicTangent() {
      var worst = 0.0
      for step in 0...50_000 {
        let x = Float(-12.5 + Double(step) * 0.0005)
        let got = Double(Kernels.tanh(Lanes(repeating: x))[step % 8])
        worst = max(worst, abs(got - tanh(Double(x))))
      }
      #expect(worst < 3e-7)
      #expect(Kernels.tanh(.zero) == .zero)
      #expect(Kernels.tanh(Lanes(repeating: 1e30)) == Lanes(repeating: 1))
    }

    @Test("lanes are independent")
    func lanesAreIndependent() {
      let x = Lanes(-3, -2, -1, -0.5, 0.5, 1, 2, 3)
      for lane in 0..<8 {
        #expect(Kernels.exp(x)[lane] == Kernels.exp(Lanes(repeating: x[lane]))[0])
        #expect(Kernels.tanh(x)[lane] == Kernels.tanh(Lanes(repeating: x[lane]))[0])
      }
    }
  }
}
