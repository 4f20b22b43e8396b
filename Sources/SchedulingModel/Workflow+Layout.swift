extension Workflow {
  /// Lays out validated tasks and edges; `edges` are sorted by consumer, then producer.
  init(
    name: String, tasks: [Task], edges: [WorkflowBuilder.Edge], order: [Int32],
    replicas: Replicas? = nil
  ) {
    self.name = name
    self.tasks = tasks
    edgeSources = edges.map { Int32($0.source) }
    edgeTargets = edges.map { Int32($0.target) }
    edgeBytes = edges.map(\.bytes)
    edgeConditions =
      edges.contains { $0.condition != .always } ? edges.map(\.condition) : []
    edgeGroups = edges.contains { $0.need != .required } ? edges.map(\.need.group) : []
    hasOutcomes = tasks.contains(where: \.hasOutcome)
    hasMetrics = hasOutcomes && tasks.contains { $0.metric != nil }
    hasSelections = edgeConditions.contains { if case .kept = $0 { true } else { false } }
    var replicas = replicas
    replicas?.number()
    let sources = hasMetrics ? Self.qualitySources(of: tasks) : []
    boxedRelations =
      sources.isEmpty && replicas == nil
      ? nil : .value(Relations(qualitySources: sources, replicas: replicas))

    inputOffsets = Self.offsets(count: tasks.count, keys: edgeTargets)
    outputOffsets = Self.offsets(count: tasks.count, keys: edgeSources)
    // Edge ids ascend with their consumer, so filling in id order sorts each producer's row.
    var cursor = outputOffsets
    var outputs = [Int32](repeating: 0, count: edges.count)
    for (edge, source) in edgeSources.enumerated() {
      outputs[Int(cursor[Int(source)])] = Int32(edge)
      cursor[Int(source)] += 1
    }
    outputEdges = outputs

    topologicalOrder = order
    var position = [Int32](repeating: 0, count: tasks.count)
    for (place, task) in order.enumerated() { position[Int(task)] = Int32(place) }
    topologicalPosition = position
  }

  /// The first task of each task's trial; empty where no task names one.
  private static func qualitySources(of tasks: [Task]) -> [Int32] {
    guard tasks.contains(where: { $0.metric?.trial != nil }) else { return [] }
    var first: [String: Int32] = [:]
    return tasks.enumerated().map { id, task in
      guard let trial = task.metric?.trial else { return Int32(id) }
      if let found = first[trial] { return found }
      first[trial] = Int32(id)
      return Int32(id)
    }
  }

  /// The sets of copies, each in order; nil if there are none.
  static func replicas(
    _ copies: [(task: Int, original: Int, isSpeculative: Bool)], taskCount: Int
  ) -> Replicas? {
    guard !copies.isEmpty else { return nil }
    var replicas = Replicas(taskCount: taskCount)
    // Each is put behind its original, so the last comes first.
    for copy in copies.reversed() {
      replicas.add(copy.task, of: copy.original, isSpeculative: copy.isSpeculative)
    }
    return replicas
  }

  static func offsets(count: Int, keys: [Int32]) -> [Int32] {
    var offsets = [Int32](repeating: 0, count: count + 1)
    for key in keys { offsets[Int(key) + 1] += 1 }
    for index in 0..<count { offsets[index + 1] += offsets[index] }
    return offsets
  }

  /// Several workflows as one, each task's name prefixed with its job's name where there are
  /// several jobs. Task ids of job k follow those of job k − 1.
  ///
  /// - Complexity: O(n + e).
  public static func merged(_ jobs: [(name: String, workflow: Workflow)]) -> Workflow {
    if jobs.count == 1 { return jobs[0].workflow }
    var tasks: [Task] = []
    var edges: [WorkflowBuilder.Edge] = []
    var copies: [(task: Int, original: Int, isSpeculative: Bool)] = []
    for job in jobs {
      let base = tasks.count
      if job.workflow.hasReplicas {
        copies += job.workflow.tasks.indices.filter { job.workflow.isReplica($0) }.map { task in
          (
            base + task, base + job.workflow.original(of: task),
            job.workflow.isSpeculative(task)
          )
        }
      }
      for var task in job.workflow.tasks {
        task.name = "\(job.name)/\(task.name)"
        if let trial = task.metric?.trial { task.metric?.trial = "\(job.name)/\(trial)" }
        tasks.append(task)
      }
      for edge in 0..<job.workflow.edgeCount {
        edges.append(
          WorkflowBuilder.Edge(
            source: base + job.workflow.source(of: edge),
            target: base + job.workflow.target(of: edge), bytes: job.workflow.bytes(of: edge),
            condition: job.workflow.condition(of: edge).shifted(by: base),
            need: job.workflow.need(of: edge)))
      }
    }
    let order = topologicalOrder(taskCount: tasks.count, edges: edges)
    return Workflow(
      name: "workload", tasks: tasks, edges: edges, order: order,
      replicas: replicas(copies, taskCount: tasks.count))
  }
}

extension Workflow.Condition {
  /// The same condition where task ids are higher by a number.
  fileprivate func shifted(by base: Int) -> Workflow.Condition {
    if case .kept(let candidate) = self { .kept(candidate + base) } else { self }
  }
}
