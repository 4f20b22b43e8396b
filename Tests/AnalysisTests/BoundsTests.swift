import Analysis
import SchedulingModel
import SimulationEngine
import Testing

/// Lower bounds against small cases by hand.
@Suite struct BoundsTests {
  /// 12 s of work in three tasks on two machines: 6 s each at least; the longest chain is 7.
  @Test func identicalMachines() throws {
    let cluster = try Cluster.identical(2)
    let chain = Bounds(try Hand.instance([3, 4, 5], edges: [(0, 1)], on: cluster))
    #expect(chain.criticalPath == 7 && chain.area == 6)
    #expect(chain.largest == 7 && chain.largestName == "critical-path")
    let free = Bounds(try Hand.instance([3, 4, 7], on: cluster))
    #expect(free.criticalPath == 7 && free.area == 7 && free.largestName == "critical-path")
    let many = Bounds(try Hand.instance([3, 4, 5, 6], on: cluster))
    #expect(many.area == 9 && many.largest == 9 && many.largestName == "area")
  }

  /// On related machines the area bound is Σw / Σs, the critical path goes at the greatest speed.
  @Test func relatedMachines() throws {
    let works = [8.0, 24, 40, 16, 64, 8]
    let instance = try Hand.instance(works, edges: [(0, 4)], on: .related(speeds: [1, 2, 5]))
    let bounds = Bounds(instance)
    #expect(bounds.criticalPath == (8.0 + 64) / 5)
    #expect(abs(bounds.area - 160.0 / 8) < 1e-12)
  }

  /// Two tasks may run on device 0 alone: what is bound to few devices bounds the whole.
  @Test func restrictedEligibility() throws {
    var builder = WorkflowBuilder(name: "pinned")
    for (id, pinned) in [true, true, false].enumerated() {
      builder.add(
        Workflow.Task(
          name: "t\(id)", cost: .work(10), placement: pinned ? .device("p0") : .anywhere))
    }
    let bounds = Bounds(try Instance(builder.build(), on: .identical(3)))
    #expect(bounds.area == 20 && bounds.criticalPath == 10)
  }

  /// Unrelated machines, each best at one task: weights by speed beat equal ones, and no weights
  /// may give more than the optimum, 12.
  @Test func unrelatedMachines() throws {
    var builder = WorkflowBuilder(name: "table")
    let rows: [[Double]] = [[6, 30], [6, 30], [30, 12]]
    for (id, row) in rows.enumerated() {
      builder.add(
        Workflow.Task(
          name: "t\(id)",
          cost: .table([
            .init(deviceClass: "a", seconds: row[0]), .init(deviceClass: "b", seconds: row[1]),
          ])))
    }
    let bounds = Bounds(try Instance(builder.build(), on: .unrelated(processors: ["a", "b"])))
    #expect(bounds.criticalPath == 12)
    #expect(bounds.area >= 12.0 * 0.75 && bounds.area <= 12)
  }

  /// Max over jobs of arrival + critical path, less the first arrival.
  @Test func arrivals() throws {
    let workflow = try Hand.workflow([6, 2, 3], edges: [(1, 2)])
    let cluster = try Cluster.identical(2)
    let instance = Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "a", arrival: 10, tasks: 0..<1),
        Instance.Job(name: "b", arrival: 14, tasks: 1..<3),
      ], cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
    let bounds = Bounds(instance)
    #expect(bounds.criticalPath == 9 && bounds.area == 6)
  }

  @Test func factorsScaleLengths() throws {
    var instance = try Hand.instance([3, 4, 5], edges: [(0, 1)], on: .identical(2))
    instance.costs = instance.costs.scaled(by: [2, 0.5, 4])
    let bounds = Bounds(instance)
    #expect(bounds.criticalPath == 20 && bounds.area == 14)
  }

  /// No bound exceeds the best of all assignments: independent tasks, every assignment tried, on
  /// unrelated machines or on equal ones with some tasks pinned.
  @Test(arguments: [false, true]) func neverAboveTheOptimum(pinned: Bool) throws {
    for seed in UInt64(1)...300 {
      var stream = RandomStream(seed: seed, purpose: .generator)
      let (tasks, machines) = (Int(stream.below(5)) + 1, Int(stream.below(3)) + 1)
      var rows = (0..<tasks).map { _ in
        (0..<machines).map { _ in stream.below(4) == 0 ? nil : Double(stream.below(9)) }
      }
      if pinned {
        rows = (0..<tasks).map { _ in
          let work = Double(stream.below(9))
          let place = Int(stream.below(UInt64(2 * machines)))
          return (0..<machines).map { place >= machines || place == $0 ? work : nil }
        }
      }
      guard rows.allSatisfy({ row in row.contains { $0 != nil } }) else { continue }
      let bounds = Bounds(try pinned ? Self.equal(rows) : Self.unrelated(rows))
      var optimum = Double.infinity
      var assignment = [Int](repeating: 0, count: tasks)
      repeat {
        var load = [Double](repeating: 0, count: machines)
        for (task, machine) in assignment.enumerated() {
          load[machine] += rows[task][machine] ?? .infinity
        }
        optimum = min(optimum, load.max() ?? 0)
      } while Self.advance(&assignment, below: machines)
      #expect(bounds.largest <= optimum * (1 + 1e-12), "seed \(seed)")
    }
  }

  private static func unrelated(_ rows: [[Double?]]) throws -> Instance {
    var builder = WorkflowBuilder(name: "unrelated")
    for (id, row) in rows.enumerated() {
      let table = row.enumerated().compactMap { index, seconds in
        seconds.map { Workflow.ClassSeconds(deviceClass: "c\(index)", seconds: $0) }
      }
      builder.add(Workflow.Task(name: "t\(id)", cost: .table(table)))
    }
    let names = rows[0].indices.map { "c\($0)" }
    return try Instance(builder.build(), on: .unrelated(processors: names))
  }

  private static func equal(_ rows: [[Double?]]) throws -> Instance {
    var builder = WorkflowBuilder(name: "equal")
    for (id, row) in rows.enumerated() {
      let allowed = row.indices.filter { row[$0] != nil }
      builder.add(
        Workflow.Task(
          name: "t\(id)", cost: .work(row[allowed[0]] ?? 0),
          placement: allowed.count == row.count ? .anywhere : .device("p\(allowed[0])")))
    }
    return try Instance(builder.build(), on: .identical(rows[0].count))
  }

  /// The next assignment, as a counter; false after the last.
  private static func advance(_ digits: inout [Int], below base: Int) -> Bool {
    for index in digits.indices {
      digits[index] += 1
      if digits[index] < base { return true }
      digits[index] = 0
    }
    return false
  }

  /// Sums of fractions are rounded; a bound must not be above a makespan for that.
  @Test func isNeverAboveAMakespanByRounding() throws {
    var stream = RandomStream(seed: 4, purpose: .generator)
    for _ in 0..<300 {
      let devices = 1 + Int(stream.below(6))
      let count = devices * (1 + Int(stream.below(5)))
      // Equal lengths fill identical devices without a gap, so that makespan and bound are equal.
      let length = 1 / (1 + Double(stream.below(50))) + Double(stream.below(3)) / 10
      let workflow = try Hand.workflow([Double](repeating: length, count: count), edges: [])
      let instance = try Instance(workflow, on: .identical(devices))
      var makespan = 0.0
      for _ in 0..<(count / devices) { makespan += length }
      let bounds = Bounds(instance)
      #expect(bounds.largest <= makespan, "\(count) tasks of \(length) s on \(devices)")
      #expect(bounds.largest >= makespan * (1 - 1e-13))
    }
  }
}
