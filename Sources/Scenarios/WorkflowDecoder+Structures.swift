import SchedulingModel

/// Entries of `tasks` that stand for several tasks: loops, copies, segments and halvings.
extension WorkflowDecoder {
  /// The most copies that each expanding task decides on, by name.
  typealias Counters = [String: Int]

  /// Adds the entries of a list of tasks.
  func add(_ element: YAMLElement, to builder: inout WorkflowBuilder) throws(InputError) {
    let entries = try element.list(of: "tasks")
    let counters = counters(entries)
    for entry in entries {
      if let loop = value(of: "loop", in: entry) {
        _ = try entry.fields(["loop"])
        try addLoop(loop, counters: counters, to: &builder)
      } else if let halving = value(of: "halving", in: entry) {
        _ = try entry.fields(["halving"])
        builder.add(try self.halving(halving))
      } else {
        let fields = try entry.fields(Self.taskKeys)
        var part = try self.part(fields)
        if let segments = fields["segments"] {
          if fields["each"] != nil { throw entry.error(.conflictingKeys(["segments", "each"])) }
          builder.add(try loop(of: part, segments: segments))
        } else {
          part.copies = try copies(fields["each"], counters: counters)
          builder.add(part)
        }
      }
    }
  }

  private func value(of key: String, in entry: YAMLElement) -> YAMLElement? {
    guard case .mapping(let mapping) = entry.node, let node = mapping[key] else { return nil }
    return YAMLElement(node: node, file: entry.file, path: "\(entry.path).\(key)")
  }

  /// What can be told before the tasks are decoded; what is wrong here is found then.
  private func counters(_ entries: [YAMLElement]) -> Counters {
    var counters: Counters = [:]
    for entry in entries {
      guard let name = value(of: "name", in: entry)?.text,
        let expand = value(of: "expand", in: entry),
        let limit = value(of: "at_most", in: expand)?.text.flatMap({ Int($0) })
      else { continue }
      counters[name] = limit
    }
    return counters
  }

  private func copies(
    _ element: YAMLElement?, counters: Counters
  ) throws(InputError) -> (counter: String, atMost: Int)? {
    guard let element else { return nil }
    let name = try element.string("the name of a task with 'expand'")
    guard let count = counters[name] else {
      throw element.wrong(
        expected: counters.isEmpty
          ? "the name of a task with 'expand', of which there is none here"
          : "one of the tasks with 'expand': \(counters.keys.sorted().joined(separator: ", "))",
        nearest: nearestName(to: name, among: counters.keys.sorted()))
    }
    return (name, min(max(count, 1), WorkflowBuilder.largestCount))
  }

  private func addLoop(
    _ element: YAMLElement, counters outer: Counters, to builder: inout WorkflowBuilder
  ) throws(InputError) {
    let fields = try element.fields(["until", "while", "at_most", "at_bound", "tasks"])
    let key = try fields.oneOf(["until", "while"])
    guard let key else {
      throw element.error(
        .missingKey("until", expected: "'until' (a task passes) or 'while' (it passes)"))
    }
    let decider = try fields.require(key, "").string("the name of a task of the loop")
    let limit = try fields.require("at_most", "the largest number of rounds")
    let bound = try limit.integer(in: 1...WorkflowBuilder.largestCount)
    let atBound = try fields["at_bound"].map { element throws(InputError) in
      try element.word(of: WorkflowBuilder.Loop.AtBound.allCases.map { ($0.rawValue, $0) })
    }
    let list = try fields.require("tasks", "the tasks of a round")
    let entries = try list.list(of: "tasks")
    let counters = outer.merging(counters(entries)) { _, inner in inner }
    var body: [WorkflowBuilder.Part] = []
    for entry in entries {
      let fields = try entry.fields(
        Self.taskKeys.filter { $0 != "segments" } + ["previous", "from"])
      var part = try self.part(fields)
      part.copies = try copies(fields["each"], counters: counters)
      part.firstRound = try fields["from"]?.integer(in: 1...WorkflowBuilder.largestCount) ?? 1
      body.append(part)
    }
    let tasks = body.reduce(0) { $0 + ($1.copies?.atMost ?? 1) }
    guard tasks * bound <= Scenario.largestTaskCount else {
      throw limit.wrong(
        "\(bound) rounds of \(tasks) tasks",
        expected: "at most \(Scenario.largestTaskCount) in all",
        nearest: nil)
    }
    var loop = WorkflowBuilder.Loop(until: decider, atMost: bound, body: body)
    if key == "while" { loop.ends = .failed }
    if let atBound { loop.atBound = atBound }
    guard body.contains(where: { $0.task.name == decider }) else {
      throw (fields[key] ?? element).wrong(
        expected: "a task of the loop: \(body.map(\.task.name).joined(separator: ", "))",
        nearest: nearestName(to: decider, among: body.map(\.task.name)))
    }
    builder.add(loop)
  }

  /// A trial that goes on from segment to segment while its verdict passes.
  private func loop(
    of part: WorkflowBuilder.Part, segments element: YAMLElement
  ) throws(InputError) -> WorkflowBuilder.Loop {
    var bytes = 0.0
    let count: Int
    if element.text != nil {
      count = try element.integer(in: 1...WorkflowBuilder.largestCount)
    } else {
      let fields = try element.fields(["count", "data"])
      count = try fields.require("count", "the number of segments")
        .integer(in: 1...WorkflowBuilder.largestCount)
      bytes = try fields["data"]?.quantity(.bytes) ?? 0
    }
    var part = part
    let name = part.task.name
    guard part.task.verdict != nil else {
      throw element.wrong(
        "segments of '\(name)' without a verdict", expected: "a 'verdict' that stops it",
        nearest: nil)
    }
    // A trial is as good in each of its segments, but for the noise.
    if part.task.metric != nil, part.task.metric?.trial == nil { part.task.metric?.trial = name }
    part.previous = [WorkflowBuilder.PartNeed(name, bytes: bytes)]
    return WorkflowBuilder.Loop(while: name, atMost: count, body: [part])
  }

  private func halving(_ element: YAMLElement) throws(InputError) -> WorkflowBuilder.Halving {
    let own = ["trials", "eta", "rungs", "resource", "resume", "checkpoint", "select"]
    let shared = [
      "name", "stage", "work", "units", "cost", "memory", "priority", "classes", "device", "needs",
      "verdict", "metric",
    ]
    let fields = try element.fields(shared + own)
    _ = try fields.require("metric", "what trials are ranked by")
    let part = try self.part(fields)
    let limit = WorkflowBuilder.largestCount
    let trials = try fields.require("trials", "the number of trials")
    let rungs = try fields.require("rungs", "the number of rungs")
    var halving = WorkflowBuilder.Halving(
      trial: part.task, trials: try trials.integer(in: 1...limit),
      factor: try fields["eta"]?.integer(in: 2...limit) ?? 3,
      rungs: try rungs.integer(in: 1...64), needs: part.needs)
    halving.resource = try fields["resource"]?.number(above: 0) ?? 1
    halving.resumes = try fields["resume"]?.truth() ?? true
    halving.checkpointBytes = try fields["checkpoint"]?.quantity(.bytes) ?? 0
    halving.selectionWork = try fields["select"]?.quantity(.seconds) ?? 0
    return halving
  }
}
