import Foundation
import Scenarios
import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// `maintenance` of a cluster.
@Suite struct MaintenanceDecoderTests {
  private func load(_ maintenance: String) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster:
        nodes:
          - {name: a, count: 2, pod: left, devices: {cpu: 1}}
          - {name: b, pod: right, devices: {cpu: 2}}
        maintenance: \(maintenance)
      workflows: {w: {tasks: [{name: t, work: 10 h}]}}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }

  @Test func windows() throws {
    let cluster = try load(
      """
      [{nodes: [a, b], start: 10 h, duration: 2 h, every: 7 d, drain: 1 h},
           {nodes: [a-1], start: 0, duration: 30 min}, {pod: right, start: 5 s, duration: 1 s},
           {nodes: all, start: 1 d, duration: 1 h}]
      """
    ).cluster
    #expect(cluster.maintenance.map(\.nodes) == [[0, 1, 2], [1], [2], [0, 1, 2]])
    #expect(
      cluster.maintenance.map(\.window) == [
        MaintenanceWindow(start: 36_000, duration: 7200, every: 604_800, drain: 3600),
        MaintenanceWindow(start: 0, duration: 1800), MaintenanceWindow(start: 5, duration: 1),
        MaintenanceWindow(start: 86_400, duration: 3600),
      ])
    #expect(try !load("[]").cluster.hasMaintenance)
  }

  /// Known windows are not random, and shift what would meet them.
  @Test func runs() throws {
    let scenario = try load("[{nodes: all, start: 8 h, duration: 2 h}]")
    #expect(!scenario.isRandom && !scenario.hasRandomTimes)
    for policy in ["heft", "fifo"] {
      let run = scenario.simulation(seed: 1)
        .run(try PolicyCatalog.makePolicy(PolicyName(policy), seed: 1))
      #expect(run.makespan == 72_000, "\(policy)")
      #expect(run.trace.outages.planned == [true, true, true])
    }
  }

  @Test(arguments: [
    ("3", "cluster.maintenance: found '3', expected a list of maintenance windows"),
    ("[{start: 1, duration: 1}]", "maintenance[0]: missing key 'nodes', expected the nodes, 'all'"),
    (
      "[{nodes: [a], pod: left, start: 1, duration: 1}]",
      "maintenance[0]: found 'nodes' and 'pod', expected one of them"
    ),
    (
      "[{pod: lefd, start: 1, duration: 1}]",
      "maintenance[0].pod: found 'lefd', expected a pod of the cluster (nearest: 'left')"
    ),
    (
      "[{nodes: [a-7], start: 1, duration: 1}]",
      "cluster.maintenance: maintenance names the unknown node 'a-7' (nearest node: 'a-0')"
    ),
    ("[{nodes: [], start: 1, duration: 1}]", "cluster.maintenance: maintenance has no nodes"),
    ("[{nodes: every, start: 1, duration: 1}]", "nodes: found 'every', expected a list of nodes"),
    ("[{nodes: all, duration: 1}]", "maintenance[0]: missing key 'start', expected when it begins"),
    ("[{nodes: all, start: 1}]", "maintenance[0]: missing key 'duration'"),
    ("[{nodes: all, start: -1, duration: 1}]", "maintenance[0].start: found '-1', expected a time"),
    ("[{nodes: all, start: 1, duration: 0}]", "maintenance[0].duration: found '0', expected"),
    ("[{nodes: all, start: 1, duration: inf}]", "duration: found 'inf', expected a time"),
    (
      "[{nodes: all, start: 1, duration: 2 h, every: 2 h}]",
      "maintenance[0].every: found '2 h', expected more than 'duration' and 'drain' together"
    ),
    (
      "[{nodes: all, start: 1, duration: 1 h, every: 2 h, drain: 1 h}]",
      "every: found '2 h', expected more than 'duration' and 'drain' together"
    ),
    ("[{nodes: all, start: 1, duration: 1, drain: x}]", "maintenance[0].drain: found 'x'"),
    ("[{nodes: all, start: 1, duration: 1, evry: 1}]", "unknown key 'evry' (nearest: 'every')"),
    (
      "[{nodes: all, start: 0, duration: 1, every: 2}, {pod: right, start: 1, duration: 3, "
        + "every: 6}]",
      "the maintenance windows of 'b' and their drains leave it no time"
    ),
  ])
  func badInput(text: String, message: String) {
    let error = #expect(throws: InputError.self) { try load(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
  }
}
