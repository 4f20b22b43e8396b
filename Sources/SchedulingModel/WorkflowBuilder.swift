/// Collects tasks and edges, then validates them into a ``Workflow``.
///
/// Edges may name their ends, or give ids where the caller has them (generators and file readers
/// with many tasks): names are resolved once, when the workflow is built.
public struct WorkflowBuilder: Sendable {
  /// The workflow's name.
  public var name: String
  /// The tasks so far, by id.
  public private(set) var tasks: [Workflow.Task] = []

  var edges: [Edge] = []
  var namedEdges: [NamedEdge] = []
  /// What names stand for that are not one task's: those of loops, copies and halvings.
  var aliases: [String: Alias] = [:]
  /// Tasks that are copies of others.
  var replicas: [(task: Int, original: Int, isSpeculative: Bool)] = []
  /// What was wrong when it was added.
  var problems: [WorkflowError.Problem] = []

  struct Edge: Sendable {
    var source: Int
    var target: Int
    var bytes: Double
    var condition = Workflow.Condition.always
    var need = Workflow.Need.required
  }

  struct NamedEdge: Sendable {
    var source: String
    var target: Int
    var bytes: Double
    var condition: Workflow.Condition
    var need = Workflow.Need.required
    /// Which copy the consumer is of what is copied by whose decision; nil if it is no copy.
    var copy: Copy?
  }

  /// The largest number of seconds, units or bytes that a task or edge may have: beyond it sums could
  /// overflow, and no workload comes near (10¹⁸ s are 30 thousand million years).
  public static let largestQuantity = 1e18

  /// The most devices that one task may need at once.
  public static let largestGang = 1_000_000

  /// Creates an empty builder.
  public init(name: String) {
    self.name = name
  }

  /// Makes room for this many tasks and edges.
  public mutating func reserve(tasks taskCount: Int, edges edgeCount: Int) {
    tasks.reserveCapacity(taskCount)
    edges.reserveCapacity(edgeCount)
  }

  /// Adds a task and returns its id.
  @discardableResult
  public mutating func add(_ task: Workflow.Task) -> Int {
    tasks.append(task)
    return tasks.count - 1
  }

  /// Changes which of its inputs a task that has been added needs.
  package mutating func setJoin(_ join: Workflow.Join, of task: Int) { tasks[task].join = join }

  /// Makes a task that has been added a copy of another one (``Workflow/replicated(copies:isSpeculative:where:)``).
  /// Their edges are up to the caller.
  package mutating func markReplica(_ task: Int, of original: Int, isSpeculative: Bool) {
    replicas.append((task, original, isSpeculative))
  }

  /// Adds an edge between two tasks that have been added.
  ///
  /// - Parameters:
  ///   - bytes: the data that the consumer needs from the producer, in bytes.
  ///   - condition: when the edge holds, by the outcome of the producer.
  ///   - need: what the edge is to the consumer.
  public mutating func connect(
    _ source: Int, to target: Int, bytes: Double = 0, when condition: Workflow.Condition = .always,
    as need: Workflow.Need = .required
  ) {
    edges.append(
      Edge(source: source, target: target, bytes: bytes, condition: condition, need: need))
  }

  /// Adds an edge from a task that may not have been added yet, by its name; or from what the name of
  /// a loop's task, of copies or of a halving stands for.
  public mutating func require(
    _ source: String, for target: Int, bytes: Double = 0,
    when condition: Workflow.Condition = .always, as need: Workflow.Need = .required
  ) {
    namedEdges.append(
      NamedEdge(source: source, target: target, bytes: bytes, condition: condition, need: need))
  }

  /// Validates what was added and lays it out.
  ///
  /// - Throws: ``WorkflowError`` with every problem found, in order of declaration, cycles last.
  /// - Complexity: O(n log n + e log e).
  public func build() throws(WorkflowError) -> Workflow {
    var problems = numberProblems() + outcomeProblems() + problems
    let resolved = resolveEdges(&problems)
    // A cycle is worth naming beside the other problems: whoever repairs one sees both.
    let order = Workflow.topologicalOrder(taskCount: tasks.count, edges: resolved)
    if order.count < tasks.count {
      let cycle = Workflow.findCycle(taskCount: tasks.count, edges: resolved, ordered: order)
      problems.append(.cycle(cycle.map { tasks[$0].name }))
    }
    guard problems.isEmpty else { throw WorkflowError(workflow: name, problems: problems) }
    return Workflow(
      name: name, tasks: tasks, edges: resolved, order: order,
      replicas: Workflow.replicas(replicas, taskCount: tasks.count))
  }

  private func numberProblems() -> [WorkflowError.Problem] {
    var problems: [WorkflowError.Problem] = []
    for task in tasks {
      func check(_ value: Double, _ quantity: String) {
        guard value >= 0, value <= Self.largestQuantity else {
          problems.append(.badNumber(task: task.name, quantity: quantity, value: value))
          return
        }
      }
      switch task.cost {
      case .work(let work): check(work, "work")
      case .units(let units): check(units, "units")
      case .table(let rows):
        for row in rows { check(row.seconds, "seconds on \(row.deviceClass)") }
      }
      check(task.memoryBytes, "memory")
      if !(1...Self.largestGang ~= task.devices) {
        problems.append(.badGang(task: task.name, devices: task.devices))
      }
      if !task.priority.isFinite {
        problems.append(.badNumber(task: task.name, quantity: "priority", value: task.priority))
      }
    }
    return problems
  }

  private func resolveEdges(_ problems: inout [WorkflowError.Problem]) -> [Edge] {
    var ids: [String: Int] = Dictionary(minimumCapacity: tasks.count)
    for (id, task) in tasks.enumerated() where ids.updateValue(id, forKey: task.name) != nil {
      problems.append(.duplicateTask(task.name))
    }
    // An id that no task has is named as `#id`.
    func label(_ id: Int) -> String { tasks.indices.contains(id) ? tasks[id].name : "#\(id)" }
    var resolved = edges
    resolved.removeAll { edge in
      let isKnown = tasks.indices.contains(edge.source) && tasks.indices.contains(edge.target)
      if isKnown { return false }
      problems.append(
        .unknownDependency(
          task: label(edge.target), dependency: label(edge.source), nearest: nil))
      return true
    }
    for name in aliases.keys.sorted() where ids[name] != nil {
      problems.append(.duplicateTask(name))
    }
    var resolver = NameResolver(builder: self, ids: ids)
    for edge in namedEdges {
      guard tasks.indices.contains(edge.target) else {
        problems.append(
          .unknownDependency(task: label(edge.target), dependency: edge.source, nearest: nil))
        continue
      }
      if let unknown = resolver.resolve(edge, into: &resolved) {
        let names = tasks.map(\.name) + aliases.keys.sorted()
        problems.append(
          .unknownDependency(
            task: tasks[edge.target].name, dependency: unknown,
            nearest: nearestName(to: unknown, among: names)))
      }
    }
    resolved.removeAll { edge in
      guard edge.source == edge.target else { return false }
      problems.append(.selfDependency(tasks[edge.source].name))
      return true
    }
    for edge in resolved where !(edge.bytes >= 0 && edge.bytes <= Self.largestQuantity) {
      problems.append(
        .badNumber(
          task: tasks[edge.target].name, quantity: "bytes from \(tasks[edge.source].name)",
          value: edge.bytes))
    }
    problems += conditionProblems(resolved)
    resolved.sort { ($0.target, $0.source) < ($1.target, $1.source) }
    for (edge, following) in zip(resolved, resolved.dropFirst())
    where edge.source == following.source && edge.target == following.target {
      problems.append(
        .duplicateDependency(
          task: tasks[edge.target].name, dependency: tasks[edge.source].name))
    }
    return resolved
  }
}
