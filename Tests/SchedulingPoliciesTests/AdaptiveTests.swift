import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Looking ahead, and taking over.
@Suite struct AdaptiveTests {
  private static let candidates = ["heft-replan", "heft-repair", "critical-path"]

  /// With exact estimates and nothing that fails, looking ahead at the start is the run itself: the choice
  /// takes exactly as long as the best candidate.
  @Test func isTheBestCandidateWithoutSurprises() throws {
    var best: [String: Int] = [:]
    for shape in InstanceShape.allCases where ![.twoJobs, .fourJobs].contains(shape) {
      for seed in UInt64(1)...8 {
        let simulation = Simulation(instance: try shape.instance(seed: seed), seed: seed)
        let makespans = try Self.candidates.map { name in
          try #require(simulation.run(try make(name)).makespan)
        }
        let least = try #require(makespans.min())
        #expect(simulation.run(try make("adaptive")).makespan == least, "\(shape), seed \(seed)")
        if makespans[0] != makespans[2] {
          best[makespans[0] < makespans[2] ? "heft" : "critical-path", default: 0] += 1
        }
      }
    }
    #expect(best.values.count == 2, "\(best)")
  }

  /// Maintenance is foreseen, so that looking ahead at the start is the run itself with it, too.
  @Test func foreseesMaintenance() throws {
    var (windows, best) = (0, Set<Double>())
    for shape in InstanceShape.allCases where ![.twoJobs, .fourJobs].contains(shape) {
      for seed in UInt64(1)...8 {
        let whole = try shape.instance(seed: seed)
        let simulation = Simulation(
          instance: whole.on(MaintenanceDraw.sparse(whole.cluster, seed: seed)), seed: seed)
        let makespans = try Self.candidates.map { name in
          try #require(simulation.run(try make(name)).makespan)
        }
        let result = simulation.run(try make("adaptive"))
        #expect(result.makespan == makespans.min(), "\(shape), seed \(seed)")
        windows += result.trace.outages.planned.count
        if makespans[0] != makespans[2] { best.insert(makespans[0] < makespans[2] ? 0 : 2) }
      }
    }
    #expect(windows > 80 && best.count == 2)
  }

  /// From the middle of runs, with drains and windows under way and failures besides.
  @Test func looksAheadFromTheMiddle() throws {
    let outages = OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 10))
    var (windows, down) = (0, 0)
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...4 {
        let whole = try shape.instance(seed: seed, outages: outages)
        let simulation = Simulation(
          instance: whole.on(MaintenanceDraw.overlapping(whole.cluster, seed: seed)), seed: seed)
        let result = simulation.run(try make("adaptive:runs=2"))
        try #require(result.status == .ok, "\(shape), seed \(seed)")
        #expect(result.trace == simulation.run(try make("adaptive:runs=2")).trace)
        windows += result.trace.outages.planned.count { $0 }
        down += result.trace.outages.planned.count { !$0 }
      }
    }
    #expect(windows > 40 && down > 50)
  }

  /// Without a budget the first candidate takes over at the start and then goes on by itself.
  @Test func withoutABudgetItIsTheFirstCandidate() throws {
    let outages = OutageModel(meanUpSeconds: 25, repair: .exponential(mean: 5))
    var down = 0
    for shape in InstanceShape.allCases where ![.twoJobs, .fourJobs].contains(shape) {
      for seed in UInt64(1)...3 {
        let simulation = Simulation(
          instance: try shape.instance(seed: seed, outages: outages), seed: seed)
        for name in ["heft-replan", "heft-repair", "critical-path", "mct", "fifo"] {
          let result = simulation.run(try make("adaptive:budget=0:candidates=\(name)+max-min"))
          #expect(result.trace == simulation.run(try make(name)).trace, "\(name) on \(shape)")
          down += result.trace.outages.count
        }
      }
    }
    #expect(down > 100)
    // So it does where outcomes are open: taking over at the start knows no more than planning.
    for seed in UInt64(1)...20 {
      let instance = try InstanceShape.layered.instance(seed: seed).withConditions(seed: seed)
      let simulation = Simulation(instance: instance, seed: seed)
      for name in ["heft", "heft-replan", "mct"] {
        let result = simulation.run(try make("adaptive:budget=0:candidates=\(name)+max-min"))
        #expect(result.trace == simulation.run(try make(name)).trace, "\(name), seed \(seed)")
      }
    }
  }

  /// It changes its mind in the middle of runs, which are valid and repeat.
  @Test func takesOverInTheMiddle() throws {
    let outages = OutageModel(meanUpSeconds: 30, repair: .exponential(mean: 10))
    let names = ["heft-replan", "critical-path"]
    var (own, down) = (0, 0)
    for shape in InstanceShape.allCases {
      for seed in UInt64(1)...4 {
        let simulation = Simulation(
          instance: try shape.instance(seed: seed, outages: outages), seed: seed)
        let name = "adaptive:candidates=heft-replan+critical-path:runs=2"
        let result = simulation.run(try make(name))
        try #require(result.status == .ok, "\(shape), seed \(seed)")
        #expect(result.trace == simulation.run(try make(name)).trace)
        down += result.trace.outages.count
        let alone = try names.map { simulation.run(try make($0)).trace }
        if !alone.contains(result.trace) { own += 1 }
        var rules = ScheduleValidator.Rules()
        let rows = result.trace.outages
        rules.outages = (0..<rows.count).map {
          (node: Int(rows.nodes[$0]), from: rows.starts[$0], to: rows.finishes[$0])
        }
        let report = ScheduleValidator(instance: simulation.instance, rules: rules)
          .check(result.schedule)
        #expect(report.violations == [], "\(shape), seed \(seed)")
      }
    }
    #expect(own > 5 && down > 50)
  }

  /// What it sees does not depend on what will really happen: two runs that differ only after a time agree
  /// until then.
  @Test func doesNotSeeTheFuture() throws {
    func result(_ later: Double) throws -> RunResult {
      let outages = OutageModel.scheduled([
        .init(start: 6, duration: 4), .init(start: later, duration: 9),
      ])
      let instance = try InstanceShape.layered.instance(seed: 4, outages: outages)
      return Simulation(instance: instance, seed: 4).run(try make("adaptive"))
    }
    let (first, second) = (try result(18), try result(31))
    try #require(first.endTime > 18 && second.endTime > 18)
    func begun(_ result: RunResult) -> [[Double]] {
      result.schedule.entries.filter { $0.start < 18 }
        .map { [Double($0.task), Double($0.device), $0.start] }
    }
    #expect(begun(first) == begun(second))
    #expect(first.trace.outages.count > 0)
  }

  @Test func refusesUnknownCandidates() throws {
    for text in ["round-robin", "heft+heft", "heft+", "adaptive"] {
      let error = #expect(throws: PolicyError.self) { try make("adaptive:candidates=\(text)") }
      guard case .parameter("adaptive", "candidates", text, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
  }

  private func make(_ name: String) throws -> any Policy {
    try PolicyCatalog.makePolicy(PolicyName(parsing: name), seed: 1)
  }
}
