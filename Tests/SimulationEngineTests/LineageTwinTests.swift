import SchedulingModel
import SimulationEngine
import Testing

/// Which tasks run again after one outage, against a plain recursive computation from what had happened
/// just before it.
@Suite struct LineageTwinTests {
  /// A random workflow of up to ten tasks, each with a device of its own choice.
  private struct Draw {
    var works: [Double] = []
    var edges: [(Int, Int, Double)] = []
    var devices: [Int] = []
    let node: Int
    let time: Double

    init(seed: UInt64) {
      var stream = RandomStream(seed: seed, purpose: .generator)
      func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }
      for task in 0..<(3 + below(8)) {
        works.append(Double(1 + below(4)))
        devices.append(below(3))
        for source in 0..<task where below(3) == 0 {
          edges.append((source, task, Double([0, 10, 20][below(3)])))
        }
      }
      node = below(3)
      // Some of them at the instants at which things happen.
      time = Double(1 + below(24)) * 0.5
    }

    func run(down: Bool) throws -> RunResult {
      let outage = OutageModel.scheduled(down ? [.init(start: time, duration: 3)] : [])
      let cluster = try Hand.cluster((0..<3).map { $0 == node ? outage : nil })
      let instance = try Hand.instance(works, edges: edges, on: cluster)
      return Simulation(
        instance: instance,
        conditions: RunConditions(
          costs: instance.costs, recovery: RecoveryModel(outputs: .lost)), seed: 1
      ).run(TestPolicy.inOrder(devices))
    }
  }

  /// Tasks that have finished, but whose outputs somebody needs who has not read them and has no copy.
  private func rerun(_ draw: Draw, undisturbed: [Schedule.Entry]) -> Set<Int> {
    let (time, node) = (draw.time, draw.node)
    var answer: Set<Int> = []
    func isMissing(_ edge: (Int, Int, Double)) -> Bool {
      let (source, target, bytes) = edge
      guard bytes > 0, undisturbed[source].finish <= time, draw.devices[source] == node else {
        return false
      }
      let transfer = draw.devices[target] == node ? 0 : 0.5 + bytes / 10
      return draw.devices[target] == node || undisturbed[source].finish + transfer > time
    }
    func require(_ task: Int) {
      for edge in draw.edges where edge.1 == task && isMissing(edge) {
        if answer.insert(edge.0).inserted { require(edge.0) }
      }
    }
    for task in draw.works.indices {
      let runs = undisturbed[task].start < time && draw.devices[task] != node
      if undisturbed[task].finish > time, !runs { require(task) }
    }
    return answer
  }

  @Test func whoRunsAgain() throws {
    var (some, several) = (0, 0)
    for seed in UInt64(1)...3000 {
      let draw = Draw(seed: seed)
      let undisturbed = try draw.run(down: false).byTask
      let result = try draw.run(down: true)
      #expect(result.status == .ok, "seed \(seed)")
      let rows = result.trace.attempts
      let again = (0..<rows.count).filter { rows.outcomes[$0] == .lost }.map { Int(rows.tasks[$0]) }
      let expected = rerun(draw, undisturbed: undisturbed)
      #expect(Set(again) == expected && again.count == expected.count, "seed \(seed)")
      some += expected.isEmpty ? 0 : 1
      several += expected.count > 1 ? 1 : 0
      var rules = ScheduleValidator.Rules()
      rules.outages = [(draw.node, draw.time, draw.time + 3)]
      #expect(
        ScheduleValidator(instance: result.instance, rules: rules).check(result.schedule)
          .violations == [], "seed \(seed)")
    }
    #expect(some > 500 && several > 100, "\(some) \(several)")
  }
}
