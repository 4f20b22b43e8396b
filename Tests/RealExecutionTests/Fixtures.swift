import Foundation
import LanguageModel
import SchedulingModel
import SimulationEngine

/// A folder that goes away with the test.
final class Scratch {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-execution-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// Two workers, each a node of one device of class cpu.
func workers(_ count: Int) throws -> Cluster {
  let free = Interconnect.Link(latency: 0, bandwidth: .infinity)
  return try Cluster(
    name: "workers", classes: [DeviceClass(name: "cpu")],
    nodes: (0..<count).map {
      Cluster.NodeSpecification(name: "worker-\($0)", deviceClasses: ["cpu"])
    }, interconnect: Interconnect(node: free, pod: free, across: free))
}

/// load → clean → train → score; on a miss, search → train-again → score-again.
func twoRounds() throws -> Workflow {
  var builder = WorkflowBuilder(name: "two-rounds")
  func add(_ name: String, _ stage: String, needs: [Int] = []) -> Int {
    let id = builder.add(Workflow.Task(name: name, stage: stage, cost: .units(1)))
    for need in needs { builder.connect(need, to: id) }
    return id
  }
  let loads = [add("load-0", "load_data"), add("load-1", "load_data")]
  let cleans = [
    add("clean-0", "preprocess", needs: [loads[0]]),
    add("clean-1", "preprocess", needs: [loads[1]]),
  ]
  let train = add("train", "train", needs: cleans)
  let score = builder.add(
    Workflow.Task(
      name: "score", stage: "evaluate", cost: .units(1),
      verdict: Workflow.Verdict(
        passProbability: 0.5, target: Workflow.Verdict.Target(metric: "bits_per_byte", atMost: 2))))
  builder.connect(train, to: score)
  let search = builder.add(Workflow.Task(name: "search", stage: "optimize", cost: .units(1)))
  builder.connect(score, to: search, when: .failed)
  let again = add("train-again", "train", needs: [search])
  _ = add("score-again", "evaluate", needs: [again])
  return try builder.build()
}

/// One job at time 0 on two workers.
func instance(_ workflow: Workflow) throws -> Instance {
  let cluster = try workers(2)
  let costs = try CostModel(
    workflow: workflow, cluster: cluster,
    stageCosts: Dictionary(
      uniqueKeysWithValues: Stage.allCases.map { ($0.rawValue, [StageCost(secondsPerUnit: 1)]) }))
  return Instance(
    workflow: workflow,
    jobs: [Instance.Job(name: "job", arrival: 0, tasks: 0..<workflow.taskCount)],
    cluster: cluster, costs: costs)
}
