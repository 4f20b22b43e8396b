/// Tasks that run in several copies, of which the first to succeed counts.
///
/// A replica is a task of its own with the inputs of its original; whoever needs one needs any of the set.
/// So every policy places replicas as it places other tasks. Replicas have the length, the verdict and
/// the metric of their original: they are the same task once more.
extension Workflow {
  /// Which tasks are copies of each other.
  struct Replicas: Sendable {
    /// By task, the next of its set, round in a ring; itself where it has no copies.
    var next: [Int32]
    /// By task, whose copy it is; itself for originals.
    var original: [Int32]
    /// By task, whether it waits until its original is late.
    var isSpeculative: [Bool]
    /// By task, what its random draws are keyed by: the id that an original has in the workflow without copies;
    /// copies come after all originals.
    private(set) var drawIds: [Int32] = []

    /// No task has copies.
    init(taskCount: Int) {
      next = (0..<Int32(taskCount)).map { $0 }
      original = next
      isSpeculative = [Bool](repeating: false, count: taskCount)
    }

    mutating func add(_ task: Int, of first: Int, isSpeculative: Bool) {
      original[task] = Int32(first)
      self.isSpeculative[task] = isSpeculative
      next[task] = next[first]
      next[first] = Int32(task)
    }

    /// Finds the ``drawIds``, once all copies are known.
    mutating func number() {
      drawIds = [Int32](repeating: 0, count: original.count)
      var next: Int32 = 0
      for isOriginal in [true, false] {
        for task in original.indices where (original[task] == Int32(task)) == isOriginal {
          drawIds[task] = next
          next += 1
        }
      }
    }
  }

  /// Whether any task has copies.
  public var hasReplicas: Bool { replicas != nil }

  /// Whose copy a task is; itself where it is none.
  public func original(of task: Int) -> Int { replicas.map { Int($0.original[task]) } ?? task }

  /// What a task's random draws are keyed by: its id in the workflow without copies, so that it has the same
  /// draws with copies and without. The ids of copies follow those of all originals.
  public func drawId(of task: Int) -> Int { replicas.map { Int($0.drawIds[task]) } ?? task }

  /// Whether a task is the copy of another one.
  public func isReplica(_ task: Int) -> Bool { original(of: task) != task }

  /// Whether a task is a copy that waits until its original is late.
  public func isSpeculative(_ task: Int) -> Bool { replicas?.isSpeculative[task] ?? false }

  /// The other members of a task's set, each once.
  public func siblings(of task: Int) -> Siblings {
    Siblings(ring: replicas?.next ?? [], task: task)
  }

  /// The other members of one task's set.
  public struct Siblings: Sequence, IteratorProtocol {
    private let ring: [Int32]
    private let task: Int
    private var current: Int

    init(ring: [Int32], task: Int) {
      self.ring = ring
      self.task = task
      current = task
    }

    /// The next member.
    public mutating func next() -> Int? {
      guard !ring.isEmpty else { return nil }
      current = Int(ring[current])
      return current == task ? nil : current
    }
  }

  /// The same workflow, where tasks have copies with the ids after all others, named `name~2`, `name~3`, …
  ///
  /// Edges to an original lead to each of its copies, too; edges from it come from any of them, as
  /// alternatives. A task of several devices has no copies.
  ///
  /// - Parameters:
  ///   - copies: how many members each set has, the original included; at least 2.
  ///   - isSpeculative: whether the copies wait until their original is late.
  ///   - isReplicated: which tasks have copies.
  /// - Complexity: O((n + e) × copies²).
  public func replicated(
    copies: Int, isSpeculative: Bool, where isReplicated: (Task) -> Bool
  ) -> Workflow {
    var members = tasks.indices.map { [$0] }
    var all = tasks
    let names = Set(tasks.map(\.name))
    for task in tasks.indices where tasks[task].devices == 1 && isReplicated(tasks[task]) {
      for number in 2...max(2, copies) {
        var copy = tasks[task]
        copy.name += "~\(number)"
        while names.contains(copy.name) { copy.name += "~" }
        members[task].append(all.count)
        all.append(copy)
      }
    }
    guard all.count > taskCount else { return self }
    let copies = members.enumerated().flatMap { task, set in
      set.dropFirst().map { (task: $0, original: task, isSpeculative: isSpeculative) }
    }
    var edges: [WorkflowBuilder.Edge] = []
    for target in tasks.indices {
      var group = inputs(of: target).map { need(of: $0).group }.max() ?? 0
      for edge in inputs(of: target) {
        let source = source(of: edge)
        var need = need(of: edge)
        if need == .required, members[source].count > 1, tasks[target].join == .all {
          group = max(group, 0) + 1
          need = .alternative(group)
        }
        for producer in members[source] {
          for consumer in members[target] {
            edges.append(
              WorkflowBuilder.Edge(
                source: producer, target: consumer, bytes: bytes(of: edge),
                condition: condition(of: edge), need: need))
          }
        }
      }
    }
    edges.sort { ($0.target, $0.source) < ($1.target, $1.source) }
    let order = Self.topologicalOrder(taskCount: all.count, edges: edges)
    return Workflow(
      name: name, tasks: all, edges: edges, order: order,
      replicas: Self.replicas(copies, taskCount: all.count))
  }
}
