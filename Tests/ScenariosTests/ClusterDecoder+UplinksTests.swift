import Foundation
import Scenarios
import SchedulingModel
import Testing

/// `uplinks` of a cluster. Bad ones are in `BadInputTests`.
@Suite struct ClusterDecoderUplinksTests {
  private func load(_ uplinks: String) throws -> Scenario {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-\(UUID().uuidString).yaml")
    let text = """
      cluster:
        nodes:
          - {name: a, count: 2, pod: left, devices: {cpu: 1}}
          - {name: b, pod: right, devices: {cpu: 1}}
        \(uplinks)
      workflows: {w: {tasks: [{name: t, work: 12}]}}
      """
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Scenario.load(file.path)
  }

  @Test func nodesGroupsAndPods() throws {
    let scenario = try load(
      """
      uplinks:
          - {nodes: [b, a], outages: {mean_up: 20 h, repair: 1 h}}
          - {nodes: [a-1], outages: {mean_up: 2 h, repair: 1 min, initial: stationary}, effect: {slow: 4}}
          - {pods: [right], outages: {at: [{start: 1 h, duration: 2}]}, effect: {reroute: 1.5}}
          - {pods: [left], outages: {up: {weibull: {mean: 1 h, shape: 0.7}}, repair: 0}, effect: stop}
      """)
    let uplinks = scenario.cluster.uplinks
    #expect(uplinks.map(\.name) == ["b", "a-0", "a-1", "a-1", "right", "left"])
    #expect(
      uplinks.map(\.end) == [.node(2), .node(0), .node(1), .node(1), .pod(1), .pod(0)])
    #expect(uplinks.map(\.effect) == [.stop, .stop, .stop, .slow(4), .reroute(1.5), .stop])
    let rare = OutageModel(meanUpSeconds: 72_000, repair: .constant(3600))
    #expect(uplinks[..<3].allSatisfy { $0.outages == rare })
    #expect(
      uplinks[3...].map(\.outages) == [
        OutageModel(
          up: .exponential(mean: 7200), repair: .constant(60), initialAge: .stationary),
        .scheduled([.init(start: 3600, duration: 2)]),
        OutageModel(up: .weibull(mean: 3600, shape: 0.7), repair: .constant(0)),
      ])
    #expect(!scenario.cluster.canFail && scenario.isRandom)
  }

  @Test func nothingRandom() throws {
    #expect(try load("").cluster.uplinks.isEmpty)
    #expect(try load("uplinks: []").cluster.uplinks.isEmpty)
    let known = try load("uplinks: [{pods: [left], outages: {at: [{start: 1, duration: 2}]}}]")
    #expect(known.cluster.uplinks.count == 1 && !known.isRandom)
  }
}
