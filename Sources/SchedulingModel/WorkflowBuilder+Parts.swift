/// Tasks that are copied, alone or in the body of a loop.
extension WorkflowBuilder {
  /// What a part needs.
  public struct PartNeed: Sendable {
    /// The name of a task, or of several.
    public var name: String
    /// The data that it gets, in bytes.
    public var bytes: Double
    /// When the dependency holds.
    public var condition: Workflow.Condition

    /// Creates a need.
    public init(_ name: String, bytes: Double = 0, when condition: Workflow.Condition = .always) {
      self.name = name
      self.bytes = bytes
      self.condition = condition
    }
  }

  /// A task with its needs, by name.
  public struct Part: Sendable {
    /// The task.
    public var task: Workflow.Task
    /// What it needs; in a loop, tasks of the body are those of the same round.
    public var needs: [PartNeed]
    /// In a loop, the tasks of the body that it needs from the round before; in the first round, nothing.
    public var previous: [PartNeed]
    /// In a loop, the first round in which it stands, from 1.
    public var firstRound: Int
    /// The task that decides how many copies of this one run, and the most that it decides on; nil if
    /// there are no copies.
    public var copies: (counter: String, atMost: Int)?

    /// Creates a part.
    public init(
      _ task: Workflow.Task, needs: [PartNeed] = [], previous: [PartNeed] = [], firstRound: Int = 1,
      copies: (counter: String, atMost: Int)? = nil
    ) {
      self.task = task
      self.needs = needs
      self.previous = previous
      self.firstRound = firstRound
      self.copies = copies
    }
  }

  /// Adds a task, or its copies: `name-0`, `name-1`, … up to the most that the task that counts them may
  /// decide on. Copy k runs if there are more than k.
  ///
  /// The name of a copied task stands for those of its copies that run, of which there has to be one;
  /// between copies that one task counts, for the copy of the same number.
  public mutating func add(_ part: Part) {
    add(part, gates: [])
  }

  /// Adds a part that runs only if its gates are open.
  mutating func add(_ part: Part, gates: [PartNeed]) {
    guard let (counter, count) = part.copies else {
      add(part.task, needs: part.needs, gates: gates, copy: nil)
      return
    }
    guard (1...Self.largestCount).contains(count) else {
      problems.append(
        .badCount(task: part.task.name, count: count, expected: 1...Self.largestCount))
      return
    }
    if aliases.updateValue(.copies(counter: counter, count: count), forKey: part.task.name) != nil {
      problems.append(.duplicateTask(part.task.name))
    }
    for index in 0..<count {
      var task = part.task
      task.name += "-\(index)"
      add(
        task, needs: part.needs, gates: gates + [PartNeed(counter, when: .atLeast(index + 1))],
        copy: Copy(counter: counter, index: index))
    }
  }

  private mutating func add(
    _ task: Workflow.Task, needs: [PartNeed], gates: [PartNeed], copy: Copy?
  ) {
    var task = task
    var need = Workflow.Need.required
    if !gates.isEmpty, task.join == .any {
      // Any of the other needs, but the gates in each case.
      task.join = .all
      need = .alternative(1)
    }
    let id = add(task)
    var gates = gates
    for given in needs {
      var edge = NamedEdge(
        source: given.name, target: id, bytes: given.bytes, condition: given.condition, need: need,
        copy: copy)
      if let index = gates.firstIndex(where: { $0.name == given.name }) {
        edge.condition = gates.remove(at: index).condition
        edge.need = .required
      }
      namedEdges.append(edge)
    }
    for gate in gates {
      namedEdges.append(
        NamedEdge(
          source: gate.name, target: id, bytes: gate.bytes, condition: gate.condition, copy: copy))
    }
  }
}
