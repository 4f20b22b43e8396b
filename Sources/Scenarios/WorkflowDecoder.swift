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
    guard try !element.list(of: "tasks").isEmpty else {
      throw element.wrong(expected: "at least one task")
    }
    try add(element, to: &builder)
    do {
      return try builder.build()
    } catch {
      throw element.error(.workflow(error))
    }
  }

  static let taskKeys = [
    "name", "stage", "work", "units", "cost", "memory", "priority", "classes", "device", "gang",
    "needs", "verdict", "join", "metric", "expand", "each", "segments",
  ]

  /// A task and its needs; copies and segments are told by the same element's keys.
  func part(_ fields: YAMLFields) throws(InputError) -> WorkflowBuilder.Part {
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
    task.metric = try fields["metric"].map { element throws(InputError) in
      try OutcomeDecoder.metric(element)
    }
    task.decision = try fields["expand"].map { element throws(InputError) in
      try OutcomeDecoder.expansion(element)
    }
    task.verdict = try fields["verdict"].map { element throws(InputError) in
      try ConditionDecoder.verdict(element, of: task.metric)
    }
    if let join = fields["join"] { task.join = try ConditionDecoder.join(join) }
    return WorkflowBuilder.Part(
      task, needs: try fields["needs"].map(needs) ?? [],
      previous: try fields["previous"].map(needs) ?? [])
  }

  /// A list of task names, or a mapping from task name to bytes or to bytes and condition.
  func needs(_ element: YAMLElement) throws(InputError) -> [WorkflowBuilder.PartNeed] {
    var needs: [WorkflowBuilder.PartNeed] = []
    if case .sequence = element.node {
      for producer in try element.list(of: "task names") {
        needs.append(WorkflowBuilder.PartNeed(try producer.string("a task's name")))
      }
    } else {
      let expected = "a list of task names, or a mapping from task name to bytes"
      for (producer, need) in try element.entries(expected) {
        let (bytes, condition) = try ConditionDecoder.need(need)
        needs.append(WorkflowBuilder.PartNeed(producer, bytes: bytes, when: condition))
      }
    }
    return needs
  }

  func cost(_ fields: YAMLFields) throws(InputError) -> Workflow.Cost {
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

  func placement(_ fields: YAMLFields) throws(InputError) -> Workflow.PlacementRule {
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
