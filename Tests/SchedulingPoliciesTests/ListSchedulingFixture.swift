import SchedulingModel
import SchedulingPolicies
import SimulationEngine
import Testing

/// Published instances of list scheduling on identical machines, and what it makes of them.
struct ListSchedulingFixture: Decodable {
  struct Graham: Decodable {
    var p: [Double]
    var edges: [[Int]]
    var m: Int
    var list: [Int]
    var makespan: Double
    var starts: [Double]
    var machines: [Int]
  }
  struct Bound: Decodable {
    var m: Int
    var unitTasks: Int
    var longTask: Double
    var bad: Double
    var optimum: Double
  }
  struct LongestFirst: Decodable {
    var m: Int
    var p: [Double]
    var makespan: Double
  }
  struct Tree: Decodable {
    var edges: [[Int]]
    var makespans: [Double]
  }
  struct UnitTasks: Decodable {
    var edges: [[Int]]
    var m: Int
    var lowIndexFirst: Double
    var optimum: Double
  }
  struct Pinedo: Decodable {
    var p: [Double]
    var m: Int
    var criticalPath: Double
    var byIndex: Double
    var starts: [Double]
  }

  var graham: [Graham]
  var grahamBound: [Bound]
  var longestFirst: [LongestFirst]
  var hu: Tree
  var coffmanGraham: UnitTasks
  var pinedoEdges: [[Int]]
  var pinedo: [Pinedo]

  static func load() throws -> ListSchedulingFixture {
    try PublishedInstance.decode("list_scheduling")
  }

  /// Runs a policy on m identical machines; edges carry no data.
  static func run(
    _ policy: String, p: [Double], priorities: [Double]? = nil, edges: [[Int]] = [], m: Int
  ) throws -> RunResult {
    var builder = WorkflowBuilder(name: "published")
    for (task, length) in p.enumerated() {
      builder.add(
        Workflow.Task(name: "t\(task)", cost: .work(length), priority: priorities?[task] ?? 0))
    }
    for edge in edges { builder.connect(edge[0], to: edge[1]) }
    let instance = try Instance(builder.build(), on: .identical(m))
    let policy = try PolicyCatalog.makePolicy(PolicyName(parsing: policy), seed: 1)
    return Simulation(instance: instance).run(policy)
  }
}
