import SchedulingModel

/// Decodes `workflows` and `jobs`.
struct JobsDecoder {
  let root: YAMLElement
  let fields: YAMLFields

  func decode(_ notes: inout [String]) throws(InputError) -> [Scenario.JobFamily] {
    var workflows: [(name: String, workflow: Workflow)] = []
    let element = try fields.require("workflows", "a mapping from name to workflow")
    for (name, value) in try element.entries("a mapping from name to workflow") {
      let decoded = try WorkflowDecoder(name: name, root: value).decode()
      guard !name.contains("/") else {
        throw value.wrong(
          name, expected: "a name without '/', which joins jobs and tasks", nearest: nil)
      }
      workflows.append((name, decoded.workflow))
      notes += decoded.notes
    }
    guard !workflows.isEmpty else { throw element.wrong(expected: "at least one workflow") }
    guard let jobs = fields["jobs"] else {
      return workflows.map {
        Scenario.JobFamily(name: $0.name, workflow: $0.workflow, arrivals: .fixed([0]))
      }
    }
    var families: [Scenario.JobFamily] = []
    var names: Set<String> = []
    var tasks = 0
    for job in try jobs.list(of: "jobs") {
      let family = try self.family(job, workflows: workflows)
      for name in family.jobNames where !names.insert(name).inserted {
        throw job.wrong(
          "the job name \(name) a second time", expected: "a 'name' of its own", nearest: nil)
      }
      tasks += family.arrivals.count * family.workflow.taskCount
      guard tasks <= Scenario.largestTaskCount else {
        throw job.wrong(
          "\(tasks) tasks in all", expected: "at most \(Scenario.largestTaskCount)", nearest: nil)
      }
      families.append(family)
    }
    guard !families.isEmpty else { throw jobs.wrong(expected: "at least one job") }
    return families
  }

  private func family(
    _ element: YAMLElement, workflows: [(name: String, workflow: Workflow)]
  ) throws(InputError) -> Scenario.JobFamily {
    let fields = try element.fields(["name", "workflow", "count", "arrival"])
    let reference = try fields.require("workflow", "the name of a workflow")
    let name = try reference.string()
    guard let workflow = workflows.first(where: { $0.name == name }) else {
      throw reference.wrong(
        expected: "one of the workflows \(workflows.map(\.name).joined(separator: ", "))",
        nearest: nearestName(to: name, among: workflows.map(\.name)))
    }
    if let given = fields["name"], given.text?.contains("/") == true {
      throw given.wrong(expected: "a name without '/', which joins jobs and tasks")
    }
    let count = try fields["count"]?.integer(in: 1...100_000) ?? 1
    return Scenario.JobFamily(
      name: try fields["name"]?.string() ?? name, workflow: workflow.workflow,
      arrivals: try arrivals(fields["arrival"], count: count))
  }

  /// A time (for all), a list of times, `{every: GAP}` or `{mean_gap: GAP}` (Poisson), with `start`.
  private func arrivals(
    _ element: YAMLElement?, count: Int
  ) throws(InputError) -> Scenario.Arrivals {
    guard let element else { return .fixed([Double](repeating: 0, count: count)) }
    if element.text != nil {
      let time = try element.quantity(.seconds)
      return .fixed([Double](repeating: time, count: count))
    }
    if case .sequence = element.node {
      var times: [Double] = []
      for time in try element.list(of: "times") { times.append(try time.quantity(.seconds)) }
      guard times.count == count else {
        throw element.wrong(
          "\(times.count) times", expected: "as many as 'count', which is \(count)", nearest: nil)
      }
      return .fixed(times)
    }
    let fields = try element.fields(["every", "mean_gap", "start"])
    let start = try fields["start"]?.quantity(.seconds) ?? 0
    switch try fields.oneOf(["every", "mean_gap"]) {
    case "every":
      let gap = try fields.require("every", "a time").quantity(.seconds)
      return .fixed((0..<count).map { start + Double($0) * gap })
    case "mean_gap":
      let gap = try fields.require("mean_gap", "a time").quantity(.seconds, above: 0)
      return .poisson(count: count, rate: 1 / gap, start: start)
    default:
      throw element.error(
        .missingKey("every", expected: "'every' (fixed gaps) or 'mean_gap' (a Poisson process)"))
    }
  }
}
