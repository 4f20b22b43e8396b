import Foundation
import Interchange
import SchedulingModel
import WorkflowLibrary

/// Decodes one entry of `workflows`: a list of tasks, a generator's parameters, or a file's name.
struct WorkflowDecoder {
  let name: String
  let root: YAMLElement

  func decode() throws(InputError) -> (workflow: Workflow, notes: [String]) {
    let sources = ["tasks", "generate", "file"]
    let fields = try root.fields(sources)
    switch try fields.oneOf(sources) {
    case "tasks": return (try tasks(fields.require("tasks", "a list of tasks")), [])
    case "generate":
      let element = try fields.require("generate", "a generator")
      return (try GeneratorDecoder(name: name, root: element).decode(), [])
    case "file":
      let element = try fields.require("file", "a path")
      let path = relative(try element.string("a path"), to: root.file)
      let parsed = try WorkflowFile.read(path)
      return (parsed.workflow, parsed.notes)
    default:
      throw root.error(.missingKey("tasks", expected: "'tasks', 'generate' or 'file'"))
    }
  }

  private func tasks(_ element: YAMLElement) throws(InputError) -> Workflow {
    var builder = WorkflowBuilder(name: name)
    for task in try element.list(of: "tasks") { try add(task, to: &builder) }
    guard !builder.tasks.isEmpty else { throw element.wrong(expected: "at least one task") }
    do {
      return try builder.build()
    } catch {
      throw element.error(.workflow(error))
    }
  }

  private static let taskKeys = [
    "name", "stage", "work", "units", "cost", "memory", "priority", "classes", "device", "gang",
    "needs", "verdict", "join",
  ]

  private func add(
    _ element: YAMLElement, to builder: inout WorkflowBuilder
  ) throws(InputError) {
    let fields = try element.fields(Self.taskKeys)
    var task = Workflow.Task(
      name: try fields.require("name", "the task's name").string(), cost: try cost(fields))
    task.stage = try fields["stage"]?.string()
    if let memory = fields["memory"] { task.memoryBytes = try memory.quantity(.bytes) }
    if let priority = fields["priority"] {
      task.priority = try priority.number(atLeast: -.greatestFiniteMagnitude)
    }
    task.placement = try placement(fields)
    if let gang = fields["gang"] {
      task.devices = try gang.integer(in: 1...WorkflowBuilder.largestGang)
    }
    task.verdict = try fields["verdict"].map { element throws(InputError) in
      try ConditionDecoder.verdict(element)
    }
    if let join = fields["join"] { task.join = try ConditionDecoder.join(join) }
    let id = builder.add(task)
    guard let needs = fields["needs"] else { return }
    if case .sequence = needs.node {
      for producer in try needs.list(of: "task names") {
        builder.require(try producer.string("a task's name"), for: id)
      }
    } else {
      let expected = "a list of task names, or a mapping from task name to bytes"
      for (producer, need) in try needs.entries(expected) {
        let (bytes, condition) = try ConditionDecoder.need(need)
        builder.require(producer, for: id, bytes: bytes, when: condition)
      }
    }
  }

  private func cost(_ fields: YAMLFields) throws(InputError) -> Workflow.Cost {
    let forms = ["work", "units", "cost"]
    switch try fields.oneOf(forms) {
    case "work": return .work(try fields.require("work", "").quantity(.seconds))
    case "units": return .units(try fields.require("units", "").number())
    case "cost":
      var table: [Workflow.ClassSeconds] = []
      let entries = try fields.require("cost", "").entries("a mapping from device class to time")
      for (deviceClass, value) in entries {
        table.append(
          Workflow.ClassSeconds(
            deviceClass: deviceClass, seconds: try value.quantity(.seconds)))
      }
      return .table(table)
    default:
      throw fields.element.error(
        .missingKey(
          "work",
          expected: "'work' (seconds at speed 1), 'units' (of a measured stage) or 'cost' "
            + "(seconds for each device class)"))
    }
  }

  private func placement(_ fields: YAMLFields) throws(InputError) -> Workflow.PlacementRule {
    switch try fields.oneOf(["classes", "device"]) {
    case "device": return .device(try fields.require("device", "").string("a device's name"))
    case "classes": return .classes(try classNames(fields.require("classes", "")))
    default: return .anywhere
    }
  }
}

/// A list of device class names.
func classNames(_ element: YAMLElement) throws(InputError) -> [String] {
  var names: [String] = []
  for name in try element.list(of: "device classes") { names.append(try name.string()) }
  return names
}

/// A path as written in a file, relative to that file's folder.
func relative(_ path: String, to file: String) -> String {
  if (path as NSString).isAbsolutePath { return path }
  let folder = (file as NSString).deletingLastPathComponent
  return folder.isEmpty ? path : (folder as NSString).appendingPathComponent(path)
}
