/// A directed acyclic graph of tasks with data on its edges.
///
/// Tasks and edges have integer ids. A task's id is its place in the order of declaration, and
/// every tie in this project goes to the lowest id. Edges are stored twice, in compressed sparse
/// rows: once by consumer and once by producer. An edge's id is its place in the consumer rows, so
/// that the inputs of one task are a contiguous range of ids.
///
/// A workflow is made by ``WorkflowBuilder``, which validates it: a `Workflow` that exists has
/// unique names, finite non-negative numbers and no cycle.
public struct Workflow: Sendable {
  /// The workflow's name, for reports.
  public let name: String
  /// The tasks, by id.
  public internal(set) var tasks: [Task]

  let inputOffsets: [Int32]
  let edgeSources: [Int32]
  let edgeTargets: [Int32]
  let edgeBytes: [Double]
  /// By edge; empty where every edge always holds.
  let edgeConditions: [Condition]
  /// By edge, what it is to its consumer (``Need/group``); empty where every edge is required.
  let edgeGroups: [Int32]
  /// What few workflows have; nil in others. Boxed, since a workflow is copied wherever a few of its fields
  /// are read: up to 128 bytes are moved in line, more by a call.
  var boxedRelations: Boxed<Relations>?
  /// Whether any task has a verdict, a metric or a decision.
  public let hasOutcomes: Bool
  /// Whether any task measures something.
  public let hasMetrics: Bool
  /// Whether any edge depends on which candidates a task keeps.
  public let hasSelections: Bool
  /// The probability that each task runs.
  var remembered = Remembered<[Double]>()
  let outputOffsets: [Int32]
  let outputEdges: [Int32]

  /// Task ids in topological order: of all tasks whose predecessors are listed, the lowest id next.
  public let topologicalOrder: [Int32]
  /// The place of each task in ``topologicalOrder``.
  public let topologicalPosition: [Int32]

  /// What tasks share with each other.
  struct Relations: Sendable {
    /// By task, whose draw of the quality it shares; empty where every task has its own.
    var qualitySources: [Int32]
    /// Which tasks are copies of each other; nil where none is.
    var replicas: Replicas?
  }

  /// Whose draw of the quality each task shares; empty where every task has its own.
  var qualitySources: [Int32] { boxedRelations?.value.qualitySources ?? [] }

  /// Which tasks are copies of each other; nil where none is.
  var replicas: Replicas? { boxedRelations?.value.replicas }

  /// The number of tasks, n.
  public var taskCount: Int { tasks.count }

  /// Whether any task needs several devices at once. O(n).
  public var hasGangs: Bool { tasks.contains { $0.devices > 1 } }

  /// The number of edges, e.
  public var edgeCount: Int { edgeSources.count }

  /// The ids of the edges into a task: a contiguous range, in ascending order of producer.
  @inline(__always)
  public func inputs(of task: Int) -> Range<Int> {
    Int(inputOffsets[task])..<Int(inputOffsets[task + 1])
  }

  /// The ids of the edges out of a task, in ascending order of consumer.
  @inline(__always)
  public func outputs(of task: Int) -> OutputEdges {
    OutputEdges(
      edges: outputEdges, range: Int(outputOffsets[task])..<Int(outputOffsets[task + 1]))
  }

  /// The producer of an edge.
  @inline(__always)
  public func source(of edge: Int) -> Int { Int(edgeSources[edge]) }

  /// The consumer of an edge.
  @inline(__always)
  public func target(of edge: Int) -> Int { Int(edgeTargets[edge]) }

  /// The data on an edge, in bytes.
  @inline(__always)
  public func bytes(of edge: Int) -> Double { edgeBytes[edge] }

  /// The number of edges out of a task.
  public func outputCount(of task: Int) -> Int {
    Int(outputOffsets[task + 1] - outputOffsets[task])
  }

  /// The id of the task with a name. O(n).
  public func task(named name: String) -> Int? {
    tasks.firstIndex { $0.name == name }
  }

  /// Tasks without predecessors, in ascending order. O(n).
  public var entryTasks: [Int] { tasks.indices.filter { inputs(of: $0).isEmpty } }

  /// Tasks without successors, in ascending order. O(n).
  public var exitTasks: [Int] { tasks.indices.filter { outputCount(of: $0) == 0 } }

  /// The data on all edges, in bytes.
  public var totalBytes: Double { edgeBytes.reduce(0, +) }

  /// The ids of the edges out of one task.
  public struct OutputEdges: Sequence, IteratorProtocol {
    let edges: [Int32]
    var range: Range<Int>

    /// The next edge's id.
    @inline(__always)
    public mutating func next() -> Int? {
      guard let first = range.first else { return nil }
      range = (first + 1)..<range.upperBound
      return Int(edges[first])
    }
  }
}
