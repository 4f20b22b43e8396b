import Foundation
import SchedulingModel
import Testing

/// A published instance and what published algorithms make of it.
struct PublishedInstance: Decodable {
  struct Answer: Decodable {
    var makespan: Double
    var schedule: [[Double]]
    var upwardRank: [Double]?
    var downwardRank: [Double]?
    var criticalPath: [Int]?
    var pathDevice: Int?
    var optimisticCosts: [[Double]]?
    var optimisticRank: [Double]?

    /// The published placements, by task.
    var entries: [Schedule.Entry] {
      schedule.enumerated().map { task, row in
        Schedule.Entry(task: task, device: Int(row[0]), start: row[1], finish: row[2])
      }
    }
  }

  var tasks: [String]
  var processors: [String]
  var cost: [[Double]]
  var edges: [[Double]]
  var optimum: Double
  var heft: Answer
  var cpop: Answer
  var peft: Answer

  static func load(_ name: String) throws -> PublishedInstance {
    try decode(name)
  }

  static func decode<Value: Decodable>(_ name: String) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }

  func workflow(name: String = "published") throws -> Workflow {
    var builder = WorkflowBuilder(name: name)
    for (task, row) in zip(tasks, cost) {
      let table = zip(processors, row).map {
        Workflow.ClassSeconds(deviceClass: $0, seconds: $1)
      }
      builder.add(Workflow.Task(name: task, cost: .table(table)))
    }
    for edge in edges { builder.connect(Int(edge[0]), to: Int(edge[1]), bytes: edge[2]) }
    return try builder.build()
  }

  func instance() throws -> Instance {
    try Instance(workflow(), on: .unrelated(processors: processors))
  }
}

/// A random instance on related devices, with HEFT's makespan under both definitions.
struct RandomInstance: Decodable {
  var cost: [Double]
  var speed: [Double]
  var edges: [[Double]]
  var heftDistinctPairs: Double
  var heftAllPairs: Double
  var cpop: Double
  var peft: Double

  func instance() throws -> Instance {
    var builder = WorkflowBuilder(name: "random")
    for (index, work) in cost.enumerated() {
      builder.add(Workflow.Task(name: "t\(index)", cost: .work(work)))
    }
    for edge in edges { builder.connect(Int(edge[0]), to: Int(edge[1]), bytes: edge[2]) }
    return try Instance(builder.build(), on: .related(speeds: speed))
  }
}
