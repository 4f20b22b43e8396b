import SchedulingModel
import SimulationEngine
import Testing

/// Checkpoints, restarts, detection and back-off against closed forms: |z| < 4 at a fixed seed, with
/// independent tasks, each on a node of its own, as replications.
@Suite struct RecoveryModelTests {
  /// The expected makespan of W hours of work with failures at rate λ during work, checkpoint and
  /// recovery, and none during the downtime D: segments of E = (1/λ + D)·e^(λR)·(e^(λ(τ+C)) − 1), the
  /// last one without C where no checkpoint follows it (Hérault and Robert, Fault-Tolerance Techniques
  /// for High-Performance Computing, 2015, ch. 1; Bougeret et al., SC 2011). Means and standard
  /// deviations were checked there by a Monte Carlo of 8,000 to a million samples.
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var mtbf, work, interval, write, downtime, restart: Double
    var followsLast = true
    var mean, deviation: Double
    var replications: Int
  }

  static let cases = [
    Case(
      description: "F1: no checkpoint, W = MTBF", mtbf: 10, work: 10, interval: 10, write: 0,
      downtime: 0, restart: 0, mean: 17.18281828459045, deviation: 9.759571927152127,
      replications: 15_000),
    Case(
      description: "F2: no checkpoint, with D and R", mtbf: 24, work: 8, interval: 8, write: 0,
      downtime: 0.5, restart: 0.25, mean: 9.793995684920265, deviation: 3.667918398409336,
      replications: 8000),
    Case(
      description: "F3: periodic, D = R = 0", mtbf: 24, work: 100, interval: 2, write: 1.0 / 12,
      downtime: 0, restart: 0, mean: 108.82149784892165, deviation: 2.617509680221877,
      replications: 2000),
    Case(
      description: "F4: periodic, Daly's M = 24 h", mtbf: 24, work: 500, interval: 2,
      write: 1.0 / 12, downtime: 0, restart: 1.0 / 6, mean: 547.8991637741572,
      deviation: 6.590974218340945, replications: 1000),
    Case(
      description: "F5: 16,384 GPUs as in Llama 3", mtbf: 3.093078758949881, work: 168,
      interval: 0.5, write: 1.0 / 120, downtime: 1.0 / 12, restart: 1.0 / 12,
      mean: 195.84398235480197, deviation: 3.6925475611310583, replications: 500),
    Case(
      description: "F6: MTBF of an hour", mtbf: 1, work: 10, interval: 0.25, write: 0.05,
      downtime: 0.1, restart: 0.1, mean: 17.0127663008874, deviation: 1.6017710254043709,
      replications: 2000),
    Case(
      description: "F7: none after the last segment", mtbf: 12, work: 24, interval: 4, write: 0.25,
      downtime: 0.2, restart: 0.3, followsLast: false, mean: 31.52949006289196,
      deviation: 5.0934488691512465, replications: 4000),
  ]

  /// The finish of each task on its own node. That attempts were lost, a tenth as many as tasks at least, is
  /// checked: without failures nothing here would say anything.
  private func finishes(
    _ count: Int, work: Double, outages: OutageModel?, failures: TaskFailureModel = .never,
    recovery: RecoveryModel, seed: UInt64
  ) throws -> [Double] {
    // In small clusters: a large one would spend its time on outages of nodes that are done.
    let size = 50
    let instance = try Hand.instance(
      [Double](repeating: work, count: size), on: Hand.cluster(size, outages: outages))
    let conditions = RunConditions(
      costs: instance.costs, taskFailures: failures, recovery: recovery)
    var finishes: [Double] = []
    var lost = 0
    for offset in 0..<UInt64(count / size) {
      let result = Simulation(
        instance: instance, conditions: conditions, seed: 1000 * seed + offset
      ).run(OnItsOwn())
      try #require(result.status == .ok)
      finishes += result.byTask.map(\.finish)
      let kind: FailureCause = outages == nil ? .task : .outage
      lost += result.trace.losses.causes.count { $0 == kind }
    }
    #expect(lost > count / 10, "\(lost) attempts were lost")
    return finishes
  }

  private func z(_ samples: [Double], mean: Double, deviation: Double) -> Double {
    let found = samples.reduce(0, +) / Double(samples.count)
    return (found - mean) / (deviation / Double(samples.count).squareRoot())
  }

  private func recovery(_ known: Case) -> RecoveryModel {
    RecoveryModel(
      checkpoint: .init(
        interval: .seconds(known.interval), writeSeconds: known.write,
        followsLastSegment: known.followsLast), restartSeconds: known.restart)
  }

  @Test(arguments: cases)
  func knownAnswers(_ known: Case) throws {
    let outages = OutageModel(meanUpSeconds: known.mtbf, repair: .constant(known.downtime))
    let times = try finishes(
      known.replications, work: known.work, outages: outages, recovery: recovery(known), seed: 21)
    let score = z(times, mean: known.mean, deviation: known.deviation)
    #expect(abs(score) < 4, "z = \(score), seed 21")
    let error = known.deviation / Double(known.replications).squareRoot()
    #expect(error <= 0.005 * known.mean)
    let sample = times.reduce(0, +) / Double(times.count)
    let spread = times.reduce(0) { $0 + ($1 - sample) * ($1 - sample) } / Double(times.count - 1)
    #expect(abs(spread.squareRoot() / known.deviation - 1) < 0.15)
  }

  /// The sample tells the known mistakes: each shifts the mean of F6 by far more than its error.
  @Test func mistakesWouldBeSeen() throws {
    let known = Self.cases[5]
    let outages = OutageModel(meanUpSeconds: known.mtbf, repair: .constant(known.downtime))
    func score(_ change: (inout RecoveryModel) -> Void) throws -> Double {
      var recovery = recovery(known)
      change(&recovery)
      return z(
        try finishes(
          1000, work: known.work, outages: outages, recovery: recovery, seed: 22),
        mean: known.mean, deviation: known.deviation)
    }
    #expect(try abs(score { _ in }) < 4)
    // No cost of restart, none of writing, checkpoints of half the work.
    #expect(try score { $0.restartSeconds = 0 } < -6)
    #expect(try score { $0.checkpoint?.writeSeconds = 0 } < -6)
    #expect(try score { $0.checkpoint?.interval = .seconds(0.5) } > 6)
    // No checkpoint at all: e^10 hours are beyond any sample; a shorter task shows it.
    let scratch = try finishes(2000, work: 2, outages: outages, recovery: .none, seed: 23)
    let segments = (8 * 17.0127663008874 / 40, 1.6017710254043709 * 0.2.squareRoot())
    #expect(z(scratch, mean: segments.0, deviation: segments.1) > 6)
  }

  /// A late notice is downtime: δ + D in place of D. F2 with its half hour divided in two.
  @Test func detectionIsDowntime() throws {
    let known = Self.cases[1]
    var recovery = RecoveryModel(restartSeconds: known.restart)
    recovery.detection.timeoutSeconds = 0.3
    let outages = OutageModel(meanUpSeconds: known.mtbf, repair: .constant(0.2))
    let times = try finishes(
      known.replications, work: known.work, outages: outages, recovery: recovery, seed: 24)
    let score = z(times, mean: known.mean, deviation: known.deviation)
    #expect(abs(score) < 4, "z = \(score), seed 24")
  }

  /// Failures of attempts strike restarts and checkpoints, too: F3 and F4 with a rate per running hour
  /// in place of outages.
  @Test(arguments: [2, 3])
  func failuresStrikeRecovery(_ index: Int) throws {
    let known = Self.cases[index]
    let times = try finishes(
      known.replications, work: known.work, outages: nil,
      failures: TaskFailureModel(rate: 1 / known.mtbf), recovery: recovery(known), seed: 25)
    let score = z(times, mean: known.mean, deviation: known.deviation)
    #expect(abs(score) < 4, "z = \(score), seed 25")
  }

  /// Attempts of 10 s fail at their end with q = 0.5; after the n-th loss a wait of min(2ⁿ⁻¹, 8):
  /// E[T] = 10/(1 − q) + Σ qⁿ min(2ⁿ⁻¹, 8) = 20 + 4·½ + 8·2⁻⁴ = 22.5, since the n-th wait happens with
  /// probability qⁿ: ½ each for n = 1 … 4, and 8·(2⁻⁵ + 2⁻⁶ + …) = ½ for the rest.
  @Test func backOff() throws {
    let recovery = RecoveryModel(
      backOff: .init(firstSeconds: 1, factor: 2, largestSeconds: 8))
    let times = try finishes(
      20_000, work: 10, outages: nil, failures: TaskFailureModel(probability: 0.5),
      recovery: recovery, seed: 26)
    // N losses with probability 2⁻⁽ᴺ⁺¹⁾; T(N) = 10 (N + 1) + the waits.
    var (mean, second) = (0.0, 0.0)
    var waits = 0.0
    for losses in 0..<200 {
      if losses > 0 { waits += recovery.backOff.seconds(afterLoss: losses) }
      var probability = 0.5
      for _ in 0..<losses { probability /= 2 }
      let time = 10 * Double(losses + 1) + waits
      mean += probability * time
      second += probability * time * time
    }
    #expect(abs(mean - 22.5) < 1e-9)
    let score = z(times, mean: mean, deviation: (second - mean * mean).squareRoot())
    #expect(abs(score) < 4, "z = \(score), seed 26")
  }
}
