import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct LayeredBenchmarkWorkflowTests {
  @Test func workflowIsTheInstance() throws {
    let benchmark = try LayeredBenchmark(tasks: 1_000, hosts: 8, width: 100, seed: 1)
    let workflow = try benchmark.workflow()
    #expect(workflow.taskCount == 1_000 && workflow.edgeCount == 2_694)
    #expect(workflow.entryTasks == Array(0..<100))
    for task in 0..<1_000 {
      #expect(workflow.tasks[task].name == "t\(task)")
      #expect(workflow.tasks[task].cost == .work(Double(benchmark.flops[task] / 1_000_000_000)))
      let drawn = (benchmark.parentOffsets[task]..<benchmark.parentOffsets[task + 1])
        .map { [benchmark.parents[$0], Int(benchmark.bytes[$0])] }
      let stored = workflow.inputs(of: task)
        .map { [workflow.source(of: $0), Int(workflow.bytes(of: $0))] }
      #expect(drawn.sorted { $0[0] < $1[0] } == stored)
      #expect(stored.allSatisfy { (1...3).contains(task / 100 - $0[0] / 100) })
    }
  }

  @Test func starHasTheInstancesHosts() throws {
    let benchmark = try LayeredBenchmark(tasks: 1, hosts: 64, seed: 9)
    let cluster = try LayeredBenchmark.star(hosts: 64, seed: 9)
    #expect(cluster.devices.map(\.name) == (0..<64).map { "h\($0)" })
    #expect(
      cluster.devices.map { cluster.classes[$0.deviceClass].speed }
        == benchmark.speeds.map { Double($0 / 1_000_000_000) })
    #expect(cluster.classes.allSatisfy { (10...40).contains($0.speed) })
    #expect(cluster.isFlat)
    #expect(cluster.transferSeconds(1.25e9, from: 0, to: 1) == 5e-5 + 1)
    #expect(throws: ClusterError.noDevices(cluster: "star")) {
      try LayeredBenchmark.star(hosts: 0, seed: 1)
    }
  }

  /// The published makespan of `mct`: tasks in index order, each to the host where it finishes
  /// first, appended after the host's last task, ties to the lowest host.
  @Test func earliestFinishGivesThePublishedMakespan() throws {
    for (hosts, published) in [(8, 2429.333333), (64, 340.277595), (512, 189.257635)] {
      let workflow = try LayeredBenchmark(tasks: 1_000, hosts: hosts, seed: 1).workflow()
      let cluster = try LayeredBenchmark.star(hosts: hosts, seed: 1)
      let costs = try CostModel(workflow: workflow, cluster: cluster)
      var free = [Double](repeating: 0, count: hosts)
      var place = [Int](repeating: 0, count: 1_000)
      var finish = [Double](repeating: 0, count: 1_000)
      for task in 0..<1_000 {
        finish[task] = .infinity
        for host in 0..<hosts {
          var start = free[host]
          for edge in workflow.inputs(of: task) {
            let source = workflow.source(of: edge)
            let transfer = cluster.transferSeconds(
              workflow.bytes(of: edge), from: place[source], to: host)
            start = max(start, finish[source] + transfer)
          }
          let end = start + costs.seconds(task, on: host)
          if end < finish[task] { (finish[task], place[task]) = (end, host) }
        }
        free[place[task]] = finish[task]
      }
      let makespan = finish.max() ?? 0
      #expect(abs(makespan - published) < 1e-6, "\(hosts) hosts: \(makespan)")
    }
  }
}
