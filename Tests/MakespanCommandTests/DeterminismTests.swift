import Foundation
import Testing

/// The same command gives the same bytes.
@Suite struct DeterminismTests {
  private static let comparison = [
    "compare", "scenarios/glm-lifecycle.yaml", "scenarios/hyperparameter-search.yaml",
    "scenarios/fork-join.yaml", "--seeds", "3", "--csv", "-", "--quiet",
  ]

  @Test func twiceAndWithAnyNumberOfWorkers() throws {
    let first = try Tool.run(Self.comparison)
    #expect(first.status == 0)
    #expect(first.output.split(separator: "\n").count == 1 + 3 * 16 * 3)
    #expect(try Tool.run(Self.comparison).output == first.output)
    for workers in ["1", "2", "7"] {
      #expect(try Tool.run(Self.comparison + ["--jobs", workers]).output == first.output)
    }
  }

  /// The C library's exp, log and pow choose other code on processors without FMA and AVX.
  @Test func withoutTheProcessorsNewerInstructions() throws {
    let usual = try Tool.run(Self.comparison)
    let plain = try Tool.run(
      Self.comparison,
      environment: ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX2_Usable,-FMA_Usable"])
    #expect(plain.status == 0)
    #expect(plain.output == usual.output)
  }

  @Test func wallClockColumnsOnlyWhenAskedFor() throws {
    let arguments = ["compare", "scenarios/topcuoglu2002.yaml", "--csv", "-"]
    let plain = try Tool.run(arguments)
    let timed = try Tool.run(arguments + ["--timing"])
    let header = String(try #require(plain.output.split(separator: "\n").first))
    #expect(
      timed.output.hasPrefix(header + ",planning_seconds,simulation_seconds\n"))
  }
}
