import SchedulingModel
import SimulationEngine

/// A policy made of two closures, which also keeps what it was told and when it was asked.
struct TestPolicy: Policy {
  /// What happened, in order.
  final class Log {
    var events: [(time: Double, event: SchedulingEvent)] = []
    var rounds: [Double] = []
  }

  let log = Log()
  var decision: (inout SystemState, Log) throws -> Void

  init(_ decision: @escaping (inout SystemState, Log) throws -> Void) {
    self.decision = decision
  }

  /// Assigns each task to its device as soon as its job has arrived, in order of id, and again
  /// whenever an attempt is lost.
  static func fixed(_ devices: [Int]) -> TestPolicy {
    TestPolicy { system, _ in
      for (task, device) in devices.enumerated()
      where system.state(of: task) == .ready || system.state(of: task) == .waiting {
        guard system.hasArrived(job: Int(system.instance.jobOfTask[task])) else { continue }
        try system.assign(task, to: device)
      }
    }
  }

  /// The same with the tasks of each queue in order of id, also those that come back.
  static func inOrder(_ devices: [Int]) -> TestPolicy {
    TestPolicy { system, _ in
      for (task, device) in devices.enumerated()
      where system.state(of: task) == .ready || system.state(of: task) == .waiting {
        try system.assign(
          task, to: device, plannedStart: Double(task), plannedFinish: Double(task), place: task)
      }
    }
  }

  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    log.events.append((system.now, event))
  }

  mutating func decide(in system: inout SystemState) throws(PolicyError) {
    log.rounds.append(system.now)
    do {
      try decision(&system, log)
    } catch let error as SchedulingError {
      throw .broke(error)
    } catch {
      throw .failed(reason: "\(error)")
    }
  }
}

/// Assigns each task to the device of its number.
struct OnItsOwn: Policy {
  var ready: [Int] = []

  mutating func observe(
    _ event: SchedulingEvent, in system: borrowing SystemState
  ) throws(PolicyError) {
    if case .taskReady(let task) = event { ready.append(task) }
  }

  mutating func decide(in system: inout SystemState) throws(PolicyError) {
    do {
      for task in ready { try system.assign(task, to: task) }
    } catch {
      throw .broke(error)
    }
    ready.removeAll(keepingCapacity: true)
  }
}

/// Small instances by hand.
enum Hand {
  /// Tasks `t0`, `t1`, … of this work, edges as (source, target, bytes), one job at time 0.
  static func instance(
    _ works: [Double], edges: [(Int, Int, Double)] = [], on cluster: Cluster
  ) throws -> Instance {
    try Instance(workflow(works, edges: edges), on: cluster)
  }

  static func workflow(_ works: [Double], edges: [(Int, Int, Double)] = []) throws -> Workflow {
    var builder = WorkflowBuilder(name: "hand")
    for (id, work) in works.enumerated() {
      builder.add(Workflow.Task(name: "t\(id)", cost: .work(work)))
    }
    for edge in edges { builder.connect(edge.0, to: edge.1, bytes: edge.2) }
    return try builder.build()
  }

  /// Devices of speed 1, each its own node; bandwidth 10, latency 0.5.
  static func cluster(_ devices: Int, outages: OutageModel? = nil) throws -> Cluster {
    try cluster((0..<devices).map { _ in outages })
  }

  static func cluster(_ outages: [OutageModel?]) throws -> Cluster {
    try Cluster(
      name: "hand", classes: [DeviceClass(name: "one")],
      nodes: outages.enumerated().map {
        Cluster.NodeSpecification(name: "n\($0)", deviceClasses: ["one"], outages: $1)
      }, interconnect: .uniform(latency: 0.5, bandwidth: 10))
  }

  /// Nodes that could fail, but not within these tests.
  static let reliable = OutageModel(meanUpSeconds: 1e15, repair: .constant(1))
}

extension RunResult {
  /// The successful entries by task.
  var byTask: [Schedule.Entry] {
    schedule.entries.filter { $0.outcome == .succeeded }.sorted { $0.task < $1.task }
  }
}
