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

  /// A node that cannot fail, and others that do, watched for a time.
  private func watch(
    _ seconds: Double, _ models: [OutageModel?], repair: RepairModel = .unlimited,
    domains: [Cluster.DomainSpecification] = [], seed: UInt64
  ) throws -> Trace.Outages {
    let cluster = try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: ([nil] + models).enumerated().map {
        .init(name: "n\($0)", deviceClasses: ["one"], outages: $1)
      }, interconnect: .uniform(latency: 0, bandwidth: 1), domains: domains, repair: repair)
    let instance = try Hand.instance([seconds], on: cluster)
    let result = Simulation(instance: instance, seed: seed).run(OnItsOwn())
    try #require(result.status == .ok && result.endTime == seconds)
    return result.trace.outages
  }

  /// Mean, its standard error, and the score against what is known.
  private func score(
    _ samples: [Double], _ known: Double
  ) -> (z: Double, relativeError: Double) {
    let count = Double(samples.count)
    let mean = samples.reduce(0, +) / count
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let error = (variance / count).squareRoot()
    return ((mean - known) / error, error / known)
  }

  #if !DEBUG
    /// A node that has run for ever is down at the start with probability R / (U + R), and stays down on
    /// average for E[R²] / 2E[R]: 5 h where repairs take 10 h.
    @Test func oldNodesMayBeDown() throws {
      let model = OutageModel(
        up: .exponential(mean: 40), repair: .constant(10), initialAge: .stationary)
      var (down, rests) = ([Double](), [Double]())
      for seed in 0..<UInt64(200) {
        let rows = try watch(1, [OutageModel?](repeating: model, count: 50), seed: seed)
        let atStart = (0..<rows.count).filter { rows.starts[$0] == 0 }
        down.append(Double(atStart.count) / 50)
        rests += atStart.map { rows.finishes[$0] }
      }
      #expect(abs(score(down, 0.2).z) < 4, "seeds 0..<200")
      #expect(abs(score(rests, 5).z) < 4, "seeds 0..<200")
    }

    /// With a repair that renews all, gaps between failures are those of new components: 2.6287 h.
    @Test func renewingAllMakesEverythingNew() throws {
      let model = OutageModel(up: .weibull(mean: 1000, shape: 0.7), repair: .constant(0))
      let models = [OutageModel?](repeating: model, count: 64)
      func gaps(_ renewal: RepairModel.Renewal) throws -> [Double] {
        let starts = try watch(
          40_000, models, repair: RepairModel(renewal: renewal), seed: 31
        ).starts
        return zip(starts.dropFirst(), starts).map { $0 - $1 }
      }
      let all = try gaps(.all)
      #expect(abs(score(all, 2.6287113137350704).z) < 4, "seed 31")
      #expect(all.count > 10_000)
      #expect(score(try gaps(.failed), 2.6287113137350704).z > 6)
    }

  #endif

  /// The share of [from, to] in which nothing is down.
  private func fullShare(_ outages: [(Double, Double)], from: Double, to: Double) -> Double {
    let intervals = outages.sorted { $0.0 < $1.0 }
    var (down, reached) = (0.0, from)
    for (start, finish) in intervals {
      let (low, high) = (max(start, reached), min(finish, to))
      if high > low { down += high - low }
      reached = max(reached, min(finish, to))
    }
    return 1 - down / (to - from)
  }

  /// A domain takes its nodes down besides their own outages: a node is up while both are, and its own
  /// outages are those that it would have had alone.
  @Test func domains() throws {
    let own = OutageModel(meanUpSeconds: 40, repair: .exponential(mean: 10))
    let models = [OutageModel?](repeating: own, count: 3)
    let rack = Cluster.DomainSpecification(
      name: "rack", nodes: ["n1", "n2"],
      outages: OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 20)))
    let alone = try watch(20_000, models, seed: 41)
    let both = try watch(20_000, models, domains: [rack], seed: 41)
    func rows(_ rows: Trace.Outages, of node: Int32) -> [[Double]] {
      (0..<rows.count).filter { rows.nodes[$0] == node }
        .map { [rows.starts[$0], rows.finishes[$0]] }
    }
    #expect(rows(alone, of: 3) == rows(both, of: 3))
    let added = rows(both, of: 1).filter { !rows(alone, of: 1).contains($0) }
    #expect(!added.isEmpty && rows(alone, of: 1).allSatisfy(rows(both, of: 1).contains))
    #expect(added == rows(both, of: 2).filter { !rows(alone, of: 2).contains($0) })

    // 0.8 × 0.6 of the time up, in independent runs.
    let shares = try (0..<UInt64(100)).map { seed in
      let rows = try watch(4000, models, domains: [rack], seed: 500 + seed)
      let one = (0..<rows.count).filter { rows.nodes[$0] == 1 }
        .map { (rows.starts[$0], rows.finishes[$0]) }
      return fullShare(one, from: 400, to: 4000)
    }
    #expect(abs(score(shares, 0.48).z) < 4, "seeds 500..<600")
  }

  /// One crew, first come first served, by hand: nodes fail at 1, 2 and 3 for 10 each, and are back at 11,
  /// 21 and 31.
  @Test func oneCrew() throws {
    let models: [OutageModel?] = [1.0, 2, 3].map {
      .scheduled([.init(start: $0, duration: 10)])
    }
    let rows = try watch(100, models, repair: RepairModel(crews: 1), seed: 1)
    #expect(rows.starts == [1, 2, 3] && rows.finishes == [11, 21, 31])
    // What is still waiting when the run ends is down until then.
    let cut = try watch(15, models, repair: RepairModel(crews: 1), seed: 1)
    #expect(cut.finishes == [11, 21, 15])
  }

  /// One spare that takes 2 to put in place: the first node is back at 3; its machine, repaired at 11,
  /// takes the second's place; the second's machine, repaired at 12, the third's.
  @Test func oneSpare() throws {
    let models: [OutageModel?] = [1.0, 2, 3].map {
      .scheduled([.init(start: $0, duration: 10)])
    }
    let rows = try watch(100, models, repair: RepairModel(spares: 1, swapSeconds: 2), seed: 1)
    #expect(rows.finishes == [3, 13, 14])
  }
}
