import Foundation
import SchedulingModel
import SimulationEngine
import Testing

#if !DEBUG
  /// A chain of n tasks of length w on one node, with memory-less failures at rate λ while it is up and repairs
  /// of mean R. Where an outage loses all outputs, each begins the chain anew, as if it were one task:
  /// E[T] = (1/λ + R)·(e^(λnw) − 1). Where outputs are kept, each task begins anew by itself:
  /// E[T] = n·(1/λ + R)·(e^(λw) − 1).
  @Suite struct LineageTests {
    private static let runs = 80_000
    private static let (up, repair, work, count) = (4 * 3600.0, 1800.0, 3600.0, 4.0)
    private static let lost = (up + repair) * (exp(count * work / up) - 1)
    private static let kept = count * (up + repair) * (exp(work / up) - 1)

    @Test(arguments: ["outputs: lost", "outputs: kept", "outputs: {store: {bandwidth: 1 GB/s}}"])
    func chain(outputs: String) throws {
      let scenario = try ValidationScenario("lineage", [("outputs: lost", outputs)])
      var vain = 0
      let sample = try scenario.sample(Self.runs) { result in
        vain += result.trace.attempts.outcomes.count { $0 == .lost }
        return try #require(result.makespan)
      }
      let isLost = outputs == "outputs: lost"
      let (known, other) = isLost ? (Self.lost, Self.kept) : (Self.kept, Self.lost)
      #expect(abs(sample.z(known)) < 4, "z = \(sample.z(known)), seeds 1 to \(Self.runs)")
      #expect(abs(sample.z(other)) > 6)
      #expect(sample.standardError <= 0.005 * known)
      #expect(sample.outages > 10_000 && (vain > 10_000) == isLost, "\(vain)")
    }

    /// Edges without data lose nothing: each task begins anew by itself.
    @Test func withoutData() throws {
      let sample = try ValidationScenario("lineage", [("1 GB", "0")]).makespans(Self.runs)
      #expect(abs(sample.z(Self.kept)) < 4, "z = \(sample.z(Self.kept)), seeds 1 to \(Self.runs)")
      #expect(sample.outages > 10_000)
    }
  }
#endif
