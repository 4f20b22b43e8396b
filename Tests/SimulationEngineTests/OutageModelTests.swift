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
    /// 64 new components with Weibull up times of mean 1000 h and shape 0.7: the first failure comes after
    /// 1000 h / 64^(1/0.7) = 2.6287 h on average, not after 1000/64 = 15.625 h.
    @Test func newComponentsFailEarly() throws {
      let model = OutageModel(up: .weibull(mean: 1000, shape: 0.7), repair: .constant(0))
      var firsts: [Double] = []
      for seed in 0..<UInt64(100_000) {
        let rows = try watch(60, [OutageModel?](repeating: model, count: 64), seed: seed)
        firsts.append(rows.starts.first ?? 60)
      }
      let (z, error) = score(firsts, 2.6287113137350704)
      #expect(abs(z) < 4 && error < 0.005, "z = \(z), error \(error)")
      // Exponential components would be far off.
      #expect(abs(score(firsts, 15.625).z) > 6)
    }
    /// Where the same components have run for ever, failures come every 15.625 h.
    @Test func oldComponentsFailAtTheirRate() throws {
      let model = OutageModel(
        up: .weibull(mean: 1000, shape: 0.7), repair: .constant(0), initialAge: .stationary)
      let fresh = OutageModel(up: .weibull(mean: 1000, shape: 0.7), repair: .constant(0))
      func counts(_ model: OutageModel, runs: UInt64) throws -> [Double] {
        try (0..<runs).map { seed in
          Double(
            try watch(2000, [OutageModel?](repeating: model, count: 64), seed: seed).count)
        }
      }
      let (z, error) = score(try counts(model, runs: 500), 2000 / 15.625)
      #expect(abs(z) < 4 && error < 0.0055, "z = \(z), error \(error), seeds 0..<500")
      #expect(score(try counts(fresh, runs: 60), 2000 / 15.625).z > 6)
    }

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

    /// The down time of nodes in [from, to], as a share of all node time.
    private func downShare(
      _ rows: Trace.Outages, nodes: Int, from: Double, to: Double
    ) -> Double {
      let down = (0..<rows.count).reduce(0.0) {
        $0 + max(0, min(rows.finishes[$1], to) - max(rows.starts[$1], from))
      }
      return down / (Double(nodes) * (to - from))
    }

    /// 100 machines, a failure every 1000 h each, repairs of 24 h: available for 0.9766 of the time, but for
    /// 0.8254 with two crews (the machine-repairman model: a birth-and-death chain).
    @Test(arguments: [(nil, 0.9765625), (2, 0.8254025227341757)] as [(Int?, Double)])
    func availability(crews: Int?, known: Double) throws {
      let model = OutageModel(meanUpSeconds: 1000, repair: .exponential(mean: 24))
      let shares = try (0..<UInt64(60)).map { seed in
        let rows = try watch(
          25_000, [OutageModel?](repeating: model, count: 100), repair: RepairModel(crews: crews),
          seed: seed)
        return 1 - downShare(rows, nodes: 100, from: 5000, to: 25_000)
      }
      let (z, error) = score(shares, known)
      #expect(abs(z) < 4 && error < 0.005, "z = \(z), error \(error), seeds 0..<60")
    }

    /// 256 places, repairs of 0.00379 of the time between failures, and cold spares: the share of the time
    /// in which all places are filled.
    @Test(arguments: [
      (0, 0.3796877678456098), (1, 0.7470588423770901), (2, 0.9251824127712208),
      (4, 0.9967789229853762),
    ])
    func spares(_ spares: Int, known: Double) throws {
      let model = OutageModel(meanUpSeconds: 1000, repair: .exponential(mean: 3.79))
      let shares = try (0..<UInt64(40)).map { seed in
        let rows = try watch(
          20_000, [OutageModel?](repeating: model, count: 256), repair: RepairModel(spares: spares),
          seed: seed)
        return fullShare(
          (0..<rows.count).map { (rows.starts[$0], rows.finishes[$0]) }, from: 100, to: 20_000)
      }
      let (z, error) = score(shares, known)
      #expect(abs(z) < 4 && error < 0.005, "z = \(z), error \(error), seeds 0..<40")
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
