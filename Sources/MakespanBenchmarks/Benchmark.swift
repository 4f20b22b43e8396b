import Foundation
import LanguageModel
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import WorkflowLibrary

/// Plans or simulates the layered benchmark once, and checks the answer.
///
/// `makespan-bench N P PHASE`: each phase does what the one before it does and one thing more, so
/// that the difference of two phases' instruction counts is that thing's. `scripts/bench.sh` holds
/// the differences against thresholds.
@main
struct Benchmark {
  enum Phase: String, CaseIterable {
    /// Draws the instance and lays it out.
    case generate
    /// … and plans it with `mct`.
    case planMCT = "plan-mct"
    /// … and simulates that plan.
    case simulateMCT = "simulate-mct"
    /// … and simulates it on nodes that fail.
    case simulateFailing = "simulate-failing"
    /// Draws the instance, and plans it with `heft` over all pairs.
    case planHEFT = "plan-heft"
    /// … and simulates that plan.
    case simulateHEFT = "simulate-heft"
  }

  /// Makespans by SimGrid 4.1 without contention (W = 100, seed 1), to the printed digits.
  static let published: [String: (mct: String, heft: String)] = [
    "1000 8": ("2429.333333", "2415.4259"),
    "1000 64": ("340.277595", "311.615027"),
    "10000 64": ("3162.109312", "3074.123029"),
    "100000 64": ("31354.625395", "30681.330819"),
    "1000000 64": ("313167.421453", "306589.203249"),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "gang" { return try FailureBenchmarks.gang() }
    if arguments.count > 2, ["language-model", "text"].contains(arguments[1]) {
      return try runLanguageModel(arguments)
    }
    guard arguments.count == 4, let tasks = Int(arguments[1]), let hosts = Int(arguments[2]),
      let phase = Phase(rawValue: arguments[3])
    else {
      let phases = Phase.allCases.map(\.rawValue).joined(separator: "|")
      fail("usage: makespan-bench N P \(phases), or makespan-bench gang")
    }
    let workflow = try LayeredBenchmark(tasks: tasks, hosts: hosts).workflow(in: .flop)
    let instance = try Instance(
      workflow, on: LayeredBenchmark.star(hosts: hosts, seed: 1, in: .flop))
    if phase == .generate { return }

    let isHEFT = phase == .planHEFT || phase == .simulateHEFT
    let answers = published["\(tasks) \(hosts)"]
    let expected = isHEFT ? answers?.heft : answers?.mct
    let entry = try PolicyCatalog.entry(named: isHEFT ? "heft" : "mct")
    let planner = try entry.makePlanner(isHEFT ? [("mean-communication", "all-pairs")] : [])
    let plan = try measure("plan") { try planner.plan(PlanningProblem(instance)) }
    check(plan.lastFinish, expected, "planned")
    if phase == .planMCT || phase == .planHEFT { return }

    if phase == .simulateFailing { return FailureBenchmarks.replay(plan, of: instance) }
    let policy = PlannedPolicy(GivenPlan(schedule: plan))
    let result = measure("simulate") { Simulation(instance: instance).run(policy) }
    guard result.status == .ok, result.makespan == plan.lastFinish else {
      fail("the replay gives \(result.makespan ?? .nan), the plan \(plan.lastFinish)")
    }
  }

  static func runLanguageModel(_ arguments: [String]) throws {
    guard let size = ModelSize(rawValue: arguments[2]) else {
      fail("SIZE is one of \(ModelSize.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    switch (arguments[1], arguments.count) {
    case ("language-model", 3):
      var benchmark = try LanguageModelBenchmark(size)
      try benchmark.obey()
    case ("text", 4...5):
      let prompt = arguments.count == 5 ? arguments[4] : "The licensee "
      try TextBenchmark(size: size, file: arguments[3], prompt: prompt).run()
    default: fail("usage: makespan-bench language-model SIZE | text SIZE FILE [PROMPT]")
    }
  }

  static func measure<Value>(_ what: String, _ body: () throws -> Value) rethrows -> Value {
    let start = ContinuousClock.now
    let value = try body()
    let elapsed = ContinuousClock.now - start
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("\(what) \(elapsed), peak memory so far \(usage.ru_maxrss / 1024) MiB")
    return value
  }

  static func check(_ makespan: Double, _ expected: String?, _ what: String) {
    guard let expected else { return }
    let digits = expected.split(separator: ".").last?.count ?? 0
    let printed = String(format: "%.\(digits)f", makespan)
    guard printed == expected else { fail("\(what) makespan \(printed), expected \(expected)") }
    print("\(what) makespan \(printed), as published")
  }

  static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("makespan-bench: \(message)\n".utf8))
    exit(1)
  }
}

/// A plan that is already there.
struct GivenPlan: Planner {
  let schedule: Schedule

  func plan(_ problem: PlanningProblem) -> Schedule { schedule }
}
