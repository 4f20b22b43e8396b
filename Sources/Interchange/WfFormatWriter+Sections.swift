import SchedulingModel

extension WfFormatWriter {
  static func writeExecution(
    _ workflow: Workflow, ids: [String], runtimes: [Double]?, to json: inout JSONText
  ) throws(WfFormatWriteError) {
    json.key("execution")
    json.begin("{")
    json.key("executedAt")
    json.string("1970-01-01T00:00:00Z")
    json.key("makespanInSeconds")
    json.integer(0)
    json.key("tasks")
    json.begin("[", lineBreak: true)
    for (index, task) in workflow.tasks.enumerated() {
      try check(task.name, "task \(index)")
      var seconds = runtimes.map { $0[index] }
      if seconds == nil, case .work(let work) = task.cost { seconds = work }
      guard let seconds, seconds.isFinite else { throw .noRuntime(task: task.name) }
      json.begin("{")
      if let stage = task.stage {
        try check(stage, "stage of task '\(task.name)'")
        json.key("command")
        json.begin("{")
        json.key("program")
        json.string(stage)
        json.end("}")
      }
      json.key("coreCount")
      json.integer(1)
      json.key("id")
      json.string(ids[index])
      if task.memoryBytes != 0 {
        json.key("memoryInBytes")
        json.number(task.memoryBytes)
      }
      if task.priority != 0 {
        json.key("priority")
        json.number(task.priority)
      }
      json.key("runtimeInSeconds")
      json.number(seconds)
      json.end("}")
      json.lineBreak(unlessLast: index == workflow.taskCount - 1)
    }
    json.end("]")
    json.end("}")
  }

  static func writeSpecification(
    _ workflow: Workflow, ids: [String], to json: inout JSONText
  ) throws(WfFormatWriteError) {
    json.key("specification")
    json.begin("{")
    json.key("files")
    json.begin("[", lineBreak: true)
    let carriers = (0..<workflow.edgeCount).filter { workflow.bytes(of: $0) > 0 }
    for edge in carriers {
      guard let bytes = Int(exactly: workflow.bytes(of: edge)) else {
        throw .fractionalBytes(
          task: workflow.tasks[workflow.target(of: edge)].name,
          producer: workflow.tasks[workflow.source(of: edge)].name,
          bytes: workflow.bytes(of: edge))
      }
      json.begin("{")
      json.key("id")
      json.string(fileId(edge))
      json.key("sizeInBytes")
      json.integer(bytes)
      json.end("}")
      json.lineBreak(unlessLast: edge == carriers.last)
    }
    json.end("]")
    json.key("tasks")
    json.begin("[", lineBreak: true)
    for task in workflow.tasks.indices {
      writeTask(task, of: workflow, ids: ids, to: &json)
      json.lineBreak(unlessLast: task == workflow.taskCount - 1)
    }
    json.end("]")
    json.end("}")
  }

  private static func writeTask(
    _ task: Int, of workflow: Workflow, ids: [String], to json: inout JSONText
  ) {
    let inputs = workflow.inputs(of: task)
    let outputs = Array(workflow.outputs(of: task))
    json.begin("{")
    json.key("children")
    json.strings(outputs.map { ids[workflow.target(of: $0)] })
    json.key("id")
    json.string(ids[task])
    json.key("inputFiles")
    json.strings(inputs.filter { workflow.bytes(of: $0) > 0 }.map(fileId))
    json.key("name")
    json.string(workflow.tasks[task].name)
    json.key("outputFiles")
    json.strings(outputs.filter { workflow.bytes(of: $0) > 0 }.map(fileId))
    json.key("parents")
    json.strings(inputs.map { ids[workflow.source(of: $0)] })
    json.end("}")
  }

  private static func fileId(_ edge: Int) -> String { "edge-\(edge)" }
}
