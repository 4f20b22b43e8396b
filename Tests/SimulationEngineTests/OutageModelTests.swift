import SchedulingModel
import SimulationEngine
import Testing

/// The renewal process of a node against its closed forms, by z-score at a fixed seed.
@Suite struct OutageModelTests {
  /// Alternating up and repair times, both exponential, of means U and R: the part of the time down
  /// tends to R/(U + R), with variance 2U²R²/(U + R)³ over the time watched.
  @Test func availability() throws {
    let (up, repair) = (40.0, 10.0)
    let model = OutageModel(meanUpSeconds: up, repair: .exponential(mean: repair))
    let nodes = 20
    let instance = try Hand.instance(
      [150_000], on: Hand.cluster([nil] + [OutageModel?](repeating: model, count: nodes)))
    let result = Simulation(instance: instance, seed: 15).run(OnItsOwn())
    let rows = result.trace.outages
    let down = (0..<rows.count).reduce(0.0) {
      $0 + min(rows.finishes[$1], result.endTime) - rows.starts[$1]
    }
    let watched = Double(nodes) * result.endTime
    let total = up + repair
    let variance = 2 * up * up * repair * repair / (total * total * total)
    let score = (down / watched - repair / total) / (variance / watched).squareRoot()
    #expect(abs(score) < 4, "z = \(score), seed 15")
    #expect((variance / watched).squareRoot() < 0.005 * repair / total)

    // A repair does not depend on the up time before it: their correlation is 0 ± 1/√n.
    var lastUp = [Double](repeating: 0, count: nodes + 1)
    var (sum, count) = (0.0, 0.0)
    for row in 0..<rows.count {
      let node = Int(rows.nodes[row])
      let (upTime, downTime) = (
        rows.starts[row] - lastUp[node], rows.finishes[row] - rows.starts[row]
      )
      sum += (upTime / up - 1) * (downTime / repair - 1)
      count += 1
      lastUp[node] = rows.finishes[row]
    }
    #expect(abs(sum / count.squareRoot()) < 4, "seed 15")
  }
}
